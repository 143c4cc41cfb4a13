using System.Threading.Channels;
using OpsBot.Core.Database;
using OpsBot.Core.Diagnostics;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Chat;

/// <summary>The delivery of one platform: of what it is handed as it is said, and of what it finds in the table.</summary>
sealed partial class PlatformDelivery(
    IMessenger messenger, Deliveries deliveries, Outbox outbox, Inbox inbox, TimeProvider time, ILogger log)
{
    const int MostAtOnce = 64;

    // What is handed over beyond that would wait here for longer than its claim lasts when the platform is slow.
    const int MostHanded = 4 * MostAtOnce;

    // About a day of trying once a minute.
    const int MostAttempts = 1500;

    const int MostFaults = 5;

    // Nobody need call for this: it is for a hint that got lost with its process.
    static readonly TimeSpan betweenLooks = TimeSpan.FromSeconds(5);
    static readonly TimeSpan shortestPause = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan firstPause = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan longestPause = TimeSpan.FromMinutes(1);
    static readonly TimeSpan grace = TimeSpan.FromSeconds(5);

    readonly Lock gate = new();
    readonly Dictionary<string, DateTimeOffset> resting = [];
    readonly SortedSet<DateTimeOffset> retries = [];
    readonly Signal signal = new();
    readonly Settling settling = new(deliveries);
    readonly Channel<(Claimed Claimed, long Since)> toCarry = Channel.CreateUnbounded<(Claimed, long)>();
    int busy;
    volatile bool moreInTheTable;

    public async Task Run(CancellationToken cancel)
    {
        using var calls = new CancellationTokenSource();
        // What has been handed to the platform is finished, so that it is not handed over again.
        await using var stopping = cancel.Register(() => calls.CancelAfter(grace));
        var deliverer = new Deliverer(messenger.Name, Claim, handed => Add(Claimed.Of(handed)), signal.Raise);
        outbox.Join(deliverer);
        var noting = settling.Run(calls.Token);
        Task[] carriers = [.. Enumerable.Range(0, MostAtOnce).Select(_ => CarryAll(calls.Token))];
        try
        {
            await LookForMore(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            outbox.Leave(deliverer);
            toCarry.Writer.TryComplete();
            await Task.WhenAll(carriers);
            settling.End();
            await noting;
        }
    }

    TimeSpan? Claim() => Volatile.Read(ref busy) < MostHanded ? deliveries.Limits.Claim : null;

    void Add(Claimed claimed)
    {
        Interlocked.Increment(ref busy);
        // Refused only when the program stops: the claim lapses, and another delivers it.
        if (!toCarry.Writer.TryWrite((claimed, TimeProvider.System.GetTimestamp()))) Interlocked.Decrement(ref busy);
    }

    async Task LookForMore(CancellationToken cancel)
    {
        while (true)
        {
            await inbox.Calm(cancel);
            var room = MostAtOnce - Volatile.Read(ref busy);
            var taken = room > 0 ? await Take(room, cancel) : [];
            moreInTheTable = taken.Count >= room;
            // A rest that began while this look was under way counts as well.
            var restingNow = taken.Count > 0 ? Resting() : [];
            foreach (var claimed in taken)
                if (restingNow.Contains(claimed.PlaceId)) await LetGo(claimed);
                else Add(claimed);
            await signal.Wait(UntilNext(), time, cancel);
        }
    }

    async Task<IReadOnlyList<Claimed>> Take(int most, CancellationToken cancel)
    {
        try
        {
            return await deliveries.Take(messenger, Resting(), most, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogNotTaken(fault, messenger.Name);
            return [];
        }
    }

    async Task CarryAll(CancellationToken calls)
    {
        await foreach (var (claimed, since) in toCarry.Reader.ReadAllAsync(CancellationToken.None))
        {
            // Nothing comes of the place of one request but what was said anew; in a channel the next may wait.
            var look = true;
            // It waited so long that a call could outlast its claim, which runs by a clock that no test moves.
            if (calls.IsCancellationRequested
                || TimeProvider.System.GetElapsedTime(since) > deliveries.Limits.Claim - deliveries.Limits.LongestCall)
                await LetGo(claimed);
            else
                look = await Carry(claimed, calls) || !claimed.Place.IsOfOneRequest;
            var left = Interlocked.Decrement(ref busy);
            if (look || (moreInTheTable && left <= MostAtOnce / 2)) signal.Raise();
        }
    }

    /// <summary>True where there may be more to deliver because of it.</summary>
    async Task<bool> Carry(Claimed claimed, CancellationToken cancel)
    {
        try
        {
            using var activity = Tracing.GoOn("deliver", claimed.Trace);
            var begun = TimeProvider.System.GetTimestamp();
            var delivered = await Deliver(claimed, cancel);
            Measures.Delivery(messenger.Name, delivered, TimeProvider.System.GetElapsedTime(begun));
            activity?.SetTag("platform", messenger.Name).SetTag("attempt", claimed.Attempts).SetTag("outcome", delivered.GetType().Name);
            return await Settle(claimed, delivered, cancel);
        }
        // Not settled means that the claim lapses and it is delivered again: rather twice than never.
        catch (Exception fault)
        {
            LogNotSettled(fault, claimed.Key, messenger.Name);
            return true;
        }
    }

    async Task LetGo(Claimed claimed)
    {
        try
        {
            await deliveries.LetGo([claimed], CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogNotSettled(fault, claimed.Key, messenger.Name);
        }
    }

    async Task<Delivered> Deliver(Claimed claimed, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(deliveries.Limits.LongestCall);
        try
        {
            return await messenger.Deliver(Outgoing(claimed), patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new Delivered.RetryLater("The platform did not answer.");
        }
        // What a platform keeps of a message (its buttons, a form that was begun) is in the database, too.
        catch (Exception outage) when (!cancel.IsCancellationRequested && Outage.Is(outage))
        {
            return new Delivered.RetryLater($"The database is away: {outage.Message}");
        }
        // A bug in rendering this one message: it must not stand before the others in its place for ever.
        catch (Exception bug) when (!cancel.IsCancellationRequested)
        {
            LogBroken(bug, claimed.Key, messenger.Name);
            var reason = $"{bug.GetType().Name}: {bug.Message}";
            // Attempts that failed for another reason, the platform being away, say nothing about the bug.
            return claimed.Attempts < MostFaults || claimed.LastError != reason ? new Delivered.RetryLater(reason)
                : new Delivered.Gone(reason);
        }
    }

    async Task<bool> Settle(Claimed claimed, Delivered delivered, CancellationToken cancel)
    {
        switch (delivered)
        {
            case Delivered.Sent sent:
                if (sent.Rest > TimeSpan.Zero) lock (gate) resting[claimed.PlaceId] = time.GetUtcNow() + sent.Rest;
                return await settling.Sent(claimed, sent.Ref);
            case Delivered.RetryLater later when claimed.Attempts < MostAttempts:
                var at = time.GetUtcNow() + (later.After ?? Pause(claimed.Attempts));
                lock (gate) retries.Add(at);
                LogLater(claimed.Key, messenger.Name, later.Reason, claimed.Attempts);
                await deliveries.Later(claimed, at, later.After is not null, later.Reason, cancel);
                return true;
            case Delivered.RetryLater hopeless:
                LogEnded(claimed.Key, messenger.Name, hopeless.Reason);
                await deliveries.GiveUp(claimed, hopeless.Reason, cancel);
                return true;
            case Delivered.Gone gone:
                LogEnded(claimed.Key, messenger.Name, gone.Reason);
                await deliveries.GiveUp(claimed, gone.Reason, cancel);
                return true;
            case Delivered.Expired expired:
                LogEnded(claimed.Key, messenger.Name, expired.Reason);
                await deliveries.End(claimed, expired.Reason, cancel);
                return true;
            case Delivered.Moved moved:
                LogMoved(claimed.Key, messenger.Name, moved.Reason);
                await deliveries.Move(claimed, moved, cancel);
                return true;
            default:
                throw new ArgumentOutOfRangeException(nameof(delivered));
        }
    }

    Outgoing Outgoing(Claimed claimed) => new(claimed.Key, claimed.Version, claimed.Place)
    {
        Reply = claimed.Said as Reply ?? (claimed.Kind == "reply" ? Json.Read<Reply>(claimed.Content) : null),
        Form = claimed.Said as Form ?? (claimed.Kind == "form" ? Json.Read<Form>(claimed.Content) : null),
        Ref = claimed.Ref is { } known ? Json.Read<MessageRef>(known) : null,
        IsTooLate = messenger.Lasts(claimed.Place) is { } lasts && time.GetUtcNow() > claimed.FirstSaidAt + lasts,
        SaidAt = claimed.SaidAt, Attempt = claimed.Attempts,
    };

    // Doubles, and spreads, so that a platform that comes back is not met by everything at once.
    static TimeSpan Pause(int attempts)
    {
        var pause = firstPause * Math.Pow(2, Math.Min(attempts - 1, 10));
        return (pause < longestPause ? pause : longestPause) * (0.75 + (Random.Shared.NextDouble() / 2));
    }

    string[] Resting()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var (place, until) in resting)
                if (until <= now) resting.Remove(place);
            retries.RemoveWhere(at => at <= now);
            return [.. resting.Keys];
        }
    }

    TimeSpan UntilNext()
    {
        lock (gate)
        {
            var next = resting.Values.Concat(retries).DefaultIfEmpty(DateTimeOffset.MaxValue).Min() - time.GetUtcNow();
            // A timer counts whole milliseconds: less than one would not wait at all, and the loop would spin until it is over.
            return next <= TimeSpan.Zero ? TimeSpan.Zero : next < shortestPause ? shortestPause : next < betweenLooks ? next : betweenLooks;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not look for what is to be said on {Platform}")]
    partial void LogNotTaken(Exception fault, string platform);

    [LoggerMessage(LogLevel.Warning, "What came of saying {Key} on {Platform} could not be kept; it may be said again")]
    partial void LogNotSettled(Exception fault, string key, string platform);

    [LoggerMessage(LogLevel.Error, "{Key} could not be put into words for {Platform}")]
    partial void LogBroken(Exception bug, string key, string platform);

    [LoggerMessage(LogLevel.Information, "{Key} is to be said later on {Platform}: {Reason} (attempt {Attempt})")]
    partial void LogLater(string key, string platform, string reason, int attempt);

    [LoggerMessage(LogLevel.Warning, "{Key} was given up on {Platform}: {Reason}")]
    partial void LogEnded(string key, string platform, string reason);

    [LoggerMessage(LogLevel.Information, "{Key} goes elsewhere on {Platform}: {Reason}")]
    partial void LogMoved(string key, string platform, string reason);
}
