using System.Collections.Immutable;

namespace OpsBot.Sandbox.Slack;

/// <summary>A channel (C…), a private channel (G…) or a direct message (D…).</summary>
public sealed record Channel
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string Purpose { get; init; } = "";
    public bool IsPrivate { get; init; }
    public bool IsIm { get; init; }
    public bool IsArchived { get; init; }
    public required DateTimeOffset Created { get; init; }
    public ImmutableHashSet<string> Members { get; init; } = [];

    public bool IsOpenTo(string personId) => Members.Contains(personId) || !(IsPrivate || IsIm);

    /// <summary>The other side of a direct message.</summary>
    public string? PeerOf(string personId) => IsIm ? Members.FirstOrDefault(member => member != personId) ?? personId : null;
}
