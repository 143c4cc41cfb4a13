using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>https://docs.discord.com/developers/resources/message#message-object-message-flags</summary>
[Flags]
public enum MessageFlags
{
    None = 0,
    SuppressEmbeds = 1 << 2,
    HasThread = 1 << 5,
    Ephemeral = 1 << 6,
    /// <summary>"OpsBot is thinking…": acknowledged, not yet answered.</summary>
    Loading = 1 << 7,
    SuppressNotifications = 1 << 12,
    ComponentsV2 = 1 << 15,
}

public enum MessageKind
{
    Default = 0,
    PinNotice = 6,
    ThreadCreated = 18,
    Reply = 19,
    SlashCommand = 20,
    MessageCommand = 23,
}

/// <summary>What a person did that a message answers: "olivia used /instance stop".</summary>
public sealed record Used(string InteractionId, InteractionKind Kind, string PersonId, string? Command, string? MessageId);

/// <summary>One message as it stands now; an edit replaces the record under the same channel and id.</summary>
public sealed record Message
{
    public required string Id { get; init; }
    public required string ChannelId { get; init; }

    /// <summary>A person, or the app's bot user.</summary>
    public required string AuthorId { get; init; }
    public MessageKind Kind { get; init; }
    public string Content { get; init; } = "";
    public JsonArray? Embeds { get; init; }

    /// <summary>Components, every id filled in; files stand as <c>attachment://name</c>. Never change it in place.</summary>
    public JsonArray? Components { get; init; }
    public MessageFlags Flags { get; init; }
    public ImmutableArray<Attachment> Attachments { get; init; } = [];
    public required DateTimeOffset SentAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>The only person who sees it; null for a normal message.</summary>
    public string? EphemeralTo { get; init; }

    /// <summary>Null where the app spoke of its own accord.</summary>
    public Used? Used { get; init; }

    /// <summary>The message that this one answers, or that a notice is about.</summary>
    public string? ReplyTo { get; init; }
    public string? Nonce { get; init; }
    public bool IsPinned { get; init; }
    public DateTimeOffset? PinnedAt { get; init; }

    /// <summary>Who is notified by name, after allowed_mentions; "everyone" for everyone.</summary>
    public ImmutableHashSet<string> Pings { get; init; } = [];

    /// <summary>
    /// Discord's own sentence where a command came to nothing; only the person's client shows it, and the app never learns of it.
    /// </summary>
    public string? Failure { get; init; }

    public bool IsLoading => Flags.HasFlag(MessageFlags.Loading);
    public bool IsV2 => Flags.HasFlag(MessageFlags.ComponentsV2);
    public bool IsSeenBy(string personId) => EphemeralTo is null || EphemeralTo == personId;
}

/// <summary>An uploaded file with its bytes.</summary>
public sealed record Attachment
{
    public required string Id { get; init; }
    public required string FileName { get; init; }
    public string Description { get; init; } = "";
    public string ContentType { get; init; } = "application/octet-stream";
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>How a component of the same message refers to it.</summary>
    public string Reference => $"attachment://{FileName}";
}
