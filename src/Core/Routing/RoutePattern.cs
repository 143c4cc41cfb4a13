using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsBot.Core.Routing;

/// <summary>How addresses are made of slugs: each one a host of its own, or a path below one host for all.</summary>
public sealed partial class RoutePattern
{
    const string Slug = "{slug}";

    readonly string scheme, host, port;
    readonly bool byPath;

    RoutePattern(string scheme, string host, string port, bool byPath) =>
        (this.scheme, this.host, this.port, this.byPath) = (scheme, host, port, byPath);

    /// <summary>None where it is neither. With http:// before it, and a port, where that is how visitors come.</summary>
    public static RoutePattern? Parse(string text) => Form().Match(text) is { Success: true } match
        && match.Groups["host"].Value is var host && (match.Groups["path"].Success != host.StartsWith(Slug, StringComparison.Ordinal))
        && Uri.CheckHostName(host.Replace(Slug, "x", StringComparison.Ordinal)) == UriHostNameType.Dns
        ? new(match.Groups["scheme"] is { Success: true, Value: var scheme } ? scheme : "https", host, match.Groups["port"].Value,
            match.Groups["path"].Success)
        : null;

    public bool IsSecure => scheme == "https";

    /// <summary>Where visitors come in.</summary>
    public Uri AddressOf(string slug) => new($"{scheme}://{HostOf(slug)}{port}/{(byPath ? slug : "")}");

    /// <summary>Below which an organization's names for mail and bounces are; with paths that is beside the host of all.</summary>
    public string DomainOf(string slug) => byPath ? $"{slug}.{host[(host.IndexOf('.', StringComparison.Ordinal) + 1)..]}" : HostOf(slug);

    /// <summary>What a path loses before the organization's server sees it; none where it has a host of its own.</summary>
    public string? PrefixOf(string slug) => byPath ? $"/{slug}" : null;

    /// <summary>Which requests are meant, as Caddy matches them.</summary>
    public JsonArray MatchOf(string slug, IReadOnlyList<string> hosts)
    {
        if (!byPath) return [new JsonObject { ["host"] = new JsonArray([HostOf(slug), .. hosts]) }];
        var below = new JsonObject { ["host"] = new JsonArray(host), ["path"] = new JsonArray($"/{slug}", $"/{slug}/*") };
        return hosts.Count == 0 ? [below] : [below, new JsonObject { ["host"] = new JsonArray([.. hosts]) }];
    }

    string HostOf(string slug) => host.Replace(Slug, slug, StringComparison.Ordinal);

    [GeneratedRegex(@"^((?<scheme>https?)://)?(?<host>(\{slug\}\.)?[a-z0-9.-]+)(?<port>:[0-9]{1,5})?(?<path>/\{slug\})?$")]
    private static partial Regex Form();
}
