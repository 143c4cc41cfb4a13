using System.Diagnostics;
using Coravel;
using OpsBot.Core.Diagnostics;
using OpsBot.Core.Jobs;

namespace OpsBot.Worker;

/// <summary>
/// Does the duties of the schedule. Coravel says when, the table says who; what was begun is owned here, and a stop cancels it and waits
/// for it, because Coravel does neither.
/// </summary>
sealed partial class DutyRounds(
    IServiceProvider services, IReadOnlyList<Duty> duties, DutyRuns runs, JobLimits limits, TimeProvider time, ILogger<DutyRounds> log)
    : IHostedService, IDisposable
{
    // Failed rounds are tried again after ten seconds, twenty, … and at the latest with the pace of the duty itself.
    static readonly TimeSpan firstPause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan longestPause = TimeSpan.FromMinutes(15);

    const int SecondsBetweenCatchUps = 15;

    readonly CancellationTokenSource stopping = new();
    readonly List<Task> begun = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.UseScheduler(scheduler =>
        {
            scheduler.Announce(duties, Begin);
            scheduler.OnWorker("what was missed");
            scheduler.ScheduleAsync(CatchUp).EverySeconds(SecondsBetweenCatchUps);
        }).OnError(LogTick);
        // What fell due while no worker ran.
        Own(CatchUp());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await All().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Everything begun has ended.</summary>
    internal async Task All()
    {
        while (true)
        {
            Task[] open;
            lock (begun) open = [.. begun.Where(task => !task.IsCompleted)];
            if (open.Length == 0) return;
            await Task.WhenAll(open);
        }
    }

    /// <summary>Returns once it is known whether the round is this worker's; the round itself goes on by itself.</summary>
    internal async Task Begin(Duty duty)
    {
        try
        {
            if (await runs.Claim(duty, stopping.Token) is { } run) Own(Run(duty, run));
        }
        // The database is away, as far as one can know, or the program stops: the round is caught up with.
        catch (Exception away)
        {
            if (!stopping.IsCancellationRequested) LogNotClaimed(away, duty.Name);
        }
    }

    internal async Task CatchUp()
    {
        try
        {
            var due = await runs.Due(duties, stopping.Token);
            foreach (var duty in duties.Where(duty => due.Contains(duty.Name))) await Begin(duty);
        }
        // As above.
        catch (Exception away)
        {
            if (!stopping.IsCancellationRequested) LogNotCaughtUp(away);
        }
    }

    void Own(Task task)
    {
        lock (begun)
        {
            begun.RemoveAll(one => one.IsCompleted);
            begun.Add(task);
        }
    }

    async Task Run(Duty duty, DutyRun run)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var renewing = Renew(run, over);
        try
        {
            await Note(run, await Do(duty, run, over.Token));
        }
        // The row is open: once its claim has lapsed, somebody does the round again.
        catch (Exception away)
        {
            LogNotNoted(away, duty.Name);
        }
        finally
        {
            await over.CancelAsync();
            await renewing;
        }
    }

    /// <summary>What went wrong; none where it has run.</summary>
    async Task<Exception?> Do(Duty duty, DutyRun run, CancellationToken cancel)
    {
        using var activity = Tracing.Begin(duty.Name);
        var begun = time.GetTimestamp();
        try
        {
            // Not on Coravel's turn, in which it waits for whatever comes before the first await.
            await Task.Run(() => duty.Do(services, cancel), cancel);
            Measures.Duty(duty.Name, true, time.GetElapsedTime(begun));
            return null;
        }
        catch (Exception fault)
        {
            if (!cancel.IsCancellationRequested) LogFailed(fault, duty.Name, run.Attempts);
            Measures.Duty(duty.Name, false, time.GetElapsedTime(begun));
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            return fault;
        }
    }

    async Task Note(DutyRun run, Exception? fault)
    {
        // Noted also while stopping: another worker need not wait then until the claim has lapsed.
        var mine = fault is null ? await runs.End(run, CancellationToken.None)
            : stopping.IsCancellationRequested ? await runs.Leave(run, TimeSpan.Zero, null, CancellationToken.None)
            : await runs.Leave(run, Pause(run.Attempts), $"{fault.GetType().Name}: {fault.Message}", CancellationToken.None);
        if (!mine) LogLost(run.Duty);
    }

    static TimeSpan Pause(int attempts) =>
        firstPause * Math.Pow(2, Math.Min(attempts - 1, 10)) is var pause && pause < longestPause ? pause : longestPause;

    async Task Renew(DutyRun run, CancellationTokenSource over)
    {
        using var timer = new PeriodicTimer(limits.Lease / 3, time);
        var since = time.GetTimestamp();
        while (!over.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(over.Token)) return;
                var asked = time.GetTimestamp();
                if (await runs.Renew(run, over.Token)) since = asked;
                else await over.CancelAsync();
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                // Over.
            }
            // Not renewed for as long as it lasts, it is another's by now, and this one stops.
            catch (Exception away)
            {
                LogNotRenewed(away, run.Duty);
                if (time.GetElapsedTime(since) >= limits.Lease) await over.CancelAsync();
            }
        }
    }

    public void Dispose() => stopping.Dispose();

    [LoggerMessage(LogLevel.Error, "A tick of the schedule failed")]
    partial void LogTick(Exception fault);

    [LoggerMessage(LogLevel.Warning, "Duty {Name} could not be claimed; it is caught up with")]
    partial void LogNotClaimed(Exception away, string name);

    [LoggerMessage(LogLevel.Warning, "What was missed could not be looked up; the next look finds it")]
    partial void LogNotCaughtUp(Exception away);

    [LoggerMessage(LogLevel.Error, "Duty {Name} failed, attempt {Attempt}; it is tried again")]
    partial void LogFailed(Exception fault, string name, int attempt);

    [LoggerMessage(LogLevel.Warning, "How duty {Name} went could not be noted; it is done again once its claim has lapsed")]
    partial void LogNotNoted(Exception away, string name);

    [LoggerMessage(LogLevel.Warning, "Duty {Name} took longer than its claim, and is another's by now")]
    partial void LogLost(string name);

    [LoggerMessage(LogLevel.Warning, "The claim of duty {Name} could not be renewed, trying again")]
    partial void LogNotRenewed(Exception away, string name);
}
