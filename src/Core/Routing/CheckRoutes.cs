using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Routing;

public sealed record CheckRoutes(
    [Arg("only this route; all of them without it")] RouteId? Route = null) : IQuestion<CheckRoutes, RoutesChecked>
{
    public static Spec Spec { get; } = new("route check", "What the proxy should do, what it does, and what a visitor gets")
    {
        Examples = ["/route check", "/route check acme"],
    };
}

/// <summary>The proxy's routes, and what a visitor of one of them got, if there is one to visit.</summary>
public sealed record RoutesSeen(CaddyRoutes Routes, Visited? Visit);

/// <summary>None where routing is off, or where the proxy could not be asked; then it says why.</summary>
public sealed record RoutesChecked(IReadOnlyList<Route> Routes, Route? One, Drift? Drift, Visited? Visit, string? Blind = null) : IAnswer
{
    const int Shown = 10;

    public Reply Say() => Blind is not null
        ? new("The routes can't be compared")
        {
            Tone = Tone.Warning, Parts = [new Notice(Tone.Warning, Blind)],
            Buttons = [new Button("Check again", Line) { InPlace = true }, new Button("Routes", "/route list")],
        }
        : new(Heading)
        {
            Tone = Different.Count > 0 || IsClosed ? Tone.Warning : Tone.Good,
            Parts = [new Fields([.. One is null ? OfAll : OfOne(One), .. Request]), .. Differences],
            Buttons =
            [
                .. new Button("Sync now", "/route sync") { Look = Look.Primary }.If(Different.Count > 0),
                new Button("Check again", Line) { InPlace = true }, new Button("Routes", "/route list"),
            ],
        };

    string Line => One is null ? "/route check" : $"/route check {One.Slug}";

    List<Difference> Different => [.. Drift!.All.Where(one => One is null || one.Slug == One.Slug)];

    // As it should be, and yet a visitor does not get in.
    bool IsClosed => One?.State == RouteState.On && Visit?.Tone == Tone.Warning;

    string Heading => (One, Different.Count) switch
    {
        ({ Slug: var slug }, 0) => $"The route of {slug} is as it should be",
        ({ Slug: var slug }, _) => $"The route of {slug} {Different[0].Told}",
        (null, 0) => "The proxy is as it should be",
        (null, 1) => "One route differs on the proxy",
        (null, var many) => $"{many} routes differ on the proxy",
    };

    IEnumerable<Field> OfAll =>
    [
        new("Wanted", string.Join(", ", from state in Enum.GetValues<RouteState>()
                                        select $"{Routes.Count(route => route.State == state)} {state.Words()}")),
        new("On the proxy", $"{Several.Of(Drift!.Ours, "route", "routes")} of ours"
            + (Drift.Others == 0 ? "" : $", {Drift.Others} of others, which are left alone")),
    ];

    IEnumerable<Field> OfOne(Route one) =>
    [
        new("Wanted", one.State switch
        {
            RouteState.On => $"leads to {one.LeadsTo}",
            RouteState.Paused => "answers 503, paused",
            RouteState.Off => "not there",
        }),
        new("On the proxy", Drift!.Real(one.Slug) is { } real ? RouteConfig.Told(real) : "not there"),
        new("Changed", new At(one.ChangedAt)),
    ];

    IEnumerable<Field> Request => Visit is null ? [] : [new("A visitor", $"{Visit.Address} {Visit.Told}")];

    IEnumerable<Part> Differences => One is not null || Different.Count == 0 ? [] :
    [
        new Table([new("Route"), new("On the proxy it")], [.. Different.Take(Shown).Select(one => (string[])[one.Slug, one.Told])]),
        .. new Small($"and {Different.Count - Shown} more").If(Different.Count > Shown),
        new Small("A worker puts this right at the next full minute, or at once with Sync now."),
    ];
}

sealed class CheckRoutesHandler(CaddyAdmin caddy, ProxyVisit visit, IOptions<RoutingOptions> options)
    : IAnswerQuestion<CheckRoutes, RoutesChecked>, ILookOutside<CheckRoutes, RoutesSeen>
{
    public string Whom => "The proxy";

    public async Task<Looking<RoutesSeen>?> Aim(CheckRoutes question, NpgsqlConnection db, CancellationToken cancel)
    {
        if (!caddy.IsOn) return null;
        // Of all of them, the one that was changed last: it is the one that somebody waits for.
        var slug = await db.Find<string>(
            """
            select   slug
            from     routes
            where    id = @Route or (@Route::uuid is null and state = 'on')
            order by changed_at desc
            limit    1
            """, new { Route = question.Route?.Value }, cancel);
        return async within =>
        {
            var visiting = slug is null ? Task.FromResult<Visited?>(null) : Visit(options.Value.Addresses.AddressOf(slug), within);
            var routes = await caddy.Routes(within);
            var visited = await visiting;
            return routes.Failed(out var seen, out var fault) ? new Refusal(fault.Sentence) : new RoutesSeen(seen, visited);
        };
    }

    async Task<Visited?> Visit(Uri address, CancellationToken cancel) => await visit.To(address, cancel);

    public async Task<Result<RoutesChecked>> Answer(CheckRoutes question, Work work, CancellationToken cancel)
    {
        var routes = await Route.All(work.Db, cancel);
        var one = question.Route is { } id ? routes.Single(route => route.Id == id) : null;
        return !caddy.IsOn ? new RoutesChecked(routes, one, null, null, ProxySight.Off)
            : work.Seen<RoutesSeen>().Failed(out var seen, out var blind) ? new RoutesChecked(routes, one, null, null, blind.Sentence)
            : new RoutesChecked(routes, one, Drift.Between(routes, options.Value.Addresses, seen.Routes), seen.Visit);
    }
}
