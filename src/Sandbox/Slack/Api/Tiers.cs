namespace OpsBot.Sandbox.Slack;

/// <summary>
/// How often a method may be called. Slack publishes a floor per minute for each tier and tolerates bursts.
/// https://docs.slack.dev/apis/web-api/rate-limits
/// </summary>
static class Tiers
{
    internal static RateLimit Tier1 { get; } = RateLimit.Evenly(10, 60);
    internal static RateLimit Tier2 { get; } = RateLimit.Evenly(20, 60);
    internal static RateLimit Tier3 { get; } = RateLimit.Evenly(50, 60);
    internal static RateLimit Tier4 { get; } = RateLimit.Evenly(100, 60);

    /// <summary>"Several hundred a minute": posting as seen from the whole workspace, auth.test.</summary>
    internal static RateLimit Hundreds { get; } = RateLimit.Evenly(300, 60);

    /// <summary>One message a second into one channel, with a short burst.</summary>
    internal static RateLimit PerChannel { get; } = RateLimit.Evenly(5, 5);
}
