using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Where the gateway is, and how many sessions may still be started today.</summary>
sealed class GetGatewayBot : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "gateway/bot";
    public RateLimit Limit => RateLimit.PerSeconds(2, 5);

    public Reply Run(DiscordWorld world, Call call) => Reply.Ok(new JsonObject
    {
        ["url"] = world.GatewayUrl.AbsoluteUri,
        ["shards"] = 1,
        ["session_start_limit"] = world.Gateway.StartLimit(),
    });
}
