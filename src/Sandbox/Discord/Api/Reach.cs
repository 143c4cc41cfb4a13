namespace OpsBot.Sandbox.Discord;

/// <summary>What the app can see and do in a channel.</summary>
static class Reach
{
    /// <summary>
    /// A private channel that the app is no member of is there, but not for the app; somebody else's direct messages are not.
    /// </summary>
    internal static Reply? Channel(DiscordWorld world, string id, out Channel channel)
    {
        channel = world.Channels.Find(id)!;
        if (channel is null || (channel.IsDirectMessage && !channel.Members.Contains(world.App.BotUserId))) return Fault.UnknownChannel;
        return channel.HidesFromApp || !channel.IsOpenTo(world.App.BotUserId) ? Fault.MissingAccess : null;
    }

    internal static Reply? ForWriting(DiscordWorld world, string id, out Channel channel)
    {
        if (Channel(world, id, out channel) is { } fault) return fault;
        if (channel.MutesApp) return Fault.MissingPermissions;
        return channel.IsDirectMessage
            && world.People.Find(channel.PeerOf(world.App.BotUserId)) is not { TakesDirectMessages: true, HasLeft: false }
            ? Fault.CannotMessageUser
            : null;
    }

    /// <summary>Ephemeral messages are not there for the bot, not even its own.</summary>
    internal static Reply? Message(DiscordWorld world, Call call, out Message message)
    {
        message = null!;
        if (Channel(world, call["channel"], out _) is { } fault) return fault;
        if (world.Messages.Find(call["channel"], call["message"]) is not { EphemeralTo: null } found) return Fault.UnknownMessage;
        message = found;
        return null;
    }

    /// <summary>The interaction whose token stands in the address, while that is good.</summary>
    internal static Reply? Webhook(DiscordWorld world, Call call, out Interaction interaction)
    {
        interaction = world.Interactions.FindByToken(call["token"])!;
        // Until its first answer an interaction has no webhook.
        if (interaction is not { Answered: not null } || call["application"] != world.App.ApplicationId) return Fault.UnknownWebhook;
        return world.Interactions.IsExpired(interaction) ? Fault.InvalidWebhookToken : null;
    }

    /// <summary>A message that the app wrote with the interaction's token, ephemeral ones included.</summary>
    internal static Reply? WebhookMessage(DiscordWorld world, Call call, out Interaction interaction, out Message message)
    {
        message = null!;
        if (Webhook(world, call, out interaction) is { } fault) return fault;
        var id = call.Path.GetValueOrDefault("message", "@original");
        var found = world.Messages.Find(interaction.ChannelId, id == "@original" ? interaction.OriginalId : id);
        if (found is null || (found.Used?.InteractionId != interaction.Id && found.Id != interaction.OriginalId))
            return Fault.UnknownMessage;
        message = found;
        return null;
    }
}
