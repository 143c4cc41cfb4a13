using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Alerts;
using OpsBot.Core.Database;
using OpsBot.Core.Health;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.OnCall;

/// <summary>
/// Calls people about alerts, each call once: it is counted on the alert in the transaction in which it is said. A call is a message of
/// its own, because edits ring for nobody; the next takes its place, and it calls nobody any more once somebody is on it.
/// </summary>
public sealed class Calls(NpgsqlDataSource source, Transactions transactions, AlertCards cards, TimeProvider time) : IHearOfAlerts
{
    static readonly Actor me = Actor.OpsBot("on-call");

    /// <summary>Calls whoever has to be called by now; any number may do so at once.</summary>
    public async Task Due(CancellationToken cancel)
    {
        await transactions.As(me, work => Forget(work, cancel), cancel);
        foreach (var alert in await Waiting(cancel))
            await transactions.As(me, async work =>
            {
                if (!await Call(work, alert, cancel)) return false;
                await cards.Tell(work, alert, cancel);
                return true;
            }, cancel);
    }

    /// <summary>It is told for the first time, or came back: whoever is on duty is called at once.</summary>
    Task IHearOfAlerts.Opened(Work work, Alert alert, CancellationToken cancel) => Call(work, alert.Id, cancel);

    /// <summary>Somebody is on it, or it is over: what was said last to call somebody stays without calling.</summary>
    Task IHearOfAlerts.Settled(Work work, Alert alert, CancellationToken cancel) =>
        alert.Calls == 0 ? Task.CompletedTask : work.Say(CallCard.Key(alert.Id), new To.WhereItStands(), CallCard.Settled(alert), cancel);

    // While somebody wants it quiet the count begins anew: then it calls as if it had opened now. A job only makes it wait.
    static async Task<bool> Forget(Work work, CancellationToken cancel) => await work.Execute(
        """
        update alerts a
        set    calls = 0, called_at = null, called_as = null
        where  a.state = 'open' and a.calls > 0
        and    (a.snoozed_until > @Now
            or (is_quiet(a.id, @Now) and not exists (
                select from alert_members m
                where  m.alert_id = a.id and m.left_at is null and maintenance_of(m.member_kind, m.member_id, @Now) is null)))
        """, new { work.Now }, cancel) > 0;

    // More than are due: each is looked at again, alone.
    async Task<IReadOnlyList<AlertId>> Waiting(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<AlertId>(
            """
            select   id
            from     alerts
            where    state = 'open' and kind <> 'test' and (snoozed_until is null or snoozed_until <= @Now) and not is_quiet(id, @Now)
            and      (calls = 0 or (severity = 'critical' and (calls < 3 or called_as = 'warning')))
            order by opened_at
            """, new { Now = time.GetUtcNow() }, cancel);
    }

    static Task<Called?> Held(Work work, AlertId id, CancellationToken cancel) => work.Find<Called>(
        """
        select id, number, heading, severity, opened_at, calls, called_at, called_as
        from   alerts
        where  id = @id and state = 'open' and kind <> 'test'
        and    (snoozed_until is null or snoozed_until <= @Now) and not is_quiet(id, @Now)
        for    update
        """, new { id, work.Now }, cancel);

    /// <summary>One call, where one is due; whoever holds the alert decides, and whoever comes after finds it done.</summary>
    static async Task<bool> Call(Work work, AlertId id, CancellationToken cancel)
    {
        if (await Held(work, id, cancel) is not { } alert) return false;
        var (book, rules) = (await RotaBook.Read(work.Db, work.Now, cancel), await HealthRules.Read(work.Db, cancel));
        if (alert.SoFar.Due(work.Now, book.Rota.Rotation.IsNight(work.Now), new(rules)) is not { } callees) return false;
        var spared = await Spared(work, id, cancel);
        var card = CallCard.Of(alert, callees, book, spared, work.Now);
        await work.Execute(
            "update alerts set calls = @Calls, called_at = @Now, called_as = severity where id = @id",
            new { id, Calls = (int)callees + 1, work.Now }, cancel);
        await work.Execute(
            "insert into alert_lines (alert_id, at, kind, text) values (@id, @Now, @Kind, @Line)",
            new { id, work.Now, Kind = LineKind.Called, card.Line }, cancel);
        if (card.Reply is { } reply) await work.Say(CallCard.Key(id), new To.Channel(Purpose.Alerts), reply, cancel);
        return true;
    }

    // Who took it, or what has a part of it, within the hour is on it, and who asked for quiet until now has just been told.
    static async Task<IReadOnlySet<OperatorId>> Spared(Work work, AlertId id, CancellationToken cancel) => (await work.List<OperatorId>(
        """
        with same as (
            select o.id
            from   alerts a
            join   alerts o on o.cause = a.cause
            where  a.id = @id
            union
            select o.alert_id
            from   alert_members m
            join   alert_members o on o.member_kind = m.member_kind and o.member_id = m.member_id
            where  m.alert_id = @id and m.left_at is null)
        select l.operator_id
        from   alert_lines l
        join   same s on s.id = l.alert_id
        where  l.kind = 'acknowledged' and l.at > @AnHourAgo and l.operator_id is not null
        union
        select (select s.operator_id
                from   alert_lines s
                where  s.alert_id = @id and s.kind = 'snoozed' and s.id < l.id and s.operator_id is not null
                order by s.id desc
                limit  1)
        from   alert_lines l
        where  l.alert_id = @id and l.kind = 'woken' and l.at > @JustNow
        """,
        new { id, AnHourAgo = work.Now.AddHours(-1), JustNow = work.Now.AddMinutes(-2) }, cancel)).ToHashSet();
}

/// <summary>An alert as it is called about.</summary>
public sealed record Called(
    AlertId Id, long Number, string Heading, Severity Severity, DateTimeOffset OpenedAt, int Calls, DateTimeOffset? CalledAt,
    Severity? CalledAs)
{
    public CallsSoFar SoFar => new(Severity, Calls, CalledAt, CalledAs);
}
