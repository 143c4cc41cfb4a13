namespace OpsBot.Sandbox.Cloud;

/// <summary>The calls that a project still has: a bucket of an hour's, filled again second by second.</summary>
public sealed class CloudAllowance(RateLimits limits)
{
    const string Bucket = "project";

    static readonly RateLimit hour = RateLimit.Evenly(3600, 3600);

    public int Most => hour.Calls;

    public int Left
    {
        get => limits.Look(Bucket, hour).Remaining;
        set => limits.Leave(Bucket, hour, value);
    }

    /// <summary>When it is full again.</summary>
    public DateTimeOffset FullAt => limits.Look(Bucket, hour).ResetAt;

    internal bool Take() => !limits.Take(Bucket, hour).IsRefused;
}
