namespace OpsBot.Sandbox.Discord;

/// <summary>One message.</summary>
sealed class GetMessage : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "channels/{channel}/messages/{message}";
    public RateLimit Limit => RateLimit.PerSeconds(30, 30);

    public Reply Run(DiscordWorld world, Call call) =>
        Reach.Message(world, call, out var message) ?? Reply.Ok(MessageJson.Of(world, message));
}
