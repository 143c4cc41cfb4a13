using System.Text.Json.Nodes;

namespace OpsBot.Core.Routing;

/// <summary>A route in Caddy's terms: https://caddyserver.com/docs/json/apps/http/servers/routes/</summary>
static class RouteConfig
{
    /// <summary>Only what carries it is ever touched.</summary>
    public const string IdPrefix = "opsbot-";

    // No braces: Caddy would look for placeholders between them.
    const string PausedPage =
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Paused</title></head>
        <body style="font-family:sans-serif;text-align:center;padding:20vh 1rem"><h1>This site is paused</h1><p>Its data is kept. If it is yours, please contact support.</p></body></html>
        """;

    static readonly HashSet<string> answering = ["static_response", "reverse_proxy", "file_server", "error"];

    /// <summary>The slug of one that is ours; none of what is somebody else's.</summary>
    public static string? SlugOf(JsonNode? route) =>
        route is JsonObject found && found["@id"] is JsonValue value && value.TryGetValue<string>(out var id)
            && id.StartsWith(IdPrefix, StringComparison.Ordinal) ? id[IdPrefix.Length..] : null;

    /// <summary>
    /// What matches every request and answers it, so that nothing behind it is reached. What only adds to it, as compression does, is left
    /// before ours.
    /// </summary>
    public static bool TakesAll(JsonNode? route) => route is JsonObject found && found["match"] is not JsonArray { Count: > 0 }
        && (found["terminal"] is JsonValue ends && ends.TryGetValue<bool>(out var terminal) && terminal
            || found["handle"] is JsonArray handlers && handlers.Any(handler => answering.Contains($"{handler?["handler"]}")));

    public static JsonObject Of(Route route, RoutePattern pattern) => new()
    {
        ["@id"] = IdPrefix + route.Slug,
        ["match"] = pattern.MatchOf(route.Slug, route.Hosts),
        ["handle"] = route.State == RouteState.Paused ? [Paused()] : LedTo(route, pattern.PrefixOf(route.Slug)),
        ["terminal"] = true,
    };

    /// <summary>What a route of ours does, in a few words, read from Caddy's own.</summary>
    public static string Told(JsonNode route) =>
        route["handle"] is not JsonArray { Count: > 0 } handlers || handlers[^1] is not JsonObject last ? "does nothing"
        : last["upstreams"] is JsonArray { Count: > 0 } upstreams ? $"leads to {upstreams[0]?["dial"]}"
        : last["status_code"] is { } status ? $"answers {status}"
        : $"is handled by {last["handler"]}";

    static JsonArray LedTo(Route route, string? prefix)
    {
        var proxy = new JsonObject
        {
            ["handler"] = "reverse_proxy",
            ["upstreams"] = new JsonArray(new JsonObject { ["dial"] = route.LeadsTo }),
            ["transport"] = new JsonObject { ["protocol"] = "http", ["dial_timeout"] = "3s" },
        };
        if (prefix is null) return [proxy];
        proxy["headers"] = new JsonObject
        {
            ["request"] = new JsonObject { ["set"] = new JsonObject { ["X-Forwarded-Prefix"] = new JsonArray(prefix) } },
        };
        return [new JsonObject { ["handler"] = "rewrite", ["strip_path_prefix"] = prefix }, proxy];
    }

    static JsonObject Paused() => new()
    {
        ["handler"] = "static_response",
        ["status_code"] = 503,
        ["headers"] = new JsonObject
        {
            ["Cache-Control"] = new JsonArray("no-store"),
            ["Content-Type"] = new JsonArray("text/html; charset=utf-8"),
            ["Retry-After"] = new JsonArray("3600"),
        },
        ["body"] = PausedPage,
    };
}
