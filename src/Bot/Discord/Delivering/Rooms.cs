using OpsBot.Bot.Chat;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>
/// What everybody in the channel reads, as the interaction's own answer: it says who asked for what. It is edited as a channel message,
/// for as long as it lives.
/// </summary>
sealed class Rooms(DiscordApi api, ChannelPosts channels, MessageRenderer renderer, ThinkingAnswers thinking)
{
    public async Task<Delivered> Deliver(Outgoing outgoing, DiscordPlace.Room room, CancellationToken cancel)
    {
        var channel = new DiscordPlace.Channel(room.Id, room.Asker);
        if (outgoing.Ref is not null) return await Edit(outgoing, room, channel, cancel);
        var message = await renderer.Of(outgoing, null, cancel);
        var result = await Respond(room, message, cancel);
        var wording = Wording.WithPictures;
        while (result.Fault?.After(wording, outgoing) is { } next)
        {
            message = await renderer.Of(outgoing, null, cancel, wording: wording = next);
            result = await Respond(room, message, cancel);
        }
        if (!result.Failed(out var id, out var failure) && id is not null)
            return new Delivered.Sent(new(id) { Channel = room.Id, Files = message.FilesPrint });
        if (failure is { IsPassing: true }) return failure.ToDelivered();
        if (failure is not (null or { IsAlreadyAcknowledged: true })) return await channels.Deliver(outgoing, channel, cancel);
        // By a program that died before it could note it: the message is there, and only this one is seen by everybody.
        if ((await Said(room, cancel)).Failed(out var said, out failure) && failure.IsPassing) return failure.ToDelivered();
        return await channels.Deliver(said is null ? outgoing : outgoing with { Ref = new(said) { Channel = room.Id } }, channel, cancel);
    }

    Task<Result<string?, DiscordFailure>> Respond(DiscordPlace.Room room, Rendered message, CancellationToken cancel)
    {
        thinking.LetGo(room.Interaction);
        return api.Respond(room.Interaction, room.Token, Responses.Message(message, isPrivate: false), message.Files, cancel);
    }

    /// <summary>In a channel where the bot was not let in, the interaction's token still edits what it has answered.</summary>
    async Task<Delivered> Edit(Outgoing outgoing, DiscordPlace.Room room, DiscordPlace.Channel channel, CancellationToken cancel)
    {
        var result = await channels.Put(outgoing, channel.Id, channel.Asker, note: null, cancel);
        if (result.Fault is not ({ IsForbidden: true } or { IsUnknownChannel: true }) || outgoing.Ref is not { } shown)
            return ChannelPosts.Outcome(result, channel);
        var message = await renderer.Of(outgoing, null, cancel);
        if (await api.EditFollowUp(room.Token, shown.Id, message, cancel) is null)
            return new Delivered.Sent(shown with { Files = message.FilesPrint });
        return ChannelPosts.Outcome(result, channel);
    }

    /// <summary>The public answer that stands there already; "thinking…" is taken away, because nothing will come of it.</summary>
    async Task<Result<string?, DiscordFailure>> Said(DiscordPlace.Room room, CancellationToken cancel)
    {
        if ((await api.GetOriginal(room.Token, cancel)).Failed(out var original, out var failure)) return failure;
        if (!original.IsThinking) return original.IsEphemeral ? null : original.Id;
        return await api.DeleteOriginal(room.Token, cancel) is { IsPassing: true } passing ? passing : (string?)null;
    }
}
