using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers;

namespace OpsBot.Core.Health;

/// <summary>A server that may be rebooted, and the incident that is open of it alone.</summary>
sealed record RebootCandidate(
    ServerId Id, string Name, string? ProviderId, string? Label, HealthState Health, DateTimeOffset Since, AlertId? Alert, bool IsPending,
    int Bad, DateTimeOffset? WasWellAt, bool Flaps, bool IsMaintained, DateTimeOffset? LastAt, long Today, long Tries, long OfAllLately,
    bool SharedIncident)
{
    public RebootCase Case(HealthRules rules, ProbeRound round) => new()
    {
        Bad = Bad, WasWellAt = WasWellAt, Flaps = Flaps, IsMaintained = IsMaintained, LastAt = LastAt, Today = (int)Today,
        Tries = (int)Tries, OfAllLately = (int)OfAllLately, FleetFails = round.FailsAbove(rules[HealthRules.RebootFleet]),
        SharedIncident = SharedIncident,
    };
}

static class RebootCases
{
    extension(Work work)
    {
        /// <summary>Those of them that are looked at still and were seen in the newest round.</summary>
        public Task<IReadOnlyList<RebootCandidate>> RebootCandidates(
            IReadOnlyList<ServerId> servers, ProbeRound round, HealthRules rules, DateTimeOffset now, CancellationToken cancel) =>
            work.List<RebootCandidate>(
            """
            select s.id, s.name, s.provider_id, s.label, h.health, h.since, a.id as alert,
                   exists (select from approvals p where p.target_kind = 'server' and p.target_id = s.id and p.state = 'pending'
                           and p.operation = 'vps reboot') as is_pending,
                   h.bad_rounds as bad, h.was_well_at,
                   coalesce(a.flaps, false) or (
                       select count(*) from health_changes c
                       where  c.server_id = s.id and c.at > @now - interval '1 hour' and c.at <= @now) > @FlappingAbove as flaps,
                   is_maintained(s.id, @now) as is_maintained,
                   greatest((select max(r.asked_at) from auto_reboots r where r.server_id = s.id), (
                       select max(j.created_at) from jobs j
                       where  j.target_kind = 'server' and j.target_id = s.id and j.operation = 'vps reboot')) as last_at,
                   (select count(*) from auto_reboots r where r.server_id = s.id and r.asked_at > @now - @ADay) as today,
                   (select count(*) from auto_reboots r
                    where  r.server_id = s.id and r.helped is not true and r.asked_at > coalesce(h.was_well_at, '-infinity')
                    and    r.asked_at > coalesce((
                           select max(j.created_at) from jobs j
                           where  j.target_kind = 'server' and j.target_id = s.id and j.operation = 'vps reboot'
                           and    j.operator_id is not null), '-infinity')) as tries,
                   (select count(*) from auto_reboots r where r.asked_at > @now - @AtOnceWithin) as of_all_lately,
                   exists (select from alerts f where f.state <> 'resolved' and f.kind in ('region', 'provider')) as shared_incident
            from   servers s
            join   server_health h on h.server_id = s.id and h.seen_at >= @BeganAt
            left   join alert_members m on m.member_kind = 'server' and m.member_id = s.id and m.left_at is null
            left   join alerts a on a.id = m.alert_id and a.state <> 'resolved'
            where  s.id = any(@Ids) and s.state = 'running' and s.purpose = 'organization' and s.provider_id is not null
            order  by h.since, s.id
            """,
            new
            {
                Ids = servers.Select(one => one.Value).ToArray(), now, FlappingAbove = rules[HealthRules.FlappingAbove], round.BeganAt,
                RebootRules.ADay, RebootRules.AtOnceWithin,
            }, cancel);
    }
}
