using System.Threading.Channels;
using OpsBot.Core.Database;
using OpsBot.Core.Diagnostics;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Intake;

/// <summary>Handles what the inbox holds: at once what this process wrote, and soon what a dead one left behind.</summary>
public sealed partial class InboxPump(
    Inbox inbox, InboxClaims claims, IEnumerable<IInboxSource> all, GivenUp givenUp,
    InboxLimits limits, TimeProvider time, ILogger<InboxPump> log) : BackgroundService
{
    // Few enough that what comes in meanwhile waits behind them for less than a second.
    const int MostTakenUp = 200;

    static readonly TimeSpan betweenSweeps = TimeSpan.FromSeconds(2);
    static readonly TimeSpan betweenLeftHandlers = TimeSpan.FromSeconds(1);

    readonly Dictionary<string, IInboxSource> sources = all.ToDictionary(source => source.Name);
    readonly Signal room = new();

    // Beside the handlers and never in their places: a host that hangs, or an audit of millions of rows, keeps nobody waiting but
    // those who ask about it.
    readonly Dictionary<Lane, Channel<InboxRow>> slow = new[] { Lane.Looking, Lane.Reading }
        .ToDictionary(lane => lane, _ => Channel.CreateBounded<InboxRow>(new BoundedChannelOptions(limits.MostHeld)));
    volatile bool moreInTheTable;

    bool IsNearlyDone => inbox.Left.Count < MostTakenUp / 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var cancel = stopping.Token;
        Task[] loops =
        [
            inbox.Write(cancel),
            Loop(Sweep, room, betweenSweeps, cancel),
            Loop(Renew, new Signal(), limits.Claim / 3, cancel),
            .. Enumerable.Range(0, inbox.Handlers).Select(_ => Handle(inbox.Arrived, cancel)),
            .. Enumerable.Range(0, inbox.LeftHandlers).Select(before => HandleLeft(before, cancel)),
            .. Enumerable.Range(0, limits.Looks).Select(_ => HandleSlow(Lane.Looking, cancel)),
            .. Enumerable.Range(0, limits.Readings).Select(_ => HandleSlow(Lane.Reading, cancel)),
        ];
        // None of them ends by itself: if one does, that is a bug, and the program is not to run on without it.
        await Task.WhenAny(loops);
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
    }

    /// <summary>Lets other replicas go on at once with what this one will not get to.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            if (inbox.Held.Count > 0) await claims.LetGo([.. inbox.Held], cancellationToken);
        }
        catch (Exception fault)
        {
            LogNotLetGo(fault, inbox.Held.Count);
        }
    }

    async Task Handle(ChannelReader<InboxRow> queue, CancellationToken cancel)
    {
        try
        {
            await foreach (var row in queue.ReadAllAsync(cancel))
            {
                if (row.Attempts > 0) await inbox.CalmForOne(cancel);
                else await inbox.Calm(cancel);
                if (await Handle(row, cancel)) Done(row);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopping; what is still held is let go.
        }
    }

    // A program that has just begun is slow at everything: whoever asks it in its first seconds is not to wait for a whole night's rest as
    // well.
    async Task HandleLeft(int before, CancellationToken cancel)
    {
        await Task.Delay(betweenLeftHandlers * before, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Handle(inbox.Left, cancel);
    }

    async Task HandleSlow(Lane lane, CancellationToken cancel)
    {
        try
        {
            await foreach (var row in slow[lane].Reader.ReadAllAsync(cancel))
            {
                await Run(row, cancel);
                Done(row);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopping; what is still held is let go.
        }
    }

    void Done(InboxRow row)
    {
        inbox.LetGo(row);
        if (moreInTheTable && IsNearlyDone) room.Raise();
    }

    /// <summary>False where it went on to those that take their time.</summary>
    async Task<bool> Handle(InboxRow row, CancellationToken cancel)
    {
        try
        {
            await claims.Begin(row, cancel);
            if (row.Attempts >= limits.MostAttempts)
                await givenUp.Close(row, sources[row.Platform], cancel);
            else if (sources[row.Platform].LaneOf(row) is not Lane.Quick and var lane)
            {
                await slow[lane].Writer.WriteAsync(row, cancel);
                return false;
            }
            else
                await Run(row, cancel);
        }
        // Whatever it was, the row still stands: it is tried again, and given up aloud when that does not help.
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogNotHandled(fault, row.Id, row.Attempts);
            await PutBack(row, cancel);
        }
        return true;
    }

    async Task Run(InboxRow row, CancellationToken cancel)
    {
        try
        {
            using var activity = Tracing.GoOn("handle", row.Trace);
            activity?.SetTag("platform", row.Platform).SetTag("kind", row.Kind);
            Measures.Waited(row.Platform, time.GetUtcNow() - row.ReceivedAt);
            await sources[row.Platform].Handle(row, cancel);
        }
        // As above.
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogNotHandled(fault, row.Id, row.Attempts);
            await PutBack(row, cancel);
        }
    }

    async Task PutBack(InboxRow row, CancellationToken cancel)
    {
        try
        {
            await claims.PutBack(row, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogNotPutBack(fault, row.Id);
        }
    }

    async Task Sweep(CancellationToken cancel)
    {
        var most = Math.Min(inbox.Room, MostTakenUp);
        if (most <= 0) return;
        var rows = await claims.Take([.. sources.Keys], most, cancel);
        moreInTheTable = rows.Count == most;
        foreach (var row in rows) inbox.Hold(row);
        if (rows.Count > 0) LogTakenUp(rows.Count);
        if (moreInTheTable && IsNearlyDone) room.Raise();
    }

    async Task Renew(CancellationToken cancel)
    {
        if (inbox.Aging() is { Count: > 0 } rows) await claims.Renew(rows, cancel);
    }

    async Task Loop(Func<CancellationToken, Task> round, Signal signal, TimeSpan pause, CancellationToken cancel)
    {
        try
        {
            for (; ; await signal.Wait(pause, time, cancel))
            {
                try
                {
                    await round(cancel);
                }
                // The database is away, as far as one can know: the next round tries again.
                catch (Exception fault) when (!cancel.IsCancellationRequested)
                {
                    LogRoundFailed(fault, round.Method.Name);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} requests taken up that nobody was handling")]
    partial void LogTakenUp(int count);

    [LoggerMessage(LogLevel.Error, "Request {Receipt} was not handled, after {Attempts} earlier attempts; it will be tried again")]
    partial void LogNotHandled(Exception fault, Guid receipt, int attempts);

    [LoggerMessage(LogLevel.Warning, "Request {Receipt} was not put back; its claim lapses by itself")]
    partial void LogNotPutBack(Exception fault, Guid receipt);

    [LoggerMessage(LogLevel.Warning, "{Count} requests were not let go; their claims lapse by themselves")]
    partial void LogNotLetGo(Exception fault, int count);

    [LoggerMessage(LogLevel.Warning, "Inbox round failed: {Round}")]
    partial void LogRoundFailed(Exception fault, string round);
}
