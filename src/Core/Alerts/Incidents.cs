using OpsBot.Core.Operations;

namespace OpsBot.Core.Alerts;

/// <summary>
/// Opens alerts, notes what happens to them and ends them, in the transaction in which it was found out. Whoever does so holds the
/// lock of the cause, so that two who find the same open one alert. What is told of it is said once all is noted.
/// </summary>
public static class Incidents
{
    /// <summary>What comes back so soon is the same trouble, and another message would be noise.</summary>
    public static readonly TimeSpan SameTrouble = TimeSpan.FromMinutes(30);

    /// <summary>The open one of its cause, with what is new of it; one that was over for a short while only; or a new one.</summary>
    public static async Task<Alert> Open(Work work, NewAlert news, CancellationToken cancel)
    {
        await work.Lock(new Target("alert cause", CauseId(news.Cause), news.Cause), cancel);
        var known = await Alert.Latest(work.Db, news.Cause, cancel);
        var goesOn = known is { IsOpen: true } || (known?.ResolvedAt is { } over && work.Now - over < SameTrouble);
        var id = goesOn ? await GoOn(work, known!, news, cancel) : await Begin(work, news, cancel);
        await Join(work, id, news.AllMembers, cancel);
        return await Alert.Get(work.Db, id, cancel);
    }

    public static Task Note(Work work, AlertId alert, LineKind kind, string text, CancellationToken cancel) => work.Execute(
        """
        insert into alert_lines (alert_id, at, kind, text, operator_id)
        values (@alert, @Now, @kind, @text, @Who)
        """, new { alert, work.Now, kind, text, Who = work.AskerId?.Value }, cancel);

    /// <summary>They are in this alert from now on, and in no other any more.</summary>
    public static async Task Join(Work work, AlertId alert, IReadOnlyList<Target> members, CancellationToken cancel)
    {
        if (members.Count == 0) return;
        var all = new
        {
            alert, Kinds = members.Select(one => one.Kind).ToArray(), Ids = members.Select(one => one.Id).ToArray(),
            Names = members.Select(one => one.Label).ToArray(), work.Now,
        };
        await work.Execute(
            """
            update alert_members m
            set    left_at = @Now
            from   unnest(@Kinds, @Ids) as t (kind, id)
            where  m.member_kind = t.kind and m.member_id = t.id and m.left_at is null and m.alert_id <> @alert
            """, all, cancel);
        await work.Execute(
            """
            insert into alert_members (alert_id, member_kind, member_id, name, joined_at)
            select @alert, t.kind, t.id, t.name, @Now
            from   unnest(@Kinds, @Ids, @Names) as t (kind, id, name)
            on conflict (alert_id, member_kind, member_id) do update
            set    joined_at = case when alert_members.left_at is null then alert_members.joined_at else excluded.joined_at end,
                   left_at = null, name = excluded.name
            """, all, cancel);
    }

    /// <summary>It consists of these from now on, and of nothing else.</summary>
    public static async Task Keep(Work work, AlertId alert, IReadOnlyList<Target> members, CancellationToken cancel)
    {
        await work.Execute(
            """
            update alert_members
            set    left_at = @Now
            where  alert_id = @alert and left_at is null
            and    (member_kind, member_id) not in (select kind, id from unnest(@Kinds, @Ids) as t (kind, id))
            """,
            new
            {
                alert, Kinds = members.Select(one => one.Kind).ToArray(), Ids = members.Select(one => one.Id).ToArray(), work.Now,
            }, cancel);
        await Join(work, alert, members, cancel);
    }

    /// <summary>They have nothing to do with it any more.</summary>
    public static Task Leave(Work work, AlertId alert, IReadOnlyList<Target> members, CancellationToken cancel) => work.Execute(
        """
        update alert_members m
        set    left_at = @Now
        from   unnest(@Kinds, @Ids) as t (kind, id)
        where  m.alert_id = @alert and m.member_kind = t.kind and m.member_id = t.id and m.left_at is null
        """,
        new
        {
            alert, Kinds = members.Select(one => one.Kind).ToArray(), Ids = members.Select(one => one.Id).ToArray(), work.Now,
        }, cancel);

    /// <summary>It is over; false where it was already. Nobody is named where it is over by itself.</summary>
    public static async Task<bool> Resolve(Work work, AlertId alert, string how, CancellationToken cancel)
    {
        var moved = await work.Execute(
            """
            update alerts
            set    state = 'resolved', resolved_at = @Now, resolved_by = @Who, resolution = @how, snoozed_until = null, snoozed_by = null,
                   snooze_reason = null, flaps = false, version = version + 1, changed_at = @Now
            where  id = @alert and state <> 'resolved'
            """, new { alert, how, work.Now, Who = work.AskerId?.Value }, cancel);
        if (moved == 0) return false;
        await work.Execute("update alert_members set left_at = @Now where alert_id = @alert and left_at is null",
            new { alert, work.Now }, cancel);
        await Note(work, alert, LineKind.Resolved, how, cancel);
        return true;
    }

    static async Task<AlertId> Begin(Work work, NewAlert news, CancellationToken cancel)
    {
        var id = AlertId.Of(Guid.CreateVersion7(work.Now));
        await work.Execute(
            """
            insert into alerts (id, kind, cause, target_kind, target_id, severity, heading, detail, command, opened_at, changed_at)
            values (@id, @Kind, @Cause, @AboutKind, @AboutId, @Severity, @Heading, @Detail, @Command, @Now, @Now)
            """,
            new
            {
                id, news.Kind, news.Cause, AboutKind = news.About?.Kind, AboutId = news.About?.Id, news.Severity, news.Heading, news.Detail,
                news.Command, work.Now,
            }, cancel);
        await Note(work, id, LineKind.Opened, news.Heading, cancel);
        return id;
    }

    // Whoever ends it at this moment is waited for, so that it is known whether this goes on or comes back.
    static async Task<AlertId> GoOn(Work work, Alert known, NewAlert news, CancellationToken cancel)
    {
        await work.Execute("select from alerts where id = @Id for update", known, cancel);
        var now = await Alert.Get(work.Db, known.Id, cancel);
        await work.Execute(
            """
            update alerts
            set    severity = @Severity, heading = @Heading, detail = @Detail, command = coalesce(@Command, command),
                   version = version + 1, changed_at = @Now
            where  id = @Id and (severity, heading, detail) is distinct from (@Severity, @Heading, @Detail)
            """, new { now.Id, news.Severity, news.Heading, news.Detail, news.Command, work.Now }, cancel);
        if (!now.IsOpen)
        {
            await Reopen(work, now, cancel);
            await Note(work, now.Id, LineKind.Reopened, news.Heading, cancel);
        }
        else if (now.Heading != news.Heading) await Note(work, now.Id, LineKind.Changed, news.Heading, cancel);
        return now.Id;
    }

    // Who had it has it no more: they are called anew, as anybody is.
    static Task<int> Reopen(Work work, Alert over, CancellationToken cancel) => work.Execute(
        """
        update alerts
        set    state = 'open', reopened = reopened + 1, reopened_at = @Now, acknowledged_at = null, acknowledged_by = null,
               resolved_at = null, resolved_by = null, resolution = null, calls = 0, called_at = null,
               version = version + 1, changed_at = @Now
        where  id = @Id and state = 'resolved'
        """, new { over.Id, work.Now }, cancel);

    // Locks are by kind and id; the same cause is always the same id.
    static Guid CauseId(string cause) =>
        new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(cause)).AsSpan(0, 16));
}
