using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Watching;

/// <summary>One message in #alerts for each host in trouble: told on while it lasts, and it ends by saying that it is over.</summary>
public sealed class HostAlerts(Transactions transactions)
{
    // What comes back so soon is the same trouble, and another message would be noise.
    static readonly TimeSpan sameTrouble = TimeSpan.FromMinutes(30);

    sealed record Host(
        ServerId Id, string Name, DateTimeOffset? AwaySince, string? AwayWhy, DateTimeOffset? SeenAt,
        long Instances, long Broken, long Unasked, bool IsOpen);

    sealed record Opened(Guid Id, string Heading, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt);

    public Task Tell(CancellationToken cancel) => transactions.As(Actor.OpsBot("watch"), async work =>
    {
        // Two workers that look at the same time say it once.
        await work.Lock(new Target("hosts", Guid.Empty, "all hosts"), cancel);
        var total = await work.Get<long>("select count(*) from servers where purpose = 'host'", null, cancel);
        var hosts = await work.List<Host>(
            """
            select   s.id, s.name, s.away_since, s.away_why, s.seen_at,
                     (select count(*) from instances i where i.server_id = s.id and i.state <> 'deleted') as instances,
                     (select count(*) from instances i where i.server_id = s.id and i.broke_at is not null and i.state = 'error') as broken,
                     (select count(*) from instances i where i.server_id = s.id and i.runs_since is not null) as unasked,
                     exists (select 1 from host_alerts a where a.server_id = s.id and a.closed_at is null) as is_open
            from     servers s
            where    s.away_since is not null
            or       exists (select 1 from instances i where i.server_id = s.id and i.broke_at is not null and i.state = 'error')
            or       exists (select 1 from instances i where i.server_id = s.id and i.runs_since is not null)
            or       exists (select 1 from host_alerts a where a.server_id = s.id and a.closed_at is null)
            order by s.name
            """, null, cancel);
        // One alone that is away says nothing about us.
        var away = hosts.Where(host => IsAway(host, work.Now)).ToList();
        var all = total > 1 && away.Count == total;
        if (all || await Latest(work, null, cancel) is { ClosedAt: null }) await Tell(work, null, all ? Ourselves(away) : null, cancel);
        foreach (var host in hosts)
        {
            var trouble = IsAway(host, work.Now) || host.Broken > 0 || host.Unasked > 0;
            if (host.IsOpen || (trouble && !all)) await Tell(work, host, trouble ? await Trouble(work, host, cancel) : null, cancel);
        }
        return true;
    }, cancel);

    static bool IsAway(Host host, DateTimeOffset now) => host.AwaySince is { } since && now - since >= HostWatch.Apart;

    /// <summary>Opens it, goes on with it, or ends it where there is no trouble any more.</summary>
    static async Task Tell(Work work, Host? host, Reply? trouble, CancellationToken cancel)
    {
        var latest = await Latest(work, host?.Id, cancel);
        var goesOn = latest is { ClosedAt: null }
            || (latest is { ClosedAt: { } closed } && trouble is not null && work.Now - closed < sameTrouble);
        var known = goesOn ? latest : null;
        if (known is null && trouble is null) return;
        var alert = known ?? new Opened(Guid.CreateVersion7(work.Now), trouble!.Heading, work.Now, null);
        await work.Execute(
            """
            insert into host_alerts (id, server_id, heading, opened_at)
            values (@Id, @Server, @Heading, @OpenedAt)
            on conflict (id) do update
            set    heading = excluded.heading, closed_at = @Closed::timestamptz
            """,
            new
            {
                alert.Id, Server = host?.Id.Value, Heading = trouble?.Heading ?? alert.Heading, alert.OpenedAt,
                Closed = trouble is null ? work.Now : (DateTimeOffset?)null,
            }, cancel);
        await work.Say($"hosts:{alert.Id:n}", new To.Channel(Purpose.Alerts), trouble ?? Over(host, alert, work.Now), cancel);
    }

    static Task<Opened?> Latest(Work work, ServerId? server, CancellationToken cancel) => work.Find<Opened>(
        """
        select   id, heading, opened_at, closed_at
        from     host_alerts
        where    server_id is not distinct from @Server
        order by opened_at desc
        limit    1
        """, new { Server = server?.Value }, cancel);

