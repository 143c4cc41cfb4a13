using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Where the gateway is.</summary>
sealed class GetGateway : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "gateway";
    public RateLimit Limit => RateLimit.PerSeconds(10, 5);
    public bool NeedsToken => false;

    public Reply Run(DiscordWorld world, Call call) => Reply.Ok(new JsonObject { ["url"] = world.GatewayUrl.AbsoluteUri });
}
