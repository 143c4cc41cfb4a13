using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Discord;

/// <summary>What was said, by channel, oldest first.</summary>
public sealed class Messages(DiscordWorld world)
{
    /// <summary>https://docs.discord.com/developers/resources/channel#pin-message</summary>
    public const int MostPins = 50;

    // https://docs.discord.com/developers/events/gateway#gateway-intents
    const long DirectMessages = 1 << 12;

    readonly ConcurrentDictionary<string, SortedDictionary<string, Message>> byChannel = new();

    /// <summary>The channel as one person sees it: nobody else's ephemeral messages.</summary>
    public IReadOnlyList<Message> In(string channelId, string personId) => Where(channelId, message => message.IsSeenBy(personId));

    /// <summary>Newest pin first, as the list of pins shows them.</summary>
    public IReadOnlyList<Message> Pinned(string channelId) =>
        [.. Where(channelId, message => message.IsPinned).OrderByDescending(message => message.PinnedAt)
            .ThenByDescending(message => message.Id, Ids.Oldest)];

    /// <summary>Everything in the channel, whoever may see it.</summary>
    public IReadOnlyList<Message> All(string channelId) => Where(channelId, _ => true);

    public Message? Find(string? channelId, string? id)
    {
        if (channelId is null || id is null || !byChannel.TryGetValue(channelId, out var messages)) return null;
        lock (messages) return messages.GetValueOrDefault(id);
    }

    /// <summary>Posts a new message, or replaces the one with the same id.</summary>
    public Message Put(Message message)
    {
        var messages = Of(message.ChannelId);
        bool isNew;
        lock (messages)
        {
            isNew = !messages.ContainsKey(message.Id);
            messages[message.Id] = message;
        }

        return Told(message, isNew);
    }

    /// <summary>Posts it, unless one with its nonce is already there, which is then the answer.</summary>
    internal Message PutOnce(Message message, TimeSpan within)
    {
        var messages = Of(message.ChannelId);
        lock (messages)
        {
            var known = messages.Values.LastOrDefault(each =>
                each.Nonce == message.Nonce && each.AuthorId == message.AuthorId && message.SentAt - each.SentAt < within);
            if (known is not null) return known;
            messages[message.Id] = message;
        }

        return Told(message, isNew: true);
    }

    /// <summary>Changes the message as it stands at that moment; null when it is gone.</summary>
    internal Message? Change(string channelId, string id, Func<Message, Message> change)
    {
        var messages = Of(channelId);
        Message changed;
        lock (messages)
        {
            if (!messages.TryGetValue(id, out var message)) return null;
            messages[id] = changed = change(message);
        }

        world.Announce(new(Changed.Messages, channelId, changed.EphemeralTo));
        return changed;
    }

    public bool Remove(string channelId, string id)
    {
        var messages = Of(channelId);
        bool removed;
        lock (messages) removed = messages.Remove(id);
        if (!removed) return false;
        world.Unread.Forget(channelId, id);
        world.Announce(new(Changed.Messages, channelId));
        return true;
    }

    Message Told(Message message, bool isNew)
    {
        var channel = world.Channels.Find(message.ChannelId);
        if (isNew && channel is not null) world.Unread.Count(message.ChannelId, message.Id, ReadersOf(message, channel));
        // Whoever said it, the app included.
        if (isNew && message.EphemeralTo is null && channel is { IsDirectMessage: true } && channel.Members.Contains(world.App.BotUserId))
            world.Gateway.Dispatch("MESSAGE_CREATE", MessageJson.Of(world, message), DirectMessages);
        world.Announce(new(Changed.Messages, message.ChannelId, message.EphemeralTo));
        return message;
    }

    // Who gets an ephemeral message is looking at the channel at that moment.
    static IEnumerable<Reader> ReadersOf(Message message, Channel channel) =>
        from reader in message.EphemeralTo is null ? channel.Members : []
        where reader != message.AuthorId
        select new Reader(reader, channel.IsDirectMessage || message.Pings.Contains(reader) || message.Pings.Contains("everyone"));

    SortedDictionary<string, Message> Of(string channelId) => byChannel.GetOrAdd(channelId, _ => new(Ids.Oldest));

    List<Message> Where(string channelId, Func<Message, bool> shown)
    {
        if (!byChannel.TryGetValue(channelId, out var messages)) return [];
        lock (messages) return [.. messages.Values.Where(shown)];
    }
}
