using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers;

namespace OpsBot.Core.Health;

/// <summary>The newest round: how many were looked at, and how they were; or why it counts for nothing.</summary>
sealed record ProbeRound(DateTimeOffset BeganAt, int Servers, int Unhealthy, int Unreachable, string? VoidWhy)
{
    public bool FailsAbove(int percent) => (Unhealthy + Unreachable) * 100L > (long)percent * Servers;
}

/// <summary>An incident as its row has it, as far as a round may change it.</summary>
sealed record OpenIncident(
    AlertId Id, long Number, AlertKind Kind, string Cause, Severity Severity, string Heading, string? Detail, bool Flaps)
{
    public bool Says(NewAlert news) => (Severity, Heading, Detail) == (news.Severity, news.Heading, news.Detail);

    public Incident AsIncident => new(Cause, PlaceOf(), Flaps);

    Place? PlaceOf() => Kind switch
    {
        AlertKind.Provider => new(Cause[(Cause.IndexOf(':') + 1)..], null),
        AlertKind.Region => new(Cause[(Cause.IndexOf(':') + 1)..Cause.IndexOf('/')], Cause[(Cause.IndexOf('/') + 1)..]),
        _ => null,
    };
}

/// <summary>A server of a round with all that is told of it.</summary>
sealed record SeenServer(
    ServerId Id, string Name, ServerState State, string Provider, string Region, OrganizationId? Organization, string? OrganizationName,
    OrganizationState? OrganizationState, long? PriceMinor, string? Currency, HealthState? Health, DateTimeOffset? Since,
    DateTimeOffset? SeenAt, DateTimeOffset? WellSince, int Bad, int Lesser, int Good, string? Why, long Changes, bool WasBad,
    AlertId? Alert, bool IsSetAside, bool IsMaintained, string? LastDone, string? LastBy)
{
    public Target Target => Operations.Target.Of(Id, Name);

    /// <summary>Nobody looks at it; none where it is looked at, or will be once a job has ended.</summary>
    public string? NotWatched => State switch
    {
        ServerState.Running when OrganizationState == Organizations.OrganizationState.Suspended =>
            $"{OrganizationName} is suspended",
        ServerState.Running or ServerState.Busy or ServerState.Creating => null,
        ServerState.Off => LastDone == "vps power-off" ? $"powered off by {LastBy ?? "OpsBot"}" : "it is off",
        ServerState.Deleting => $"it is being deleted by {LastBy ?? "OpsBot"}",
        ServerState.Deleted => $"deleted by {LastBy ?? "OpsBot"}",
        ServerState.Error => "it is in error",
        ServerState.Missing => $"it is not there any more at {Provider}",
    };

    /// <summary>What this round saw of it; nothing where it did not look, and then it stays as it is.</summary>
    public Patient AsPatient(DateTimeOffset round, Incident? isIn) => SeenAt < round || State != ServerState.Running
        ? new(Id, Name, Provider, Region) { In = isIn }
        : new(Id, Name, Provider, Region)
        {
            Health = Health ?? HealthState.Healthy, Bad = Bad, Lesser = Lesser, Good = Good, Since = Since ?? round, Changes = (int)Changes,
            In = isIn,
        };
}

/// <summary>How many servers are looked at in a region.</summary>
sealed record RegionCount(string Provider, string Region, long Servers)
{
    /// <summary>In each region, and at each provider.</summary>
    public static IReadOnlyDictionary<Place, int> Places(IReadOnlyList<RegionCount> counts)
    {
        var all = counts.ToDictionary(one => new Place(one.Provider, one.Region), one => (int)one.Servers);
        foreach (var provider in counts.GroupBy(one => one.Provider))
            all[new(provider.Key, null)] = (int)provider.Sum(one => one.Servers);
        return all;
    }
}

/// <summary>What a round has found, from the tables alone: only who is ill, or in an incident, is read.</summary>
static class HealthReading
{
    extension(Work work)
    {
        public Task<ProbeRound?> NewestRound(CancellationToken cancel) => work.Find<ProbeRound>(
            """
            select   began_at, servers, unhealthy, unreachable, void_why
            from     probe_rounds
            where    ended_at is not null or void_why is not null
            order by began_at desc
            limit    1
            """, null, cancel);

