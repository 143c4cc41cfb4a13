using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Discord;

/// <summary>How many messages each person has not looked at yet, by channel, and how many of those name them.</summary>
public sealed class Unread(Action<DiscordChange> announce)
{
    readonly ConcurrentDictionary<(string Person, string Channel), int> counts = new();
    readonly ConcurrentDictionary<(string Person, string Channel), int> pings = new();

    public int Of(string personId, string channelId) => counts.GetValueOrDefault((personId, channelId));

    /// <summary>The number in red.</summary>
    public int PingsOf(string personId, string channelId) => pings.GetValueOrDefault((personId, channelId));

    /// <summary>The person looks at the channel.</summary>
    public void Clear(string personId, string channelId)
    {
        pings.TryRemove((personId, channelId), out _);
        if (counts.TryRemove((personId, channelId), out var unread) && unread > 0)
            announce(new(Changed.Unread, channelId, personId));
    }

    internal void Count(Message message, Channel? channel)
    {
        // Who gets an ephemeral message is looking at the channel at that moment.
        if (channel is null || message.EphemeralTo is not null) return;
        foreach (var reader in channel.Members)
        {
            if (reader == message.AuthorId) continue;
            counts.AddOrUpdate((reader, message.ChannelId), 1, (_, unread) => unread + 1);
            if (channel.IsDirectMessage || message.Pings.Contains(reader) || message.Pings.Contains("everyone"))
                pings.AddOrUpdate((reader, message.ChannelId), 1, (_, named) => named + 1);
            announce(new(Changed.Unread, message.ChannelId, reader));
        }
    }
}
