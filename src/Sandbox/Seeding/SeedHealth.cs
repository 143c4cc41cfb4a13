using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;
using OpsBot.Core.Operations;

namespace OpsBot.Sandbox.Seeding;

/// <summary>
/// How the fleet has been for ninety days: what was wrong, what was done about it, and hours and days in which that is to be seen.
/// </summary>
sealed class SeedHealth(NpgsqlDataSource source, TimeProvider time)
{
    const int Days = 90, HourDays = 35;

    sealed record Caller(Guid Id, string Name);

    /// <summary>Once; what came since stays.</summary>
    public async Task Fill(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        if (await db.Find<bool>("select exists (select from server_health) or exists (select from alerts)", null, cancel)) return;
        var now = time.GetUtcNow();
        var servers = await db.List<SeedPatient>(
            """
            select   s.id, s.name, s.region
            from     servers s
            join     organizations o on o.id = s.organization_id
            where    s.purpose = 'organization' and s.state = 'running' and o.state <> 'suspended'
            order by s.name
            """, null, cancel);
        var hosts = await db.List<SeedPatient>("select id, name, region from servers where purpose = 'host' order by name", null, cancel);
        var people = await db.List<Caller>(
            "select id, name from operators where role <> @Role order by handle", new { Role = Role.SuperAdmin }, cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        var incidents = SeedIncidents.All(servers, hosts, now);
        foreach (var (number, incident) in incidents.Index()) await Add(db, incident, people[number % people.Count], cancel);
        await AddChanges(db, incidents, cancel);
        await AddRollUps(db, servers, incidents, now, cancel);
        await AddPresent(db, servers, now, cancel);
        await AddMetrics(db, servers, now, cancel);
        await AddDuty(db, people, servers[0], now, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Pretend servers answer at other addresses with each start, and are the same servers.</summary>
    public static async Task Load(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            update server_health h
            set    reach = s.reach, address = coalesce(s.v4, s.v6)
            from   servers s
            where  s.id = h.server_id
            """, null, cancel);
    }

    static async Task Add(NpgsqlConnection db, SeedIncident one, Caller by, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(one.At);
        var about = one.Members is [var single] ? single : null;
        await db.Execute(
            """
            insert into alerts (id, kind, cause, target_kind, target_id, severity, heading, state, detail, command, opened_at,
                                acknowledged_at, acknowledged_by, resolved_at, resolution, changed_at)
            values (@id, @Kind, @Cause, @AboutKind, @About, @Severity, @Heading, 'resolved', @Detail, @Command, @At, @TakenAt, @Taker,
                    @Over, @Resolution, @Over)
            """,
            new
            {
                id, one.Kind, one.Cause, AboutKind = about is null ? null : "server", About = about?.Id, one.Severity, one.Heading,
                one.Detail, one.Command, one.At, TakenAt = one.IsTaken ? one.At.AddMinutes(4) : (DateTimeOffset?)null,
                Taker = one.IsTaken ? by.Id : (Guid?)null, one.Over, Resolution = Resolution(one),
            }, cancel);
        await db.Execute(
            """
            insert into alert_members (alert_id, member_kind, member_id, name, joined_at, left_at)
            select @id, 'server', m.id, m.name, @At, @Over
            from   unnest(@Ids, @Names) m (id, name)
            """,
            new
            {
                id, one.At, one.Over, Ids = one.Members.Select(each => each.Id).ToArray(),
                Names = one.Members.Select(each => each.Name).ToArray(),
            }, cancel);
        foreach (var reboot in one.Reboots)
            await db.Execute(
                """
                insert into auto_reboots (id, server_id, alert_id, hard, asked_at, helped, settled_at)
                values (@Reboot, @Server, @id, @Hard, @At, @Helped, @Settled)
                """,
                new
                {
                    Reboot = Guid.CreateVersion7(reboot.At), Server = about!.Id, id, Hard = reboot != one.Reboots[0], reboot.At,
                    reboot.Helped, reboot.Settled,
                }, cancel);
        await AddLines(db, id, one, by, cancel);
    }

    sealed record Line(DateTimeOffset At, string Kind, string Text, Guid? By = null);

    static Task AddLines(NpgsqlConnection db, Guid id, SeedIncident one, Caller by, CancellationToken cancel)
    {
        IReadOnlyList<Line> lines =
        [
            new(one.At, "opened", one.Heading),
            .. new Line(one.At.AddMinutes(4), "acknowledged", $"{by.Name} is on it.", by.Id).If(one.IsTaken),
            .. one.Reboots.Select(reboot => new Line(reboot.At, "auto_reboot",
                $"OpsBot reboots it: {(reboot == one.Reboots[0] ? "by its own system" : "by cutting its power")}.")),
            .. one.Reboots.Select(reboot => new Line(reboot.Settled, "auto_reboot", reboot.Helped
                ? $"The reboot helped: it was well after {(int)(reboot.Settled - reboot.At).TotalSeconds} s." : "The reboot did not help.")),
            .. new Line(one.At, "not_rebooted", "None is rebooted while so many fail together.").If(one.Kind == "region"),
            .. new Line(one.Over, "recovered", "All its services answer again.").If(one.Health is not null),
            new(one.Over, "resolved", Resolution(one)),
        ];
        var inOrder = lines.OrderBy(line => line.At).ToList();
        return db.Execute(
            """
            insert into alert_lines (alert_id, at, kind, text, operator_id)
            select   @id, l.at, l.kind, l.text, l.by
            from     unnest(@Ats, @Kinds, @Texts, @Bys) with ordinality l (at, kind, text, by, place)
            order by l.place
            """,
            new
            {
                id, Ats = inOrder.Select(line => line.At.UtcDateTime).ToArray(), Kinds = inOrder.Select(line => line.Kind).ToArray(),
                Texts = inOrder.Select(line => line.Text).ToArray(), Bys = inOrder.Select(line => line.By).ToArray(),
            }, cancel);
    }

    static string Resolution(SeedIncident one) => one.Health is null ? "It is over." : "It is healthy again.";

    static Task AddChanges(NpgsqlConnection db, IReadOnlyList<SeedIncident> incidents, CancellationToken cancel)
    {
        var spells = Spells(incidents);
        return db.Execute(
            """
            insert into health_changes (server_id, at, health, before, why)
            select   c.server_id, c.at, c.health, c.before, c.why
            from     unnest(@Servers, @Begins, @Ends, @Healths, @Whys) b (server_id, begins, ends, health, why)
            cross    join lateral (values (b.server_id, b.begins, b.health, 'healthy', b.why),
                                          (b.server_id, b.ends, 'healthy', b.health, null)) c (server_id, at, health, before, why)
            order by c.at
            """, spells, cancel);
    }

    static object Spells(IReadOnlyList<SeedIncident> incidents)
    {
        var all = incidents.Where(one => one.Health is not null).SelectMany(one => one.Members, (one, member) => (one, member)).ToList();
        return new
        {
            Servers = all.Select(spell => spell.member.Id).ToArray(), Begins = all.Select(spell => spell.one.Began.UtcDateTime).ToArray(),
            // The first of the two good rounds after which it was told.
            Ends = all.Select(spell => spell.one.Over.AddMinutes(-10).UtcDateTime).ToArray(),
            Healths = all.Select(spell => spell.one.Health).ToArray(), Whys = all.Select(spell => spell.one.Detail).ToArray(),
        };
    }

    // A round each five minutes, so twelve an hour; those within a bad spell were bad, and now and then one is by itself.
    static async Task AddRollUps(NpgsqlConnection db, IReadOnlyList<SeedPatient> servers, IReadOnlyList<SeedIncident> incidents,
        DateTimeOffset now, CancellationToken cancel)
    {
        await db.Execute("select health_months(@now, 4, 1)", new { now }, cancel);
        var args = new Dapper.DynamicParameters(Spells(incidents));
        args.AddDynamicParams(new
        {
            Fleet = servers.Select(one => one.Id).ToArray(), From = now.AddDays(-Days), HoursFrom = now.AddDays(-HourDays), now,
        });
        await db.Execute(
            """
            with bad as (
                select b.server_id, h as hour, b.health,
                       ceil(extract(epoch from least(b.ends, h + interval '1 hour') - greatest(b.begins, h)) / 300)::integer as rounds
                from   unnest(@Servers, @Begins, @Ends, @Healths) b (server_id, begins, ends, health)
                cross  join lateral generate_series(date_trunc('hour', b.begins, 'UTC'), b.ends, interval '1 hour') h
                where  least(b.ends, h + interval '1 hour') > greatest(b.begins, h)),
            sick as (
                select   server_id, hour, least(12, sum(rounds))::integer as bad,
                         least(12, coalesce(sum(rounds) filter (where health in ('unhealthy', 'unreachable')), 0))::integer as convex,
                         least(12, coalesce(sum(rounds) filter (where health = 'unreachable'), 0))::integer as web
                from     bad
                group by server_id, hour),
            hours as (
                select s.id as server_id, h as hour, coalesce(k.bad, l.lost) as bad, coalesce(k.convex, 0) as convex,
                       coalesce(k.web, l.lost) as web, coalesce(k.bad, 0) as mta,
                       (l.usual * (1 + 0.35 * sin(extract(epoch from h) / 86400 * 2 * pi()))
                        + abs(hashtext(s.id::text || h::text)) % 9)::integer as p50
                from   unnest(@Fleet) s (id)
                cross  join generate_series(date_trunc('hour', @From::timestamptz, 'UTC'),
                       date_trunc('hour', @now::timestamptz, 'UTC') - interval '1 hour', interval '1 hour') h
                cross  join lateral (select 18 + abs(hashtext(s.id::text)) % 55 as usual,
                       case when abs(hashtext(h::text || s.id::text)) % 400 = 0 then 1 else 0 end as lost) l
                left   join sick k on k.server_id = s.id and k.hour = h),
            days as (
                insert into health_days (server_id, day, rounds, healthy, convex, web, mta, p50_ms, p95_ms, spread)
                select   server_id, date_trunc('day', hour, 'UTC'), 12 * count(*), 12 * count(*) - sum(bad), 12 * count(*) - sum(convex),
                         12 * count(*) - sum(web), 12 * count(*) - sum(mta), avg(p50), avg(p50) * 2.3,
                         spread_with(spread_with('{}', avg(p50)::integer), (avg(p50) * 2.3)::integer)
                from     hours
                group by server_id, date_trunc('day', hour, 'UTC'))
            insert into health_hours (server_id, hour, rounds, healthy, convex, web, mta, p50_ms, p95_ms, spread)
            select server_id, hour, 12, 12 - bad, 12 - convex, 12 - web, 12 - mta, p50, (p50 * 2.3)::integer,
                   spread_with(spread_with('{}', p50), (p50 * 2.3)::integer)
            from   hours
            where  hour >= date_trunc('hour', @HoursFrom::timestamptz, 'UTC')
            """, args, cancel);
    }

    /// <summary>All are well, since their last bad day, and were so for a day by the same probes.</summary>
    static async Task AddPresent(NpgsqlConnection db, IReadOnlyList<SeedPatient> servers, DateTimeOffset now, CancellationToken cancel)
    {
        await db.Execute(
            """
            insert into server_health (server_id, health, since, seen_at, convex_ms, web_ms, mta_ms, good_rounds, well_since, was_well_at)
            select s.id, 'healthy', w.since, @now, 20, 20, 20, greatest(2, (extract(epoch from @now - w.since) / 300)::integer), w.since,
                   @now
            from   unnest(@Fleet) s (id)
            cross  join lateral (
                   select coalesce(max(c.at), @From) as since from health_changes c where c.server_id = s.id) w
            """, new { Fleet = servers.Select(one => one.Id).ToArray(), now, From = now.AddDays(-Days) }, cancel);
        await db.Execute(
            """
            insert into probe_rounds (began_at, ended_at, servers, healthy)
            select t, t + interval '2 seconds', @Count, @Count
            from   generate_series(@now - interval '1 day', @now - interval '5 minutes', interval '5 minutes') t
            """, new { now, servers.Count }, cancel);
    }

    // Each quarter of an hour of the last week, and each hour before.
    static Task AddMetrics(NpgsqlConnection db, IReadOnlyList<SeedPatient> servers, DateTimeOffset now, CancellationToken cancel) =>
        db.Execute(
            """
            insert into node_metrics (server_id, at, cpu, memory, disk, net_in, net_out)
            select s.id, t, greatest(1, 30 + s.odd % 20 + 18 * w.day + 6 * w.hour), 45 + s.odd % 25 + 5 * w.day,
                   28 + s.odd % 30 + 9 * extract(epoch from t - @From) / 3024000,
                   (90000 + 900 * (s.odd % 50) + 60000 * w.day)::bigint, (240000 + 2400 * (s.odd % 50) + 160000 * w.day)::bigint
            from   (select id, abs(hashtext(id::text)) as odd from unnest(@Fleet) f (id)) s
            cross  join (select t from generate_series(@From, @Week, interval '1 hour') t
                         union select t from generate_series(@Week, @now - interval '1 minute', interval '15 minutes') t) t
            cross  join lateral (
                   select sin((extract(epoch from t) / 3600 + s.odd % 5) / 24 * 2 * pi()) as day,
                          sin((extract(epoch from t) / 60 + s.odd % 60) / 60 * 2 * pi()) as hour) w
            """,
            new { Fleet = servers.Select(one => one.Id).ToArray(), now, Week = now.AddDays(-7), From = now.AddDays(-HourDays) }, cancel);

    static async Task AddDuty(
        NpgsqlConnection db, IReadOnlyList<Caller> people, SeedPatient server, DateTimeOffset now, CancellationToken cancel)
    {
        await db.Execute(
            """
            insert into rotations (id, people, every, handover, zone, starts_at, set_at)
            values (@Id, @People, '1w', 'mon-09:00', 'Europe/Berlin', @Since, @Since)
            """,
            new { Id = Guid.CreateVersion7(now), People = people.Take(3).Select(one => one.Id).ToArray(), Since = now.AddDays(-60) },
            cancel);
        // The first morning that a newcomer sees tells of what happened since they came; /ops digest tells it at any time.
        await db.Execute(
            """
            insert into digests (day, told_at, fleet)
            select @now::date, @Yesterday, coalesce(jsonb_object_agg(currency, minor), '{}')
            from   (select currency, sum(price_minor)::bigint - 549 as minor
                    from servers where purpose = 'organization' and state <> 'deleted' and currency is not null group by currency) f
            """, new { now, Yesterday = now.AddDays(-1) }, cancel);
        await db.Execute(
            """
            insert into maintenances (id, scope, target_id, target_name, reason, starts_at, ends_at, set_by, set_at)
            values (@Id, 'server', @Server, @Name, 'New kernel, and a reboot to load it', @Starts, @Ends, @By, @now)
            """,
            new
            {
                Id = Guid.CreateVersion7(now), Server = server.Id, server.Name, Starts = now.AddHours(20), Ends = now.AddHours(22),
                By = people[0].Id, now,
            }, cancel);
    }
}