        public Task<IReadOnlyList<OpenIncident>> OpenIncidents(CancellationToken cancel) => work.List<OpenIncident>(
            """
            select id, number, kind, cause, severity, heading, detail, flaps
            from   alerts
            where  state <> 'resolved' and (kind in ('server', 'region', 'provider') or cause = 'control')
            """, null, cancel);

        /// <summary>
        /// Set aside: a person has ended its incident while it failed, and since then it was neither well nor got worse; that is no news.
        /// </summary>
        public Task<IReadOnlyList<SeenServer>> NotWell(DateTimeOffset at, int flappingAbove, CancellationToken cancel) =>
            work.List<SeenServer>(
            """
            with open as (
                select m.member_id, m.alert_id
                from   alerts a
                join   alert_members m on m.alert_id = a.id
                where  a.state <> 'resolved' and a.kind in ('server', 'region', 'provider')
                and    m.member_kind = 'server' and m.left_at is null),
            restless as (
                select   server_id, count(*) as changes, bool_or(health in ('unhealthy', 'unreachable')) as was_bad
                from     health_changes
                where    at > @at - interval '1 hour' and at <= @at
                group by server_id
                having   count(*) > @flappingAbove),
            looked as (
                select server_id from server_health where health <> 'healthy'
                union
                select member_id from open
                union
                select server_id from restless)
            select s.id, s.name, s.state, s.provider, s.region, s.organization_id as organization, o.name as organization_name,
                   o.state as organization_state, s.price_minor, s.currency, h.health, h.since, h.seen_at, h.well_since,
                   coalesce(h.bad_rounds, 0) as bad, coalesce(h.lesser_rounds, 0) as lesser, coalesce(h.good_rounds, 0) as good, h.why,
                   coalesce(r.changes, 0) as changes, coalesce(r.was_bad, false) as was_bad, open.alert_id as alert,
                   coalesce(last.by_hand and not exists (
                       select 1 from health_changes c
                       where  c.server_id = s.id and c.at > last.resolved_at
                       and    (c.health = 'healthy' or (c.before = 'degraded' and c.health <> 'degraded'))), false) as is_set_aside,
                   is_maintained(s.id, @at) as is_maintained, done.operation as last_done, done.name as last_by
            from   looked
            join   servers s on s.id = looked.server_id and s.purpose = 'organization' and s.provider is not null
            left   join organizations o on o.id = s.organization_id
            left   join server_health h on h.server_id = s.id
            left   join restless r on r.server_id = s.id
            left   join open on open.member_id = s.id
            left   join lateral (
                   select   a.resolved_at, a.resolved_by is not null as by_hand
                   from     alert_members m
                   join     alerts a on a.id = m.alert_id
                   where    m.member_kind = 'server' and m.member_id = s.id and a.kind in ('server', 'region', 'provider')
                   order by m.joined_at desc
                   limit    1) last on open.alert_id is null
            left   join lateral (
                   select   j.operation, p.name
                   from     jobs j
                   left     join operators p on p.id = j.operator_id
                   where    j.target_kind = 'server' and j.target_id = s.id
                   order by j.created_at desc
                   limit    1) done on s.state <> 'running'
            order  by s.name
            """, new { at, flappingAbove }, cancel);

        /// <summary>How many are looked at in each region, and at each provider.</summary>
        public async Task<IReadOnlyDictionary<Place, int>> Watched(DateTimeOffset round, CancellationToken cancel) =>
            RegionCount.Places(await work.List<RegionCount>(
                """
                select   s.provider, s.region, count(*) as servers
                from     server_health h
                join     servers s on s.id = h.server_id
                where    h.seen_at >= @round and s.purpose = 'organization' and s.state = 'running' and s.provider is not null
                group by s.provider, s.region
                """, new { round }, cancel));
    }
}
