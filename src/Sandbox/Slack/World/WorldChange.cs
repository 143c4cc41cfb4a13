namespace OpsBot.Sandbox.Slack;

public enum Changed
{
    People,
    Channels,
    /// <summary>A message was posted, edited or deleted in the channel.</summary>
    Messages,
    /// <summary>The person's modals changed.</summary>
    Views,
    /// <summary>The person's App Home changed.</summary>
    Home,
    /// <summary>The person's unread marks changed.</summary>
    Unread,
    /// <summary>The app was installed, or its manifest or sockets changed.</summary>
    App,
    Trouble,
    /// <summary>The log of API calls and deliveries grew.</summary>
    Log,
}

/// <summary>Something that a screen may have to draw again; null means any channel or any person.</summary>
public sealed record WorldChange(Changed What, string? ChannelId = null, string? PersonId = null);
