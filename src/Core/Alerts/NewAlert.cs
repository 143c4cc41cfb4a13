using OpsBot.Core.Operations;

namespace OpsBot.Core.Alerts;

/// <summary>Something is wrong. Its cause says with what, the same for each time: "server:…", "region:hetzner/hel1".</summary>
public sealed record NewAlert(AlertKind Kind, string Cause, Severity Severity, string Heading)
{
    /// <summary>The cause of what is wrong with OpsBot itself: it reaches nobody, so that it can't tell how anything is.</summary>
    public const string CutOff = "control";

    /// <summary>How it stands, in a sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>The one thing that it is about; none where it is many, or none of ours.</summary>
    public Target? About { get; init; }

    /// <summary>What shows more of it: "/vps show acme".</summary>
    public string? Command { get; init; }

    /// <summary>What it consists of, beside what it is about.</summary>
    public IReadOnlyList<Target> Members { get; init; } = [];

    internal IReadOnlyList<Target> AllMembers => About is { } about ? [about, .. Members] : Members;
}
