namespace OpsBot.Sandbox.Discord;

/// <summary>A channel, a thread or direct messages.</summary>
sealed class GetChannel : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "channels/{channel}";
    public RateLimit Limit => RateLimit.PerSeconds(5, 5);

    public Reply Run(DiscordWorld world, Call call) =>
        Reach.Channel(world, call["channel"], out var channel) ?? Reply.Ok(ChannelJson.Of(world, channel));
}
