namespace OpsBot.Sandbox.Discord;

/// <summary>Edits one of the bot's own messages.</summary>
sealed class EditMessage : IRoute
{
    public string Verb => HttpMethods.Patch;
    public string Template => "channels/{channel}/messages/{message}";
    public RateLimit Limit => RateLimit.PerSeconds(5, 5);

    const MessageFlags Allowed = MessageFlags.SuppressEmbeds | MessageFlags.ComponentsV2;

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.Message(world, call, out var message) is { } fault) return fault;
        if (message.AuthorId != world.App.BotUserId) return Fault.CannotEditAnothersMessage;
        if (call.Files.Count > 0 && world.Channels.Find(message.ChannelId) is { TakesNoFiles: true }) return Fault.MissingPermissions;
        if (MessageContent.Read(world, call.Json, call.Files, message, Allowed, "", out var content) is { } refused) return refused;
        var edited = world.Messages.Change(message.ChannelId, message.Id, now =>
            content!.PutInto(world, now, isBotMessage: true) with { EditedAt = world.Time.GetUtcNow() });
        return edited is null ? Fault.UnknownMessage : Reply.Ok(MessageJson.Of(world, edited));
    }
}
