namespace OpsBot.Core.Health;

/// <summary>How long a server has to answer, and how many are asked at once.</summary>
public sealed record ProbeLimits
{
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From the first packet to the last byte of the answer.</summary>
    public TimeSpan InAll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Before what did not answer is asked once more.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    public int ServersAtOnce { get; init; } = 400;
}
