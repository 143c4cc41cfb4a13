using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Slack;

/// <summary>Every conversation of the workspace.</summary>
public sealed class Channels(SlackWorld world)
{
    readonly ConcurrentDictionary<string, Channel> byId = new();
    readonly ConcurrentDictionary<string, string> imByPair = new();

    public IReadOnlyList<Channel> All =>
        [.. byId.Values.OrderBy(channel => channel.Created).ThenBy(channel => channel.Name, StringComparer.Ordinal)];

    public Channel? Find(string? id) => id is not null && byId.TryGetValue(id, out var channel) ? channel : null;

    public Channel? FindByName(string name) => byId.Values.FirstOrDefault(channel => !channel.IsIm && channel.Name == name.TrimStart('#'));

    /// <summary>What a person has in the side bar, channels first, then direct messages.</summary>
    public IReadOnlyList<Channel> SeenBy(string personId) =>
        [.. All.Where(channel => channel.IsOpenTo(personId) && !channel.IsArchived).OrderBy(channel => channel.IsIm)];

    /// <summary>Adds, or replaces the channel with the same id.</summary>
    public Channel Add(Channel channel)
    {
        byId[channel.Id] = channel;
        world.Announce(new(Changed.Channels, channel.Id));
        return channel;
    }

    public Channel Create(string name, string purpose, bool isPrivate, IEnumerable<string> members) => Add(new()
    {
        Id = Ids.New(isPrivate ? "G" : "C"),
        Name = name,
        Purpose = purpose,
        IsPrivate = isPrivate,
        Created = world.Time.GetUtcNow(),
        Members = [.. members],
    });

    /// <summary>The direct message between two people, made when it is first asked for.</summary>
    public Channel DirectMessage(string one, string other)
    {
        var pair = string.CompareOrdinal(one, other) <= 0 ? $"{one} {other}" : $"{other} {one}";
        var id = imByPair.GetOrAdd(pair, _ => Ids.New("D"));
        if (byId.TryGetValue(id, out var known)) return known;
        return Add(new() { Id = id, Name = "directmessage", IsIm = true, Created = world.Time.GetUtcNow(), Members = [one, other] });
    }

    public void Join(string channelId, string personId) => Add(byId[channelId] with { Members = byId[channelId].Members.Add(personId) });

    public void Leave(string channelId, string personId) =>
        Add(byId[channelId] with { Members = byId[channelId].Members.Remove(personId) });
}
