using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>One message as it stands now; an edit replaces the record under the same channel and ts.</summary>
public sealed record Message
{
    public required string ChannelId { get; init; }
    public required string Ts { get; init; }

    /// <summary>Who wrote it: a person, the app's bot user, or <see cref="SlackWorld.Slackbot"/>.</summary>
    public required string UserId { get; init; }
    public string? BotId { get; init; }
    public string? AppId { get; init; }
    public string Text { get; init; } = "";

    /// <summary>Block Kit blocks, every block_id and action_id filled in. Never change it in place.</summary>
    public JsonArray? Blocks { get; init; }
    public JsonNode? Metadata { get; init; }
    public string? ThreadTs { get; init; }
    public bool IsBroadcast { get; init; }
    public DateTimeOffset SentAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>The only person who sees it; null for a normal message.</summary>
    public string? EphemeralTo { get; init; }

    /// <summary>The slash command that this message answers, as typed; shown above an in_channel answer.</summary>
    public string? Command { get; init; }
    public ImmutableArray<SlackFile> Files { get; init; } = [];

    public bool IsReply => ThreadTs is not null && ThreadTs != Ts;
    public bool IsSeenBy(string personId) => EphemeralTo is null || EphemeralTo == personId;
}
