using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Slack;

/// <summary>How many messages each person has not looked at yet, by channel.</summary>
public sealed class Unread(Action<WorldChange> announce)
{
    readonly ConcurrentDictionary<(string Person, string Channel), ConcurrentDictionary<string, bool>> unread = new();

    public int Of(string personId, string channelId) => unread.TryGetValue((personId, channelId), out var messages) ? messages.Count : 0;

    /// <summary>The person looks at the channel.</summary>
    public void Clear(string personId, string channelId)
    {
        if (unread.TryRemove((personId, channelId), out var messages) && !messages.IsEmpty)
            announce(new(Changed.Unread, channelId, personId));
    }

    internal void Count(Message message, Channel? channel)
    {
        var readers = message.EphemeralTo is { } only ? [only] : channel?.Members ?? [];
        foreach (var reader in readers)
        {
            if (reader == message.UserId) continue;
            unread.GetOrAdd((reader, message.ChannelId), _ => new())[message.Ts] = true;
            announce(new(Changed.Unread, message.ChannelId, reader));
        }
    }

    /// <summary>It was deleted: whoever had not looked at it has nothing to look at.</summary>
    internal void Forget(string channelId, string ts)
    {
        foreach (var ((person, channel), messages) in unread)
            if (channel == channelId && messages.TryRemove(ts, out _)) announce(new(Changed.Unread, channelId, person));
    }
}
