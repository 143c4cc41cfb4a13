using OpsBot.Sandbox.Caddy;

namespace OpsBot.Sandbox.Trouble;

/// <summary>What happens to the proxy on a bad day.</summary>
static class CaddyTroubles
{
    internal static IEnumerable<TroubleSwitch> Of(ICaddy caddy)
    {
        yield return new("caddy-empty", "Restart Caddy empty",
            "The proxy has forgotten every route, as after its machine was set up anew. Within a minute a worker gives them back.",
            async (_, cancel) =>
            {
                await caddy.RestartEmpty(cancel);
                return "Caddy is back and knows no route. Try /route check, and again in a minute.";
            });
    }
}
