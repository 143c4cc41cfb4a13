using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Caddy;

/// <summary>What Caddy says to a request for a part of its configuration.</summary>
sealed record ConfigAnswer(int Status, JsonNode? Value, string? Error = null);

/// <summary>Caddy's configuration as a tree, changed as its admin API does it, or not at all.</summary>
sealed class PretendConfig(string json)
{
    static readonly HashSet<string> handlers =
        ["static_response", "reverse_proxy", "rewrite", "headers", "encode", "subroute", "file_server", "error"];

    static readonly HashSet<string> fields = ["@id", "group", "match", "handle", "terminal"];

    readonly Lock gate = new();
    JsonObject root = new() { ["config"] = JsonNode.Parse(json) };

    /// <summary>All routes of all servers, in order.</summary>
    public IReadOnlyList<JsonObject> Routes
    {
        get { lock (gate) return [.. RoutesOf(root)]; }
    }

    public ConfigAnswer Read(string path)
    {
        lock (gate) return Walk(root, "GET", path, null);
    }

    /// <summary>As it would be after it, checked; the tag is compared with how it is before.</summary>
    public ConfigAnswer Change(string method, string path, JsonNode? body, (string Path, string Hash)? tag)
    {
        lock (gate)
        {
            if (tag is { } wanted && Hash(Walk(root, "GET", wanted.Path, null).Value) != wanted.Hash)
                return new(412, null, "If-Match header did not match current config hash");
            var next = (JsonObject)root.DeepClone();
            var answer = Walk(next, method, path, body);
            if (answer.Error is not null) return answer;
            if (RoutesOf(next).Select(Wrong).FirstOrDefault(wrong => wrong is not null) is { } wrong)
                return new(500, null, $"loading new config: {wrong}");
            root = next;
            return new(200, null);
        }
    }

    public static string Hash(JsonNode? value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value?.ToJsonString() ?? "null")).AsSpan(0, 4));

    static ConfigAnswer Walk(JsonObject root, string method, string path, JsonNode? body)
    {
        var parts = path.Trim('/').Split('/');
        JsonNode? at = root;
        foreach (var part in parts.SkipLast(1))
        {
            // The way to something new is made as well.
            if (method == "PUT" && at is JsonObject way && way[part] is null) way[part] = new JsonObject();
            at = at switch
            {
                JsonObject map => map[part],
                JsonArray list => Element(list, part),
                _ => null,
            };
            if (at is null) return new(400, null, $"invalid traversal path at: {path.Trim('/')}");
        }
        return at switch
        {
            JsonObject map => OfKey(map, method, parts[^1], body),
            JsonArray list => OfPlace(list, method, parts[^1], body),
            _ => new(400, null, $"invalid traversal path at: {path.Trim('/')}"),
        };
    }

    static ConfigAnswer OfKey(JsonObject map, string method, string key, JsonNode? body)
    {
        if (method == "GET") return new(200, map[key]);
        if (method == "PUT" && map.ContainsKey(key)) return new(500, null, $"key already exists: {key}");
        if (method is "PATCH" or "DELETE" && !map.ContainsKey(key)) return new(500, null, $"key does not exist: {key}");
        if (method == "DELETE") map.Remove(key);
        else if (method == "POST" && map[key] is JsonArray list) list.Add(body?.DeepClone());
        else map[key] = body?.DeepClone();
        return new(200, null);
    }

    static ConfigAnswer OfPlace(JsonArray list, string method, string place, JsonNode? body)
    {
        // Also for one that would come right behind the last: Debian's Caddy takes it for a place that is not there.
        if (!int.TryParse(place, CultureInfo.InvariantCulture, out var index) || index < 0 || index >= list.Count)
            return new(500, null, $"array index out of bounds: {place}");
        switch (method)
        {
            case "GET": return new(200, list[index]);
            case "PUT": list.Insert(index, body?.DeepClone()); break;
            case "PATCH": list[index] = body?.DeepClone(); break;
            case "DELETE": list.RemoveAt(index); break;
            default: list.Add(body?.DeepClone()); break;
        }
        return new(200, null);
    }

    static JsonNode? Element(JsonArray list, string place) =>
        int.TryParse(place, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < list.Count ? list[index] : null;

    static IEnumerable<JsonObject> RoutesOf(JsonObject root) =>
        from server in root["config"]?["apps"]?["http"]?["servers"]?.AsObject() ?? []
        from route in server.Value?["routes"]?.AsArray() ?? []
        select route.AsObject();

    static string? Wrong(JsonObject route) =>
        route.Select(field => field.Key).FirstOrDefault(key => !fields.Contains(key)) is { } unknown ? $"json: unknown field \"{unknown}\""
        : (from handler in route["handle"]?.AsArray() ?? []
           let wrong = !handlers.Contains($"{handler?["handler"]}") ? $"unknown module: http.handlers.{handler?["handler"]}"
               : (handler["upstreams"]?.AsArray() ?? []).All(one => IPEndPoint.TryParse($"{one?["dial"]}", out _)) ? null
               : "parsing upstream: invalid dial address"
           where wrong is not null
           select wrong).FirstOrDefault();
}
