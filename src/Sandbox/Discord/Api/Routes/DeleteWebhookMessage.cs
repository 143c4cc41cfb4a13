namespace OpsBot.Sandbox.Discord;

/// <summary>Deletes the answer to an interaction, or what followed it.</summary>
sealed class DeleteWebhookMessage : IRoute
{
    public string Verb => HttpMethods.Delete;
    public string Template => "webhooks/{application}/{token}/messages/{message}";
    public RateLimit Limit => RateLimit.PerSeconds(5, 2);
    public bool NeedsToken => false;

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.WebhookMessage(world, call, out _, out var message) is { } fault) return fault;
        return world.Messages.Remove(message.ChannelId, message.Id) ? Reply.NoContent : Fault.UnknownMessage;
    }
}
