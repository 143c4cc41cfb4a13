using OpsBot.Core.Operations;

namespace OpsBot.Core.Alerts;

/// <summary>All that a card shows of an alert, as it was read: its newest lines first.</summary>
sealed record AlertStory(
    Alert Alert, IReadOnlyList<AlertLine> Lines, IReadOnlyList<AlertLine> Done, IReadOnlyList<string> Members, AlertFacts Facts)
{
    /// <summary>Names of members that a card shows.</summary>
    public const int Named = 10;

    public static async Task<AlertStory> Read(Work work, Alert alert, int lines, CancellationToken cancel) => new(
        alert,
        await work.List<AlertLine>(
            """
            select   l.at, l.kind, l.text, l.operator_id, o.name as by
            from     alert_lines l
            left     join operators o on o.id = l.operator_id
            where    l.alert_id = @Id
            order by l.id desc
            limit    @lines
            """, new { alert.Id, lines }, cancel),
        await work.List<AlertLine>(
            """
            select   l.at, k.kind, l.text, null::uuid as operator_id, null::text as by
            from     unnest(array['auto_reboot', 'reboot_failed', 'not_rebooted', 'called']) with ordinality k (kind, place)
            cross    join lateral (
                     select   at, text
                     from     alert_lines
                     where    alert_id = @Id and kind = k.kind
                     order by id desc
                     limit    1) l
            order by k.place
            """, alert, cancel),
        // Of what is over, those that were in it when it ended.
        await work.List<string>(
            """
            select   name
            from     alert_members
            where    alert_id = @Id and left_at is not distinct from @ResolvedAt
            order by joined_at, name
            limit    @Named
            """, new { alert.Id, alert.ResolvedAt, Named }, cancel),
        await work.Get<AlertFacts>(
            """
            select (select count(*) from alert_members m where m.alert_id = a.id and m.left_at is not distinct from a.resolved_at) as members,
                   (select name from operators where id = a.acknowledged_by) as acknowledged_by,
                   (select name from operators where id = a.snoozed_by) as snoozed_by,
                   (select name from operators where id = a.resolved_by) as resolved_by,
                   (select   max(m.ends_at)
                    from     maintenances m
                    left     join servers s on s.id = a.target_id
                    where    a.resolved_at is null and m.ended_at is null and m.starts_at <= @Now and m.ends_at > @Now
                    and      (m.target_id in (a.target_id, s.organization_id) or m.region = s.region)) as maintained_until
            from   alerts a
            where  a.id = @Id
            """, new { alert.Id, work.Now }, cancel));
}

/// <summary>Who is meant by the ids of an alert, how many things are in it, and until when nobody is called about it.</summary>
sealed record AlertFacts(long Members, string? AcknowledgedBy, string? SnoozedBy, string? ResolvedBy, DateTimeOffset? MaintainedUntil);
