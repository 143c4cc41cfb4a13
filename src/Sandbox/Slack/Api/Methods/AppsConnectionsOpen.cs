using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/apps.connections.open</summary>
sealed class AppsConnectionsOpen : IApiMethod
{
    public string Name => "apps.connections.open";
    public string? Scope => "connections:write";
    public RateLimit Limit => Tiers.Tier1;
    public bool TakesJson => true;
    public TokenKind Token => TokenKind.App;

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        var url = new UriBuilder(new Uri(world.Address, "link"))
        {
            Scheme = world.Address.Scheme == "https" ? "wss" : "ws",
            Query = $"ticket={world.Sockets.NewTicket()}&app_id={world.App.Id}",
        };
        return Reply.Ok("url", url.Uri.AbsoluteUri);
    }
}
