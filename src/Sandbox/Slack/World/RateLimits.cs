using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Slack;

/// <summary>Token buckets per method, and per channel where Slack counts by channel.</summary>
public sealed class RateLimits(TimeProvider time)
{
    readonly ConcurrentDictionary<string, Bucket> buckets = new();

    /// <summary>Off for a load test that measures something else.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Null when the call may pass, else how long to wait.</summary>
    internal TimeSpan? Take(string key, RateLimit limit)
    {
        if (!Enabled) return null;
        var bucket = buckets.GetOrAdd(key, _ => new Bucket { Tokens = limit.Burst, At = time.GetTimestamp() });
        lock (bucket)
        {
            var now = time.GetTimestamp();
            var refilled = time.GetElapsedTime(bucket.At, now).TotalSeconds * limit.PerSecond;
            bucket.Tokens = Math.Min(limit.Burst, bucket.Tokens + refilled);
            bucket.At = now;
            if (bucket.Tokens >= 1)
            {
                bucket.Tokens -= 1;
                return null;
            }

            return TimeSpan.FromSeconds((1 - bucket.Tokens) / limit.PerSecond);
        }
    }

    sealed class Bucket
    {
        public double Tokens { get; set; }
        public long At { get; set; }
    }
}

/// <summary>How often a method may be called. Slack publishes a floor per minute for each tier and tolerates bursts.</summary>
public sealed record RateLimit(int Burst, double PerSecond)
{
    public static RateLimit Tier1 { get; } = new(10, 10 / 60.0);
    public static RateLimit Tier2 { get; } = new(20, 20 / 60.0);
    public static RateLimit Tier3 { get; } = new(50, 50 / 60.0);
    public static RateLimit Tier4 { get; } = new(100, 100 / 60.0);

    /// <summary>"Several hundred a minute": posting as seen from the whole workspace, auth.test.</summary>
    public static RateLimit Hundreds { get; } = new(300, 5);

    /// <summary>One message a second into one channel, with a short burst.</summary>
    public static RateLimit PerChannel { get; } = new(5, 1);
}
