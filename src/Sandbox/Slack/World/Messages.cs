using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Slack;

/// <summary>What was said, by channel, oldest first.</summary>
public sealed class Messages(SlackWorld world)
{
    readonly ConcurrentDictionary<string, SortedDictionary<string, Message>> byChannel = new();

    /// <summary>The channel's own messages as one person sees them: no thread replies, nobody else's ephemerals.</summary>
    public IReadOnlyList<Message> In(string channelId, string personId) =>
        Where(channelId, message => message.IsSeenBy(personId) && (!message.IsReply || message.IsBroadcast));

    /// <summary>A thread, its parent first.</summary>
    public IReadOnlyList<Message> Thread(string channelId, string threadTs, string personId) =>
        Where(channelId, message => message.IsSeenBy(personId) && (message.Ts == threadTs || message.ThreadTs == threadTs));

    public int ReplyCount(string channelId, string threadTs) =>
        Where(channelId, message => message.IsReply && message.ThreadTs == threadTs && message.EphemeralTo is null).Count;

    /// <summary>Everything in the channel, whoever may see it.</summary>
    public IReadOnlyList<Message> All(string channelId) => Where(channelId, _ => true);

    public Message? Find(string channelId, string ts)
    {
        var messages = Of(channelId);
        lock (messages) return messages.GetValueOrDefault(ts);
    }

    /// <summary>Posts a new message, or replaces the one with the same ts.</summary>
    public Message Put(Message message)
    {
        var messages = Of(message.ChannelId);
        bool isNew;
        lock (messages)
        {
            isNew = !messages.ContainsKey(message.Ts);
            messages[message.Ts] = message;
        }

        if (isNew) world.Unread.Count(message.ChannelId, message.Ts, ReadersOf(message));
        world.Announce(new(Changed.Messages, message.ChannelId, message.EphemeralTo));
        return message;
    }

    public bool Remove(string channelId, string ts)
    {
        var messages = Of(channelId);
        bool removed;
        lock (messages) removed = messages.Remove(ts);
        if (!removed) return false;
        world.Unread.Forget(channelId, ts);
        world.Announce(new(Changed.Messages, channelId));
        return true;
    }

    IEnumerable<Reader> ReadersOf(Message message) =>
        from reader in message.EphemeralTo is { } only ? [only] : world.Channels.Find(message.ChannelId)?.Members ?? []
        where reader != message.UserId
        select new Reader(reader);

    SortedDictionary<string, Message> Of(string channelId) =>
        byChannel.GetOrAdd(channelId, _ => new(StringComparer.Ordinal));

    List<Message> Where(string channelId, Func<Message, bool> shown)
    {
        var messages = Of(channelId);
        lock (messages) return [.. messages.Values.Where(shown)];
    }
}
