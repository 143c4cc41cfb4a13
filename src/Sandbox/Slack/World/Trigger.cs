namespace OpsBot.Sandbox.Slack;

/// <summary>The right to put one modal before one person within three seconds of what they did.</summary>
public sealed record Trigger(string Id, string PersonId, string? ViewId, DateTimeOffset ExpiresAt, bool IsUsed);
