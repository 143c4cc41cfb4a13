namespace OpsBot.Sandbox.Discord;

/// <summary>
/// Says more about an interaction; after a deferral the first of these is the answer itself, as visible as the deferral was.
/// </summary>
sealed class CreateFollowUp : IRoute
{
    public string Verb => HttpMethods.Post;
    public string Template => "webhooks/{application}/{token}";
    public RateLimit Limit => RateLimit.PerSeconds(5, 2);
    public bool NeedsToken => false;

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.Webhook(world, call, out var interaction) is { } fault) return fault;
        if (world.Messages.Find(interaction.ChannelId, interaction.OriginalId) is { IsLoading: true } loading)
            return EditWebhookMessage.Edit(world, call, loading);
        if (MessageContent.Read(world, call.Json, call.Files, before: null, Responding.Allowed, "", out var content) is { } refused)
            return refused;
        var message = content!.PutInto(world, Responding.Answering(world, interaction, content.Flags), isBotMessage: false);
        return Reply.Ok(
            MessageJson.Of(world, world.Messages.Put(message with { Kind = MessageKind.Reply, ReplyTo = interaction.OriginalId })));
    }
}
