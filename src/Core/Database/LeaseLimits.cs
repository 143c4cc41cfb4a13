namespace OpsBot.Core.Database;

/// <summary>How long a lease is good for, and how often it is renewed.</summary>
public sealed record LeaseLimits
{
    /// <summary>A holder that has not renewed for this long is taken for dead.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Often enough that two renewals may fail; also how often those who wait look whether it is free.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Without a renewal, the holder stops that long before the lease is over, so that its successor never meets it.</summary>
    public TimeSpan Margin => Length / 6;
}
