using System.Collections.Immutable;

namespace OpsBot.Sandbox.Slack;

/// <summary>The installed app: its credentials, what it was granted, and its manifest.</summary>
public sealed record SlackApp
{
    public required string Id { get; init; }
    public required string BotUserId { get; init; }
    public required string BotId { get; init; }
    public required string BotToken { get; init; }
    public required string AppToken { get; init; }
    public required string SigningSecret { get; init; }
    public string VerificationToken { get; init; } = "deprecated-ignore-me";
    public ImmutableSortedSet<string> Scopes { get; init; } =
        ["chat:write", "chat:write.public", "commands", "files:write", "im:write", "users:read", "users:read.email"];
    public ImmutableSortedSet<string> AppScopes { get; init; } = ["connections:write"];
    public AppManifest Manifest { get; init; } = new();
}
