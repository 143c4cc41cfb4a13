using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Core.Clients.Caddy;

/// <summary>The routes of one of Caddy's servers as they were read, and the tag under which they may be changed.</summary>
public sealed record CaddyRoutes(IReadOnlyList<JsonNode?> All, string Tag)
{
    /// <summary>Caddy does not have the server itself, as after a start without any configuration.</summary>
    public bool HasServer { get; init; } = true;

    /// <summary>The server has a list of routes, be it empty.</summary>
    public bool HasList { get; init; } = true;

    internal static CaddyRoutes NoServer { get; } = new([], "") { HasServer = false, HasList = false };

    /// <summary>None where it is no answer of Caddy's.</summary>
    internal static CaddyRoutes? Of(byte[] body, string? tag)
    {
        if (tag is null) return null;
        try
        {
            return JsonNode.Parse(body) switch
            {
                null => new([], tag) { HasList = false },
                JsonArray list => new([.. list], tag),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
