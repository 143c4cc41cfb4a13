using OpsBot.Core.Alerts;
using OpsBot.Core.Health;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Maintenances;

/// <summary>A server that failed while nobody was to hear of it: as what, since when, and how it is now.</summary>
sealed record FailedMeanwhile(string Name, HealthState? Now, HealthState? Was, DateTimeOffset? At)
{
    public bool StillFails => Now is not (null or HealthState.Healthy);
}

/// <summary>What a maintenance is of: its servers, and what is wrong with any part of it.</summary>
static class Covered
{
    extension(Work work)
    {
        public Task<long> Servers(Guid? targetId, string? region, CancellationToken cancel) => work.Get<long>(
            """
            select count(*)
            from   servers
            where  state <> 'deleted' and (id = @targetId or organization_id = @targetId or region = @region)
            """, new { targetId, region }, cancel);

        /// <summary>What still fails stands first.</summary>
        public Task<IReadOnlyList<FailedMeanwhile>> FailedDuring(Maintenance one, int most, CancellationToken cancel) =>
            work.List<FailedMeanwhile>(
                """
                select   s.name, h.health as now, c.health as was, c.at
                from     servers s
                left     join server_health h on h.server_id = s.id
                left     join lateral (
                         select   health, at
                         from     health_changes
                         where    server_id = s.id and at >= @StartsAt and at <= @Until and health <> 'healthy'
                         order by at
                         limit    1) c on true
                where    s.state <> 'deleted' and (s.id = @TargetId or s.organization_id = @TargetId or s.region = @Region)
                and      (c.at is not null or h.health <> 'healthy')
                order by h.health is not distinct from 'healthy', s.name
                limit    @most
                """, new { one.TargetId, one.Region, one.StartsAt, one.Until, most }, cancel);

        /// <summary>Open alerts of what is a part of it; and with a moment, only those since then, over or not.</summary>
        public Task<IReadOnlyList<AlertId>> AlertsOf(Maintenance one, DateTimeOffset? since, int most, CancellationToken cancel) =>
            work.List<AlertId>(
                """
                with covered as (
                    select id
                    from   servers
                    where  id = @TargetId or organization_id = @TargetId or region = @Region)
                select   a.id
                from     alerts a
                where    (@since::timestamptz is null and a.state <> 'resolved' or a.opened_at >= @since)
                and      exists (
                         select
                         from   alert_members x
                         where  x.alert_id = a.id and (@since::timestamptz is not null or x.left_at is null)
                         and    (x.member_id = @TargetId or x.member_id in (select id from covered)
                             or  x.member_id in (
                                 select id from instances where organization_id = @TargetId or server_id in (select id from covered))))
                order by a.number desc
                limit    @most
                """, new { one.TargetId, one.Region, since, most }, cancel);
    }
}
