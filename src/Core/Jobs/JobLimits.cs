namespace OpsBot.Core.Jobs;

/// <summary>How long anybody waits for a worker; the section "Jobs".</summary>
public sealed record JobLimits
{
    /// <summary>A worker that has not renewed its lease for this long is taken for dead, and its job goes on elsewhere.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);
}
