namespace OpsBot.Tests.Testing;

/// <summary>Time that stands still until a test moves it. Timers and delays made with it fire as it passes them.</summary>
public sealed class Clock : TimeProvider
{
    readonly Lock gate = new();
    readonly List<Timer> timers = [];
    DateTimeOffset now;

    public Clock(DateTimeOffset? start = null) => now = start ?? new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() { lock (gate) return now; }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>How many timers and delays wait; lets a test see that the code under test has begun to wait.</summary>
    public int Waiting { get { lock (gate) return timers.Count; } }

    /// <summary>Moves on, firing every timer on the way at its own moment, in order.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset end;
        lock (gate) end = now + by;
        while (NextDue(end) is { } timer)
            timer.Fire();
        lock (gate) now = now > end ? now : end;
    }

    public void AdvanceTo(DateTimeOffset moment) => Advance(moment - GetUtcNow());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    Timer? NextDue(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null) return null;
            if (next.Due > now) now = next.Due;
            if (next.Period > TimeSpan.Zero) next.Due += next.Period;
            else timers.Remove(next);
            return next;
        }
    }

    sealed class Timer(Clock clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        // Outside the lock: what fires may well make the next timer.
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                (Due, Period) = (clock.now + dueTime, period);
                clock.timers.Add(this);
            }
            // As a real timer does, one that is due now fires without waiting for time to pass.
            if (dueTime == TimeSpan.Zero) clock.Advance(TimeSpan.Zero);
            return true;
        }

        public void Dispose() { lock (clock.gate) clock.timers.Remove(this); }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
