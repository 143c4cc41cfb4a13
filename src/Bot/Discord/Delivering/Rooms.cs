using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>What everybody in the channel reads, as the interaction's own answer: it says who asked for what. It is edited as a channel message, for as long as it lives.</summary>
sealed class Rooms(DiscordApi api, ChannelPosts channels, Wording wording, Holding holding)
{
    public async Task<Delivered> Deliver(Outgoing outgoing, DiscordPlace.Room room, CancellationToken cancel)
    {
        var channel = new DiscordPlace.Channel(room.Id, room.Asker);
        if (outgoing.Ref is not null) return await channels.Deliver(outgoing, channel, cancel);
        var message = await wording.Of(outgoing, null, cancel);
        holding.LetGo(room.Interaction);
        var answered = await api.Respond(room.Interaction, room.Token, Responses.Message(message, isPrivate: false), message.Files, cancel);
        if (!answered.Failed(out var id, out var failure) && id is not null) return new Delivered.Sent($"{room.Id}:{id}");
        if (failure is { IsPassing: true }) return failure.ToDelivered();
        // By a program that died before it could note it: the message is there, and only this one is seen by everybody.
        if (failure is { IsAlreadyAcknowledged: true } && await Said(room, cancel) is { } said)
            return await channels.Deliver(outgoing with { Ref = $"{room.Id}:{said}" }, channel, cancel);
        return await channels.Deliver(outgoing, channel, cancel);
    }

    /// <summary>The public answer that stands there already; "thinking…" is taken away, because nothing will come of it.</summary>
    async Task<string?> Said(DiscordPlace.Room room, CancellationToken cancel)
    {
        if ((await api.GetOriginal(room.Token, cancel)).Failed(out var original, out _)) return null;
        if (original.IsThinking) await api.DeleteOriginal(room.Token, cancel);
        return original is { IsThinking: false, IsEphemeral: false } ? original.Id : null;
    }
}
