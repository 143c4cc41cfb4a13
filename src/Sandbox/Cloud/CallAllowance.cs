namespace OpsBot.Sandbox.Cloud;

/// <summary>The calls that a project still has: a bucket of an hour's, filled again second by second.</summary>
public sealed class CallAllowance
{
    readonly TimeProvider time;
    readonly Lock gate = new();
    DateTimeOffset counted;
    double left = 3600;

    public CallAllowance(TimeProvider time) => (this.time, counted) = (time, time.GetUtcNow());

    public int Most { get; } = 3600;

    public int Left
    {
        get { lock (gate) return (int)Refill(); }
        set { lock (gate) (left, counted) = (value, time.GetUtcNow()); }
    }

    /// <summary>When it is full again.</summary>
    public DateTimeOffset FullAt
    {
        get { lock (gate) return time.GetUtcNow() + TimeSpan.FromSeconds((Most - Refill()) * 3600 / Most); }
    }

    internal bool Take()
    {
        lock (gate)
        {
            if (Refill() < 1) return false;
            left--;
            return true;
        }
    }

    double Refill()
    {
        var now = time.GetUtcNow();
        left = Math.Min(Most, left + ((now - counted).TotalSeconds * Most / 3600));
        counted = now;
        return left;
    }
}
