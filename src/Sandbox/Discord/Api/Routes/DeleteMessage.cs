namespace OpsBot.Sandbox.Discord;

/// <summary>Deletes a message: the bot's own, or another's where it may manage messages.</summary>
sealed class DeleteMessage : IRoute
{
    public string Verb => HttpMethods.Delete;
    public string Template => "channels/{channel}/messages/{message}";
    public RateLimit Limit => RateLimit.PerSeconds(5, 1);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.Message(world, call, out var message) is { } fault) return fault;
        var channel = world.Channels.Find(message.ChannelId)!;
        if (message.AuthorId != world.App.BotUserId && (channel.IsDirectMessage || !world.Roles.AppMay(Roles.ManageMessages, channel)))
            return Fault.MissingPermissions;
        return world.Messages.Remove(message.ChannelId, message.Id) ? Reply.NoContent : Fault.UnknownMessage;
    }
}
