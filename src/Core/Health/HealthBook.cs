using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>What a round came to, of those servers that still stood as they were looked at.</summary>
public sealed record RoundKept(int Servers, int Healthy, int Degraded, int Unhealthy, int Unreachable);

/// <summary>
/// Keeps what rounds saw: how each server is, what changed, and the hours and days. One round counts for each slot of the grid, whoever
/// was at it, and however often it was begun.
/// </summary>
public sealed class HealthBook(NpgsqlDataSource source, IOptions<HealthOptions> options, TimeProvider time)
{
    // Who was not looked at for so long has not been anything without a break.
    static readonly TimeSpan longestGap = TimeSpan.FromHours(1);

    // A worker whose clock is further ahead than this is not believed to have done what is due only now.
    static readonly TimeSpan mostAhead = TimeSpan.FromMinutes(10);

    static readonly TimeSpan wellFor = TimeSpan.FromDays(1);

    const int ShownMonthsAhead = 1;

    /// <summary>The round of that moment's slot has counted already.</summary>
    public async Task<bool> Has(DateTimeOffset began, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await Has(db, began, cancel);
    }

    /// <summary>Nobody outside could be seen from here.</summary>
    public async Task Void(DateTimeOffset began, string why, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            "insert into probe_rounds (began_at, ended_at, void_why) values (@began, @Now, @why)",
            new { began, why, Now = time.GetUtcNow() }, cancel);
    }

    /// <summary>All of it or nothing; none where that round had been kept before.</summary>
    public async Task<RoundKept?> Keep(
        DateTimeOffset began, IReadOnlyList<ProbedServer> servers, IReadOnlyList<HealthSeen> seen, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        await db.Execute("select pg_advisory_xact_lock(hashtextextended('health round', 0))", null, cancel);
        if (await Has(db, began, cancel)) return null;
        await db.Execute("select health_months(@began, 0, @ShownMonthsAhead)", new { began, ShownMonthsAhead }, cancel);
        var kept = await Keep(db, began, servers, seen, cancel);
        await transaction.CommitAsync(cancel);
        return kept;
    }

    async Task<bool> Has(NpgsqlConnection db, DateTimeOffset began, CancellationToken cancel)
    {
        var slot = new DateTimeOffset(began.UtcTicks - began.UtcTicks % options.Value.Every.Ticks, TimeSpan.Zero);
        return await db.Get<bool>(
            "select exists (select from probe_rounds where began_at >= @slot and began_at <= @Latest and void_why is null)",
            new { slot, Latest = began + mostAhead }, cancel);
    }

    // Whoever was moved, changed or deleted since it was looked at is left out: its version is another.
    Task<RoundKept> Keep(NpgsqlConnection db, DateTimeOffset began, IReadOnlyList<ProbedServer> servers, IReadOnlyList<HealthSeen> seen,
        CancellationToken cancel) => db.Get<RoundKept>(
        """
        with seen as (
            select r.*, h.health as before, h.since as before_since, h.bad_rounds, h.lesser_rounds, h.good_rounds, h.well_since,
                   case when h.reach = r.reach and h.address = r.address::inet then h.was_well_at end as was_well_at,
                   coalesce(h.reach = r.reach and h.address = r.address::inet and h.seen_at > @began - @longestGap, false) as goes_on
            from   unnest(@Ids, @Versions, @Reaches, @Addresses, @Healths, @Convex, @Web, @Mta, @Slowest, @Whys, @Blind)
                   r (id, version, reach, address, health, convex, web, mta, ms, why, blind)
            join   servers s on s.id = r.id and s.version = r.version and s.state = 'running'
            join   organizations o on o.id = s.organization_id and o.state <> 'suspended'
            left   join server_health h on h.server_id = r.id),
        kept as (
            insert into server_health (server_id, health, since, seen_at, convex_ms, web_ms, mta_ms, why, bad_rounds, lesser_rounds,
                   good_rounds, well_since, was_well_at, reach, address)
            select id, health, case when health = before then before_since else @began end, @began, convex, web, mta, why,
                   case when health in ('unhealthy', 'unreachable') then 1 + case when goes_on then bad_rounds else 0 end else 0 end,
                   case when health <> 'healthy' then 1 + case when goes_on then lesser_rounds else 0 end else 0 end,
                   case when health = 'healthy' then 1 + case when goes_on then good_rounds else 0 end else 0 end,
                   case when health = 'healthy' then coalesce(case when goes_on then well_since end, @began) end,
                   case when blind then null when health = 'healthy' and goes_on and well_since <= @began - @wellFor then @began
                        else was_well_at end,
                   reach, address::inet
            from   seen
            on conflict (server_id) do update
            set    health = excluded.health, since = excluded.since, seen_at = excluded.seen_at, convex_ms = excluded.convex_ms,
                   web_ms = excluded.web_ms, mta_ms = excluded.mta_ms, why = excluded.why, bad_rounds = excluded.bad_rounds,
                   lesser_rounds = excluded.lesser_rounds, good_rounds = excluded.good_rounds, well_since = excluded.well_since,
                   was_well_at = excluded.was_well_at, reach = excluded.reach, address = excluded.address),
        changed as (
            insert into health_changes (server_id, at, health, before, why)
            select id, @began, health, before, why
            from   seen
            where  health is distinct from before),
        hours as (
            insert into health_hours as h (server_id, hour, rounds, healthy, convex, web, mta, p50_ms, p95_ms, spread)
            select id, date_trunc('hour', @began, 'UTC'), 1, (health = 'healthy')::integer, (convex is not null)::integer,
                   (web is not null)::integer, (mta is not null)::integer, ms, ms, spread_with('{}', ms)
            from   seen
            on conflict (server_id, hour) do update
            set    rounds = h.rounds + 1, healthy = h.healthy + excluded.healthy, convex = h.convex + excluded.convex,
                   web = h.web + excluded.web, mta = h.mta + excluded.mta, spread = spread_with(h.spread, excluded.p50_ms),
                   p50_ms = spread_at(spread_with(h.spread, excluded.p50_ms), 0.5),
                   p95_ms = spread_at(spread_with(h.spread, excluded.p50_ms), 0.95)),
        days as (
            insert into health_days as d (server_id, day, rounds, healthy, convex, web, mta, p50_ms, p95_ms, spread)
            select id, date_trunc('day', @began, 'UTC'), 1, (health = 'healthy')::integer, (convex is not null)::integer,
                   (web is not null)::integer, (mta is not null)::integer, ms, ms, spread_with('{}', ms)
            from   seen
            on conflict (server_id, day) do update
            set    rounds = d.rounds + 1, healthy = d.healthy + excluded.healthy, convex = d.convex + excluded.convex,
                   web = d.web + excluded.web, mta = d.mta + excluded.mta, spread = spread_with(d.spread, excluded.p50_ms),
                   p50_ms = spread_at(spread_with(d.spread, excluded.p50_ms), 0.5),
                   p95_ms = spread_at(spread_with(d.spread, excluded.p50_ms), 0.95))
        insert into probe_rounds (began_at, ended_at, servers, healthy, degraded, unhealthy, unreachable)
        select @began, @Now, count(*), count(*) filter (where health = 'healthy'), count(*) filter (where health = 'degraded'),
               count(*) filter (where health = 'unhealthy'), count(*) filter (where health = 'unreachable')
        from   seen
        returning servers, healthy, degraded, unhealthy, unreachable
        """,
        new
        {
            began, longestGap, wellFor, Now = time.GetUtcNow(),
            Ids = servers.Select(one => one.Id.Value).ToArray(), Versions = servers.Select(one => one.Version).ToArray(),
            Reaches = servers.Select(one => one.Reach.Snake()).ToArray(), Addresses = servers.Select(one => one.Node.Address).ToArray(),
            Healths = seen.Select(one => one.Health.Snake()).ToArray(), Convex = seen.Select(one => one.Convex.Ms).ToArray(),
            Web = seen.Select(one => one.Web.Ms).ToArray(), Mta = seen.Select(one => one.Mta.Ms).ToArray(),
            Slowest = seen.Select(one => one.Slowest).ToArray(), Whys = seen.Select(one => one.Why).ToArray(),
            Blind = seen.Select(one => one.Blind is not null).ToArray(),
        }, cancel);
}
