using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Slack;

/// <summary>How many messages each person has not looked at yet, by channel.</summary>
public sealed class Unread(Action<WorldChange> announce)
{
    readonly ConcurrentDictionary<(string Person, string Channel), int> counts = new();

    public int Of(string personId, string channelId) => counts.GetValueOrDefault((personId, channelId));

    /// <summary>The person looks at the channel.</summary>
    public void Clear(string personId, string channelId)
    {
        if (counts.TryRemove((personId, channelId), out var unread) && unread > 0)
            announce(new(Changed.Unread, channelId, personId));
    }

    internal void Count(Message message, Channel? channel)
    {
        var readers = message.EphemeralTo is { } only ? [only] : channel?.Members ?? [];
        foreach (var reader in readers)
        {
            if (reader == message.UserId) continue;
            counts.AddOrUpdate((reader, message.ChannelId), 1, (_, unread) => unread + 1);
            announce(new(Changed.Unread, message.ChannelId, reader));
        }
    }
}
