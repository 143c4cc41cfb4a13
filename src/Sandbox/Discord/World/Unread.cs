using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Discord;

/// <summary>How many messages each person has not looked at yet, by channel, and how many of those name them.</summary>
public sealed class Unread(Action<DiscordChange> announce)
{
    // Each message, and whether it names the person.
    readonly ConcurrentDictionary<(string Person, string Channel), ConcurrentDictionary<string, bool>> unread = new();

    public int Of(string personId, string channelId) => unread.TryGetValue((personId, channelId), out var messages) ? messages.Count : 0;

    /// <summary>The number in red.</summary>
    public int PingsOf(string personId, string channelId) =>
        unread.TryGetValue((personId, channelId), out var messages) ? messages.Count(message => message.Value) : 0;

    /// <summary>The person looks at the channel.</summary>
    public void Clear(string personId, string channelId)
    {
        if (unread.TryRemove((personId, channelId), out var messages) && !messages.IsEmpty)
            announce(new(Changed.Unread, channelId, personId));
    }

    internal void Count(Message message, Channel? channel)
    {
        // Who gets an ephemeral message is looking at the channel at that moment.
        if (channel is null || message.EphemeralTo is not null) return;
        foreach (var reader in channel.Members)
        {
            if (reader == message.AuthorId) continue;
            unread.GetOrAdd((reader, message.ChannelId), _ => new())[message.Id] =
                channel.IsDirectMessage || message.Pings.Contains(reader) || message.Pings.Contains("everyone");
            announce(new(Changed.Unread, message.ChannelId, reader));
        }
    }

    /// <summary>It was deleted: whoever had not looked at it has nothing to look at.</summary>
    internal void Forget(string channelId, string id)
    {
        foreach (var ((person, channel), messages) in unread)
            if (channel == channelId && messages.TryRemove(id, out _)) announce(new(Changed.Unread, channelId, person));
    }
}
