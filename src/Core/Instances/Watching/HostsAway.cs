using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Watching;

/// <summary>
/// Hosts that do not answer: an alert for each; or one for all, where none does, which says more about us than about them.
/// </summary>
sealed class HostsAway : ITrouble, IAlertCard
{
    const string All = "host:all";

    // A round comes every five minutes; and a slow one.
    static readonly TimeSpan known = TimeSpan.FromMinutes(12);

    public string Causes => "host:";

    public AlertKind[] Kinds { get; } = [AlertKind.Host];

    sealed record Host(
        ServerId Id, string Name, DateTimeOffset AwaySince, string? AwayWhy, DateTimeOffset? SeenAt, long Instances, bool IsOpen);

    sealed record Sight(long Hosts, DateTimeOffset? ProbedAt, bool CutOff);

    public async Task<IReadOnlyList<NewAlert>> Now(Work work, CancellationToken cancel)
    {
        var away = await Away(work, cancel);
        if (away.Count == 0) return [];
        var sight = await Seen(work, cancel);
        var isOurs = Whole(away, sight) && OurselvesPerhaps(away, sight);
        // Another alert tells that nobody outside can be reached from here, or is about to know: nothing is said of hosts then.
        if (sight.CutOff || isOurs) return [.. away.Where(host => host.IsOpen).Select(One)];
        return Whole(away, sight) ? [AllOf(away)] : [.. away.Select(One)];
    }

    public Task<string> Over(Alert alert, Work work, CancellationToken cancel) =>
        Task.FromResult(alert.Cause == All ? "The hosts can be reached again." : "It answers again.");

    public Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel) =>
        Task.FromResult(new AlertFace([], [new Button("Instances", "/instance list")]));

    // One alone that is away says nothing about us.
    static bool Whole(IReadOnlyList<Host> away, Sight sight) => sight.Hosts > 1 && away.Count == sight.Hosts;

    // Where servers are probed, the next round tells whether anything outside can be reached.
    static bool OurselvesPerhaps(IReadOnlyList<Host> away, Sight sight) =>
        sight.ProbedAt is { } probed && probed < away.Min(host => host.AwaySince);

    static NewAlert AllOf(IReadOnlyList<Host> away) => new(AlertKind.Host, All, Severity.Critical, $"None of {away.Count} hosts can be reached")
    {
        Detail = $"All of them at once, since {new At(away.Max(host => host.AwaySince)).Text}: most likely it is OpsBot's own network or its "
            + $"certificates. Nobody can see from here how the instances are. {away[0].Name}: {away[0].AwayWhy}",
        Members = [.. away.Select(host => Target.Of(host.Id, host.Name))],
    };

    static NewAlert One(Host host) => new(AlertKind.Host, $"host:{host.Id.Value:n}", Severity.Critical, $"{host.Name} does not answer")
    {
        Detail = (host.SeenAt is { } seen ? $"Not seen since {new At(seen).Text}. It has" : "It was never seen. It has")
            + $" {Several.Of(host.Instances, "instance", "instances")}; nobody knows how they are. {host.AwayWhy}",
        About = Target.Of(host.Id, host.Name), Command = $"/vps show {host.Name}",
    };

    static Task<IReadOnlyList<Host>> Away(Work work, CancellationToken cancel) => work.List<Host>(
        """
        select   s.id, s.name, s.away_since, s.away_why, s.seen_at,
                 (select count(*) from instances i where i.server_id = s.id and i.state <> 'deleted') as instances,
                 exists (select from alerts a where a.cause = 'host:' || replace(s.id::text, '-', '') and a.state <> 'resolved') as is_open
        from     servers s
        where    s.purpose = 'host' and s.away_since <= @Before
        order by s.name
        """, new { Before = work.Now - HostWatch.Apart }, cancel);

    static Task<Sight> Seen(Work work, CancellationToken cancel) => work.Get<Sight>(
        """
        select (select count(*) from servers where purpose = 'host') as hosts, p.began_at as probed_at,
               coalesce(p.void_why is not null, false) as cut_off
        from   (select 1) one
        left   join lateral (
               select   began_at, void_why
               from     probe_rounds
               where    began_at > @Since and (ended_at is not null or void_why is not null)
               order by began_at desc
               limit    1) p on true
        """, new { Since = work.Now - known }, cancel);
}
