using System.Threading.RateLimiting;

namespace OpsBot.Bot.Discord;

/// <summary>
/// What the bot may call in all: Discord takes 50 calls a second, whatever they are about. Those that an interaction's token allows
/// are not counted, so that answering people goes on while everything else waits.
/// </summary>
sealed class GlobalLimit(TimeProvider time) : IDisposable
{
    // A little less: other programs may use the same token, a doctor for one.
    const int CallsPerSecond = 45;

    readonly SlidingWindowRateLimiter pace = new(new()
    {
        PermitLimit = CallsPerSecond, Window = TimeSpan.FromSeconds(1), SegmentsPerWindow = 10, AutoReplenishment = true,
        // About a second's worth may wait its turn here; more is told to come back.
        QueueLimit = CallsPerSecond, QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    readonly Gate byToken = new(time);
    readonly Gate all = new(time);

    /// <summary>Lets the call go, in its turn, or says how long it has to wait.</summary>
    public async Task<TimeSpan?> Enter(DiscordCall call, CancellationToken cancel)
    {
        if (Left(call) is { } left) return left;
        if (call.Token is null) return null;
        using var turn = await pace.AcquireAsync(1, cancel);
        return turn.IsAcquired ? Left(call) : TimeSpan.FromSeconds(1);
    }

    /// <summary>Everything: interactions' own calls as well.</summary>
    public void Close(TimeSpan after, bool everything) => (everything ? all : byToken).Close(after);

    public bool IsClosed(DiscordCall call) => Left(call) is not null;

    public void Dispose() => pace.Dispose();

    TimeSpan? Left(DiscordCall call) => all.Left ?? (call.Token is null ? null : byToken.Left);
}

/// <summary>Closed until a moment; open from then on.</summary>
sealed class Gate(TimeProvider time)
{
    long closedUntil;

    /// <summary>How long it stays closed; none when it is open.</summary>
    public TimeSpan? Left =>
        new TimeSpan(Interlocked.Read(ref closedUntil) - time.GetUtcNow().UtcTicks) is { Ticks: > 0 } left ? left : null;

    /// <summary>At least for this long: refusals overtake each other.</summary>
    public void Close(TimeSpan after)
    {
        var wanted = (time.GetUtcNow() + after).UtcTicks;
        for (var known = Interlocked.Read(ref closedUntil); known < wanted;)
            known = Interlocked.CompareExchange(ref closedUntil, wanted, known) is var seen && seen == known ? wanted : seen;
    }
}
