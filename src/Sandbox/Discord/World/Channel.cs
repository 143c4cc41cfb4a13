using System.Collections.Immutable;

namespace OpsBot.Sandbox.Discord;

public enum ChannelKind
{
    Text = 0,
    DirectMessage = 1,
    Thread = 11,
}

/// <summary>A text channel of the server, a thread in one, or direct messages with the app.</summary>
public sealed record Channel
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public ChannelKind Kind { get; init; }
    public string Topic { get; init; } = "";

    /// <summary>The channel that a thread belongs to.</summary>
    public string? ParentId { get; init; }

    /// <summary>Seen by its members only; direct messages always are.</summary>
    public bool IsPrivate { get; init; }
    public required ImmutableHashSet<string> Members { get; init; }
    public int Position { get; init; }

    /// <summary>Who started a thread.</summary>
    public string? OwnerId { get; init; }

    /// <summary>A permission overwrite that keeps the app from seeing the channel, though it is in the server.</summary>
    public bool HidesFromApp { get; init; }

    /// <summary>The app may read but not write here.</summary>
    public bool MutesApp { get; init; }

    /// <summary>The bot may write there, and attach nothing.</summary>
    public bool TakesNoFiles { get; init; }

    /// <summary>Off where an overwrite keeps the app from pinning and from deleting what others wrote, whatever its role says.</summary>
    public bool AppMayManage { get; init; } = true;

    public bool IsDirectMessage => Kind is ChannelKind.DirectMessage;
    public bool IsThread => Kind is ChannelKind.Thread;
    public bool IsOpenTo(string personId) => !(IsPrivate || IsDirectMessage) || Members.Contains(personId);

    /// <summary>The other side of direct messages.</summary>
    public string? PeerOf(string personId) => IsDirectMessage ? Members.FirstOrDefault(member => member != personId) : null;
}
