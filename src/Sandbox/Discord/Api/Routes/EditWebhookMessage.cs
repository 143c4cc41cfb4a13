namespace OpsBot.Sandbox.Discord;

/// <summary>Edits the answer to an interaction, or what followed it; fills in what was deferred.</summary>
sealed class EditWebhookMessage : IRoute
{
    public string Verb => HttpMethods.Patch;
    public string Template => "webhooks/{application}/{token}/messages/{message}";
    public RateLimit Limit => RateLimit.PerSeconds(5, 2);
    public bool NeedsToken => false;

    const MessageFlags Allowed = MessageFlags.SuppressEmbeds | MessageFlags.ComponentsV2;

    public Reply Run(DiscordWorld world, Call call) =>
        Reach.WebhookMessage(world, call, out _, out var message) ?? Edit(world, call, message);

    internal static Reply Edit(DiscordWorld world, Call call, Message message)
    {
        if (MessageContent.Read(world, call.Json, call.Files, message, Allowed, "", out var content) is { } refused) return refused;
        var edited = world.Messages.Change(message.ChannelId, message.Id, now =>
            content!.PutInto(world, now, isBotMessage: false) with { EditedAt = now.IsLoading ? now.EditedAt : world.Time.GetUtcNow() });
        return edited is null ? Fault.UnknownMessage : Reply.Ok(MessageJson.Of(world, edited));
    }
}
