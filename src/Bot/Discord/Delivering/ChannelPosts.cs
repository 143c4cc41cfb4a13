using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OpsBot.Bot.Chat;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>Messages in channels, threads and direct messages: posted once, edited in place from then on.</summary>
sealed class ChannelPosts(DiscordApi api, MessageRenderer renderer)
{
    readonly ConcurrentDictionary<string, string> directMessages = new();

    public async Task<Delivered> Deliver(Outgoing outgoing, DiscordPlace.Channel channel, CancellationToken cancel)
    {
        return Outcome(await Put(outgoing, channel.Id, channel.Asker, note: null, cancel), channel);
    }

    /// <summary>It stands in the channel, or goes to who asked where the bot may not write there.</summary>
    public static Delivered Outcome(Result<MessageRef, DiscordFailure> put, DiscordPlace.Channel channel)
    {
        if (!put.Failed(out var stands, out var failure)) return new Delivered.Sent(stands with { Channel = channel.Id });
        if (channel.Asker is not { } asker || failure.IsPassing || failure.IsTokenDead) return failure.ToDelivered();
        return new Delivered.Moved(new DiscordPlace.Person(asker, DiscordPlace.Cause.NotInChannel).ToChat(), failure.ToString());
    }

    public async Task<Delivered> Deliver(Outgoing outgoing, DiscordPlace.Person person, CancellationToken cancel)
    {
        if ((await DirectMessages(person.Id, cancel)).Failed(out var channel, out var failure)) return failure.ToDelivered();
        var note = person.Why switch
        {
            DiscordPlace.Cause.NotInChannel => "I could not post this in the channel where you asked, because I may not write there.",
            DiscordPlace.Cause.TokenExpired => "Discord no longer lets me answer where you asked, so here it is.",
            DiscordPlace.Cause.Meant => null,
        };
        return (await Put(outgoing, channel, person.Id, note, cancel)).Failed(out var stands, out failure) ? failure.ToDelivered()
            : new Delivered.Sent(stands with { Channel = channel });
    }

    /// <summary>The channel of the direct messages with that person; it never changes.</summary>
    async Task<Result<string, DiscordFailure>> DirectMessages(string user, CancellationToken cancel)
    {
        if (directMessages.TryGetValue(user, out var known)) return known;
        if ((await api.OpenDirectMessage(user, cancel)).Failed(out var channel, out var failure)) return failure;
        return directMessages[user] = channel;
    }

    public async Task<Result<MessageRef, DiscordFailure>> Put(
        Outgoing outgoing, string channel, string? asker, string? note, CancellationToken cancel)
    {
        var wording = Wording.WithPictures;
        while (true)
        {
            var tried = wording;
            var result = await Put(outgoing, channel, at => renderer.Of(at, asker, cancel, note, tried), cancel);
            if (result.Fault?.After(wording, outgoing) is not { } next) return result;
            wording = next;
        }
    }

    async Task<Result<MessageRef, DiscordFailure>> Put(
        Outgoing outgoing, string channel, Func<Outgoing, Task<Rendered>> render, CancellationToken cancel)
    {
        if (outgoing.Ref is not { Channel: { } where, Id: var id }) return await Post(outgoing, channel, await render(outgoing), cancel);
        if (outgoing.Reply is { Anew: true })
        {
            var kept = await api.Delete(where, id, cancel);
            if (kept is { IsPassing: true }) return kept;
            // Gone, also where an earlier try took it away. What may not be taken away is edited: it is never said twice.
            if (kept is null or { IsUnknownMessage: true }) return await Again();
        }
        var message = await render(outgoing);
        if (await api.Edit(where, id, message, cancel) is not { } failure) return Stands(id, message);
        // Deleted by somebody: what it says now still has to be said, unless that is nothing new.
        if (!failure.IsUnknownMessage) return failure;
        return outgoing.Reply is { OnlyAsEdit: true } ? Stands(id, message) : await Again();

        // Its files went with the message that they stood in.
        async Task<Result<MessageRef, DiscordFailure>> Again()
        {
            var anew = await render(outgoing with { Ref = null });
            return (await api.Post(channel, anew, Nonce($"{outgoing.Key} {outgoing.Version}", channel), cancel))
                .Failed(out var posted, out var refused) ? refused : Stands(posted, anew);
        }
    }

    async Task<Result<MessageRef, DiscordFailure>> Post(Outgoing outgoing, string channel, Rendered message, CancellationToken cancel)
    {
        if ((await api.Post(channel, message, Nonce(outgoing.Key, channel), cancel)).Failed(out var id, out var failure)) return failure;
        // What stands there may be an earlier wording, whose answer was lost: Discord gives it back for the same nonce, and changes
        // nothing.
        if (outgoing.Version > 1 && await api.Edit(channel, id, message, cancel) is { IsPassing: true } passing) return passing;
        return Stands(id, message);
    }

    static MessageRef Stands(string id, Rendered message) => new(id) { Files = message.FilesPrint };

    // Discord answers a second post with the same nonce with the first one, for a few minutes: a program that dies in between says nothing
    // twice.
    static string Nonce(string key, string channel) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{channel} {key}")).AsSpan(0, 12));
}
