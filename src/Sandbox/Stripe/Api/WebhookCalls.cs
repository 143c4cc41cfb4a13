using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe.Api;

/// <summary>What happened, and who is told.</summary>
static class WebhookCalls
{
    static readonly Listed endpoints = new("webhook_endpoint", "/webhook_endpoints");
    static readonly Listed events = new("event", "/events", "type", "types[]", "created", "delivery_success");

    // After that an event is forgotten.
    const long Kept = 30L * 24 * 3600;

    internal static IEnumerable<StripeEndpoint> All =>
    [
        endpoints.List,
        endpoints.Show,
        events.Show,
        new("GET", "/events", events.List.Known, (world, request) =>
        {
            var wanted = request.Given.Where(one => one.Key.StartsWith("types[", StringComparison.Ordinal))
                .Select(one => one.Value).ToList();
            return events.Of(world, request, one => Number(one, "created") >= world.Store.Now - Kept
                && (wanted.Count == 0 || wanted.Contains(Text(one, "type")!)));
        }),
    ];

    internal static JsonObject New(StripeStore store, string url, IReadOnlyList<string> types, string? version) => store.Add(
        "we", "webhook_endpoint", new()
        {
            ["url"] = url, ["status"] = "enabled", ["api_version"] = version, ["metadata"] = new JsonObject(),
            ["enabled_events"] = new JsonArray([.. types.Select(type => (JsonNode)type)]),
        });
}
