using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Discord;

/// <summary>Every channel and thread of the server, and the app's direct messages.</summary>
public sealed class Channels(DiscordWorld world)
{
    readonly ConcurrentDictionary<string, Channel> byId = new();
    readonly ConcurrentDictionary<string, string> directByPerson = new();

    public IReadOnlyList<Channel> All => [.. byId.Values.OrderBy(channel => channel.Position).ThenBy(channel => channel.Id, Ids.Oldest)];

    public Channel? Find(string? id) => id is not null && byId.TryGetValue(id, out var channel) ? channel : null;

    public Channel? FindByName(string name) =>
        All.FirstOrDefault(channel => !channel.IsDirectMessage && channel.Name == name.TrimStart('#'));

    /// <summary>What a person has in the side bar: channels first, each with its threads behind it, then direct messages.</summary>
    public IReadOnlyList<Channel> SeenBy(string personId) =>
    [
        .. from channel in All
           where channel.IsOpenTo(personId) && !channel.IsThread && !channel.IsDirectMessage
           from shown in ThreadsOf(channel.Id).Where(thread => thread.IsOpenTo(personId)).Prepend(channel)
           select shown,
        .. All.Where(channel => channel.IsDirectMessage && channel.IsOpenTo(personId)),
    ];

    public IReadOnlyList<Channel> ThreadsOf(string channelId) => [.. All.Where(channel => channel.ParentId == channelId)];

    /// <summary>Adds, or replaces the channel with the same id.</summary>
    public Channel Add(Channel channel)
    {
        byId[channel.Id] = channel;
        world.Announce(new(Changed.Channels, channel.Id));
        return channel;
    }

    public Channel Create(string name, string topic, IEnumerable<string> members, bool isPrivate = false) => Add(new()
    {
        Id = world.Ids.Next(),
        Name = name,
        Topic = topic,
        IsPrivate = isPrivate,
        Members = [.. members],
        Position = byId.Values.Count(channel => channel.Kind is ChannelKind.Text),
    });

    /// <summary>A thread has its first message's id where it was started from one.</summary>
    public Channel CreateThread(Channel parent, string name, string ownerId, string? messageId) => Add(new()
    {
        Id = messageId ?? world.Ids.Next(),
        Name = name,
        Kind = ChannelKind.Thread,
        ParentId = parent.Id,
        IsPrivate = parent.IsPrivate,
        Members = parent.Members,
        OwnerId = ownerId,
        Position = parent.Position,
        HidesFromApp = parent.HidesFromApp,
        MutesApp = parent.MutesApp,
        AppMayManage = parent.AppMayManage,
    });

    /// <summary>The direct messages between a person and the app, made when they are first asked for.</summary>
    public Channel DirectMessage(string personId)
    {
        var id = directByPerson.GetOrAdd(personId, _ => world.Ids.Next());
        if (byId.TryGetValue(id, out var known)) return known;
        return Add(new()
        {
            Id = id,
            Name = world.App.Name,
            Kind = ChannelKind.DirectMessage,
            Members = [personId, world.App.BotUserId],
            Position = int.MaxValue,
        });
    }

    public bool Remove(string channelId)
    {
        var removed = byId.TryRemove(channelId, out _);
        if (removed) world.Announce(new(Changed.Channels, channelId));
        return removed;
    }
}