    static Reply Ourselves(List<Host> away) => new($"None of {away.Count} hosts can be reached")
    {
        Tone = Tone.Bad, Audience = Audience.Room,
        Parts =
        [
            new Paragraph(Words.Of(new Plain("All of them at once, since "), new At(away.Max(host => host.AwaySince!.Value)),
                new Plain(": most likely it is OpsBot's own network or its certificates. Nobody can see from here how the instances are."))),
            new Notice(Tone.Warning, $"{away[0].Name}: {away[0].AwayWhy}"),
        ],
        Buttons = [new Button("Instances", "/instance list")],
    };

    static async Task<Reply> Trouble(Work work, Host host, CancellationToken cancel)
    {
        var parts = new List<Part>();
        var away = IsAway(host, work.Now);
        if (away)
        {
            parts.Add(new Paragraph(host.SeenAt is { } seen
                ? Words.Of(new Plain("Not seen since "), new At(seen),
                    new Plain($". It has {Count(host.Instances)}; nobody knows how they are."))
                : $"It was never seen. It has {Count(host.Instances)}; nobody knows how they are."));
            parts.Add(new Notice(Tone.Bad, host.AwayWhy ?? ""));
        }
        var broken = await Broken(work, host, cancel);
        foreach (var line in broken)
            parts.Add(new Item(Words.Of(new Strong(line.Slug), new Plain($"  {line.Error}\nSince "), new At(line.FailedAt)),
                [
                    new Button("Retry", $"/instance retry {line.Slug}") { Spoken = $"Retry {line.Slug}" },
                    new Button("Logs", $"/instance logs {line.Slug}") { Spoken = $"Logs of {line.Slug}" },
                ]));
        if (host.Broken > Shown) parts.Add(new Small($"and {host.Broken - Shown} more"));
        foreach (var line in await Unasked(work, host, cancel))
            parts.Add(new Item(
                Words.Of(new Strong(line.Slug), new Plain("  It is stopped here, but its container runs since "), new At(line.RunsSince),
                new Plain(". Somebody started it past OpsBot.")),
                [
                    new Button("Stop it", $"/instance stop {line.Slug}") { Spoken = $"Stop {line.Slug}" },
                    new Button("Let it run", $"/instance start {line.Slug}") { Spoken = $"Let {line.Slug} run" },
                ]));
        if (host.Unasked > Shown) parts.Add(new Small($"and {host.Unasked - Shown} more that run though they are stopped"));
        return new(Heading(host, away, broken))
        {
            Tone = Tone.Bad, Audience = Audience.Room, Parts = parts,
            Buttons = host.Broken > 0 ? [new Button("Failed", "/instance failed")] : [new Button("Instances", "/instance list")],
        };
    }

    // It stays in the message once it is over: then it has to say what it was about.
    static string Heading(Host host, bool away, IReadOnlyList<BrokenLine> broken) =>
        away ? $"{host.Name} does not answer"
        : broken is [var one] ? $"{one.Slug} on {host.Name} broke"
        : host.Broken > 0 ? $"{Count(host.Broken)} on {host.Name} broke"
        : $"{Count(host.Unasked)} on {host.Name} {(host.Unasked == 1 ? "runs" : "run")} though stopped here";

    const int Shown = 5;

    sealed record UnaskedLine(string Slug, DateTimeOffset RunsSince);

    static Task<IReadOnlyList<UnaskedLine>> Unasked(Work work, Host host, CancellationToken cancel) => work.List<UnaskedLine>(
        """
        select   slug, runs_since
        from     instances
        where    server_id = @Id and runs_since is not null
        order by slug
        limit    5
        """, host, cancel);

    sealed record BrokenLine(string Slug, string Error, DateTimeOffset FailedAt);

    static Task<IReadOnlyList<BrokenLine>> Broken(Work work, Host host, CancellationToken cancel) => work.List<BrokenLine>(
        """
        select   slug, error, failed_at
        from     instances
        where    server_id = @Id and broke_at is not null and state = 'error'
        order by slug
        limit    5
        """, host, cancel);

    static Reply Over(Host? host, Opened alert, DateTimeOffset now) => new(
        host is null ? "The hosts can be reached again" : $"{host.Name} is back to normal")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts =
        [
            new Paragraph(Words.Of(
                new Plain($"“{alert.Heading}” is over: from "), new At(alert.OpenedAt),
                new Plain(" to "), new At(alert.ClosedAt ?? now), new Plain("."))),
        ],
        Buttons = [new Button("Instances", "/instance list")],
    };

    static string Count(long instances) => Several.Of(instances, "instance", "instances");
}
