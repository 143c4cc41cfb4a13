namespace OpsBot.Sandbox.Slack;

/// <summary>A response_url: an address that lets the app answer where it is not even a member.</summary>
public sealed record ResponseUrl
{
    /// <summary>The path below the stand-in's address.</summary>
    public required string Path { get; init; }
    public required string PersonId { get; init; }
    public required string ChannelId { get; init; }

    /// <summary>The message that carries the component; null after a slash command.</summary>
    public string? MessageTs { get; init; }

    /// <summary>The slash command as typed, which an in_channel answer makes visible.</summary>
    public string? Command { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public int UsesLeft { get; init; } = 5;
}
