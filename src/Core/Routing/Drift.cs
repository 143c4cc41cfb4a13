using System.Text.Json.Nodes;
using OpsBot.Core.Clients.Caddy;

namespace OpsBot.Core.Routing;

public enum DriftKind { Missing, Different, Unwanted, Twice, Hidden }

/// <summary>One way in which the proxy is not as it should be, and where in its list; none where it is missing there.</summary>
public sealed record Difference(string Slug, DriftKind Kind, int Place = -1)
{
    public string Told => Kind switch
    {
        DriftKind.Missing => "is missing",
        DriftKind.Different => "is not as it should be",
        DriftKind.Unwanted => "is there and should not be",
        DriftKind.Twice => "is there twice",
        DriftKind.Hidden => "stands behind a route that takes every request",
    };
}

/// <summary>What has to be done to the proxy's routes for them to be what is wanted. Those of others stay where they are.</summary>
public sealed class Drift
{
    readonly Dictionary<string, JsonObject> wanted;
    readonly IReadOnlyList<JsonNode?> real;

    Drift(Dictionary<string, JsonObject> wanted, IReadOnlyList<JsonNode?> real, IReadOnlyList<Difference> all) =>
        (this.wanted, this.real, All) = (wanted, real, all);

    public IReadOnlyList<Difference> All { get; }

    /// <summary>Ours among the proxy's routes, and those of others.</summary>
    public int Ours => real.Count(route => RouteConfig.SlugOf(route) is not null);

    public int Others => real.Count - Ours;

    /// <summary>Single changes would not put it right, for which of two is meant, or where something stands, they do not say.</summary>
    public bool NeedsWhole => All.Any(one => one.Kind is DriftKind.Twice or DriftKind.Hidden);

    public JsonObject Wanted(string slug) => wanted[slug];

    /// <summary>The route as it is there; none where it is not.</summary>
    public JsonNode? Real(string slug) => real.FirstOrDefault(route => RouteConfig.SlugOf(route) == slug);

    public static Drift Between(IReadOnlyList<Route> routes, RoutePattern pattern, CaddyRoutes seen)
    {
        var wanted = routes.Where(route => route.State != RouteState.Off)
            .ToDictionary(route => route.Slug, route => RouteConfig.Of(route, pattern), StringComparer.Ordinal);
        var (all, met, hidden) = (new List<Difference>(), new HashSet<string>(StringComparer.Ordinal), false);
        foreach (var (place, real) in seen.All.Index())
        {
            if (RouteConfig.SlugOf(real) is not { } slug) hidden |= RouteConfig.TakesAll(real);
            else if (!wanted.TryGetValue(slug, out var should)) all.Add(new(slug, DriftKind.Unwanted, place));
            else if (!met.Add(slug)) all.Add(new(slug, DriftKind.Twice, place));
            else if (!JsonNode.DeepEquals(should, real)) all.Add(new(slug, DriftKind.Different, place));
            else if (hidden) all.Add(new(slug, DriftKind.Hidden, place));
        }
        all.AddRange(wanted.Keys.Where(slug => !met.Contains(slug)).Select(slug => new Difference(slug, DriftKind.Missing)));
        return new(wanted, seen.All, all);
    }

    /// <summary>All of them as they should be: what stays keeps its place; what is new or hidden stands before all others.</summary>
    public JsonArray Whole()
    {
        var (first, kept, met, hidden) = (new List<JsonNode?>(), new List<JsonNode?>(), new HashSet<string>(StringComparer.Ordinal), false);
        foreach (var route in real)
        {
            if (RouteConfig.SlugOf(route) is not { } slug)
            {
                hidden |= RouteConfig.TakesAll(route);
                kept.Add(route?.DeepClone());
            }
            else if (wanted.TryGetValue(slug, out var should) && met.Add(slug))
                (hidden ? first : kept).Add(should.DeepClone());
        }
        first.AddRange(wanted.Where(one => !met.Contains(one.Key)).Select(one => one.Value.DeepClone()));
        return [.. first, .. kept];
    }
}
