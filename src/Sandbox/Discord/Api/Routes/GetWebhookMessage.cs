namespace OpsBot.Sandbox.Discord;

/// <summary>The answer to an interaction, or what followed it.</summary>
sealed class GetWebhookMessage : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "webhooks/{application}/{token}/messages/{message}";
    public RateLimit Limit => RateLimit.PerSeconds(5, 2);
    public bool NeedsToken => false;

    public Reply Run(DiscordWorld world, Call call) =>
        Reach.WebhookMessage(world, call, out _, out var message) ?? Reply.Ok(MessageJson.Of(world, message));
}
