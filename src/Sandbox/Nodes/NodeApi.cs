using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Nodes;

/// <summary>What a node says to one call.</summary>
sealed record NodeAnswer(int Status, object Body)
{
    public TimeSpan? RetryAfter { get; init; }

    public static NodeAnswer Ok(object body) => new(200, body);

    public static NodeAnswer Error(int status, string error) => new(status, new { error });
}

/// <summary>The node's own calls, as strict as docs/node.md has them.</summary>
static partial class NodeApi
{
    const int ShortestSecret = 16, LongestSecret = 256;

    public const string HealthPath = "/api/internal/health";

    /// <summary>So long web waits for a service that takes its call and does not answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    static readonly HashSet<string> secrets =
    [
        "INSTANCE_SECRET", "CONVEX_ADMIN_KEY", "REDIS_PASSWORD", "MTA_API_KEY", "MTA_WEBHOOK_SECRET", "BOUNCE_VERP_KEY",
        "MAIL_SYNC_API_KEY",
    ];

    /// <summary>A body that is no JSON object is none.</summary>
    public static NodeAnswer Call(PretendNodes nodes, PretendNode node, string method, string path, string secret, JsonObject? body)
    {
        if (node.Secret.Length == 0) return NodeAnswer.Error(503, "INSTANCE_SECRET is not set");
        if (!Same(secret, node.Secret)) return NodeAnswer.Error(401, "unauthorized");
        return (method, path) switch
        {
            ("GET", HealthPath) => NodeAnswer.Ok(new
            {
                convex = node.Convex && nodes.Days.Of(node, NodeService.Convex) is null, web = node.Web,
                mta = node.Mta && nodes.Days.Of(node, NodeService.Mail) is null,
            }),
            ("GET", "/api/self-update") => NodeAnswer.Ok(Standing(node)),
            ("POST", _) when body is null => NodeAnswer.Error(400, "the body is no JSON object"),
            ("POST", "/api/self-update") => Update(nodes, node, body),
            ("POST", "/api/internal/rotate-env") => Rotate(node, body),
            ("POST", "/api/internal/configure-ip") => ConfigureIp(node, body),
            _ => NodeAnswer.Error(404, "not found"),
        };
    }

    /// <summary>Asked how it is, it has to wait for one of its own services.</summary>
    public static bool Awaits(PretendNodes nodes, PretendNode node) =>
        nodes.Days.Of(node, NodeService.Convex) == Breakage.Hangs || nodes.Days.Of(node, NodeService.Mail) == Breakage.Hangs;

    static NodeAnswer Update(PretendNodes nodes, PretendNode node, JsonObject body)
    {
        if (Only(body, "targetVersion") is not [var target] || !Release().IsMatch(target))
            return NodeAnswer.Error(422, "targetVersion has to be one release");
        if (node.Update is { IsOver: false } running)
            return running.Target == target ? new(202, Standing(node)) : NodeAnswer.Error(409, $"an update to {running.Target} is running");
        if (node.UpdateWait is { } wait) return NodeAnswer.Error(429, "too many updates") with { RetryAfter = wait };
        node.Begin(target, nodes.TakeFailingUpdate());
        return new(202, Standing(node));
    }

    static object Standing(PretendNode node) => new
    {
        state = node.Update switch
        {
            null => "none",
            { IsOver: false } => "running",
            { Fails: true } => "failed",
            _ => "done",
        },
        targetVersion = node.Update?.Target, currentVersion = node.Disk!.Version, progress = node.Progress,
        detail = node.Update switch
        {
            { IsOver: true, Fails: true, Target: var target } => $"pulling web:{target} failed: manifest unknown",
            { IsOver: false } => node.Progress < 50 ? "pulling images" : "starting the services",
            _ => null,
        },
    };

    static NodeAnswer Rotate(PretendNode node, JsonObject body)
    {
        if (node.RotateWait is { } wait) return NodeAnswer.Error(429, "too many rotations") with { RetryAfter = wait };
        var given = body.ToDictionary(field => field.Key,
            field => field.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : "");
        if (!secrets.SetEquals(given.Keys)) return NodeAnswer.Error(422, $"exactly these are required: {string.Join(", ", secrets)}");
        if (given.Values.Any(value => value.Length is < ShortestSecret or > LongestSecret || value.AsSpan().IndexOfAny("\r\n\0") >= 0))
            return NodeAnswer.Error(422, $"a secret has {ShortestSecret} to {LongestSecret} characters without line ends");
        node.Rotate(given);
        return new(202, new { });
    }

    static NodeAnswer ConfigureIp(PretendNode node, JsonObject body)
    {
        if (Only(body, "ip", "action") is not [var ip, var action] || action is not ("add" or "remove")
            || !System.Net.IPAddress.TryParse(ip, out _)) return NodeAnswer.Error(422, "an ip and an action, add or remove, are required");
        var more = new HashSet<string>(node.Disk!.MoreAddresses);
        if (action == "add") more.Add(ip);
        else more.Remove(ip);
        node.Disk = node.Disk with { MoreAddresses = more };
        return NodeAnswer.Ok(new { });
    }

    /// <summary>The texts of these fields, where there are no others.</summary>
    static string[]? Only(JsonObject body, params string[] names) => body.Count == names.Length
        && names.All(name => body[name] is JsonValue value && value.TryGetValue<string>(out _))
            ? [.. names.Select(name => body[name]!.GetValue<string>())] : null;

    static bool Same(string given, string known) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(known)));

    [GeneratedRegex(@"^[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.-]*$")]
    private static partial Regex Release();
}
