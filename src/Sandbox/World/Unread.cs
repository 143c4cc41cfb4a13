using System.Collections.Concurrent;

namespace OpsBot.Sandbox;

/// <summary>Somebody who gets a message, and whether it names them.</summary>
readonly record struct Reader(string PersonId, bool IsNamed = false);

/// <summary>How many messages each person has not looked at yet, by channel, and how many of those name them.</summary>
public sealed class Unread(Action<string, string> changed)
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
        if (unread.TryRemove((personId, channelId), out var messages) && !messages.IsEmpty) changed(channelId, personId);
    }

    internal void Count(string channelId, string messageId, IEnumerable<Reader> readers)
    {
        foreach (var reader in readers)
        {
            unread.GetOrAdd((reader.PersonId, channelId), _ => new())[messageId] = reader.IsNamed;
            changed(channelId, reader.PersonId);
        }
    }

    /// <summary>It was deleted: whoever had not looked at it has nothing to look at.</summary>
    internal void Forget(string channelId, string messageId)
    {
        foreach (var ((person, channel), messages) in unread)
            if (channel == channelId && messages.TryRemove(messageId, out _)) changed(channelId, person);
    }
}
