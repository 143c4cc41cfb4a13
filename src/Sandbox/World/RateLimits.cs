using System.Collections.Concurrent;

namespace OpsBot.Sandbox;

/// <summary>So many calls in so long.</summary>
public sealed record RateLimit(int Calls, TimeSpan Window)
{
    /// <summary>What was used comes back bit by bit, not all of it when the window ends.</summary>
    public bool ComesBackEvenly { get; init; }

    public static RateLimit PerSeconds(int calls, double seconds) => new(calls, TimeSpan.FromSeconds(seconds));

    public static RateLimit Evenly(int calls, double seconds) => PerSeconds(calls, seconds) with { ComesBackEvenly = true };
}

/// <summary>A bucket after a call: what is left, when all of it is back, and, where the call was refused, how long to wait.</summary>
sealed record BucketState(int Limit, int Remaining, DateTimeOffset ResetAt, TimeSpan? Wait)
{
    internal bool IsRefused => Wait is not null;
}

/// <summary>What has been used of each limit; a bucket is whatever a platform counts together.</summary>
public sealed class RateLimits(TimeProvider time)
{
    readonly ConcurrentDictionary<string, Bucket> buckets = new();

    /// <summary>Off for a load test that measures something else.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Counts a call, unless the bucket is used up.</summary>
    internal BucketState Take(string bucket, RateLimit limit) =>
        buckets.GetOrAdd(bucket, _ => new()).Take(limit, time.GetUtcNow(), Enabled);

    /// <summary>How it stands, without a call.</summary>
    internal BucketState Look(string bucket, RateLimit limit) => buckets.GetOrAdd(bucket, _ => new()).Look(limit, time.GetUtcNow());

    /// <summary>Trouble: so many calls are left of it now.</summary>
    internal void Leave(string bucket, RateLimit limit, int calls) =>
        buckets.GetOrAdd(bucket, _ => new()).Leave(limit, time.GetUtcNow(), calls);

    /// <summary>When a used-up bucket takes calls again; null where it takes them now.</summary>
    internal DateTimeOffset? UsedUpUntil(string bucket, RateLimit limit) =>
        Enabled && buckets.TryGetValue(bucket, out var used) ? used.UsedUpUntil(limit, time.GetUtcNow()) : null;

    sealed class Bucket
    {
        readonly Lock gate = new();
        double used;
        DateTimeOffset resetAt, at;

        internal BucketState Take(RateLimit limit, DateTimeOffset now, bool counts)
        {
            lock (gate)
            {
                Refill(limit, now);
                if (!counts) return new(limit.Calls, limit.Calls, resetAt, null);
                if (used + 1 > limit.Calls) return new(limit.Calls, 0, resetAt, WaitFor(limit, now));
                used++;
                return new(limit.Calls, (int)(limit.Calls - used), resetAt, null);
            }
        }

        internal BucketState Look(RateLimit limit, DateTimeOffset now)
        {
            lock (gate)
            {
                Refill(limit, now);
                return new(limit.Calls, (int)(limit.Calls - used), resetAt, null);
            }
        }

        internal void Leave(RateLimit limit, DateTimeOffset now, int calls)
        {
            lock (gate)
            {
                Refill(limit, now);
                used = limit.Calls - calls;
                Refill(limit, now);
            }
        }

        internal DateTimeOffset? UsedUpUntil(RateLimit limit, DateTimeOffset now)
        {
            // A look starts no new window.
            lock (gate) return resetAt > now && used + 1 > limit.Calls ? now + WaitFor(limit, now) : null;
        }

        void Refill(RateLimit limit, DateTimeOffset now)
        {
            if (limit.ComesBackEvenly)
            {
                used = Math.Max(0, used - ((now - at) / limit.Window * limit.Calls));
                resetAt = now + (limit.Window * (used / limit.Calls));
            }
            else if (resetAt <= now)
            {
                (used, resetAt) = (0, now + limit.Window);
            }

            at = now;
        }

        TimeSpan WaitFor(RateLimit limit, DateTimeOffset now) =>
            limit.ComesBackEvenly ? limit.Window * ((used + 1 - limit.Calls) / limit.Calls) : resetAt - now;
    }
}
