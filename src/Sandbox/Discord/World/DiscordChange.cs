namespace OpsBot.Sandbox.Discord;

public enum Changed
{
    People,
    Channels,
    /// <summary>A message was posted, edited, pinned or deleted in the channel.</summary>
    Messages,
    /// <summary>The person's modal opened, changed or closed.</summary>
    Modal,
    /// <summary>The person's unread marks changed.</summary>
    Unread,
    /// <summary>The app's credentials, its address or its commands changed.</summary>
    App,
    /// <summary>A gateway connection came or went.</summary>
    Gateway,
    Trouble,
    /// <summary>The log of API calls and deliveries grew.</summary>
    Log,
}

/// <summary>Something that a screen may have to draw again; null means any channel or any person.</summary>
public sealed record DiscordChange(Changed What, string? ChannelId = null, string? PersonId = null);
