using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Discord;

/// <summary>So many calls in so long.</summary>
public sealed record RateLimit(int Calls, TimeSpan Window)
{
    public static RateLimit PerSeconds(int calls, double seconds) => new(calls, TimeSpan.FromSeconds(seconds));
}

/// <summary>What a call learns about its bucket, as the X-RateLimit headers say it.</summary>
sealed record BucketState(int Limit, int Remaining, DateTimeOffset ResetAt, bool IsRefused);

/// <summary>Buckets per route and what it is about, fifty calls a second altogether, and the ban for who does not listen.</summary>
public sealed class RateLimits(TimeProvider time)
{
    /// <summary>https://docs.discord.com/developers/topics/rate-limits#global-rate-limit</summary>
    public static RateLimit Global { get; } = new(50, TimeSpan.FromSeconds(1));

    /// <summary>https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans</summary>
    public static RateLimit Invalid { get; } = new(10_000, TimeSpan.FromMinutes(10));

    readonly ConcurrentDictionary<string, Bucket> buckets = new();

    /// <summary>Off for a load test that measures something else.</summary>
    public bool Enabled { get; set; } = true;

    internal BucketState Take(string key, RateLimit limit)
    {
        var bucket = buckets.GetOrAdd(key, _ => new());
        lock (bucket)
        {
            var now = time.GetUtcNow();
            if (bucket.ResetAt <= now) (bucket.Used, bucket.ResetAt) = (0, now + limit.Window);
            if (!Enabled) return new(limit.Calls, limit.Calls, bucket.ResetAt, IsRefused: false);
            if (bucket.Used >= limit.Calls) return new(limit.Calls, 0, bucket.ResetAt, IsRefused: true);
            bucket.Used++;
            return new(limit.Calls, limit.Calls - bucket.Used, bucket.ResetAt, IsRefused: false);
        }
    }

    /// <summary>Null while the caller is welcome, else when Cloudflare lets it in again.</summary>
    internal DateTimeOffset? BannedUntil
    {
        get
        {
            if (!Enabled || !buckets.TryGetValue(nameof(Invalid), out var bucket)) return null;
            lock (bucket) return bucket.Used >= Invalid.Calls && bucket.ResetAt > time.GetUtcNow() ? bucket.ResetAt : null;
        }
    }

    /// <summary>Counts an answer of 401, 403 or 429.</summary>
    internal void NoteInvalid() => Take(nameof(Invalid), Invalid);

    sealed class Bucket
    {
        public int Used { get; set; }
        public DateTimeOffset ResetAt { get; set; }
    }
}
