using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Alerts;

/// <summary>What happens to alerts when its time has come: a snooze runs out, a test ends. Each in a transaction of its own.</summary>
public sealed class AlertClock(NpgsqlDataSource source, Transactions transactions, AlertCards cards, TimeProvider time)
{
    static readonly Actor me = Actor.OpsBot("alerts");

    public async Task Round(CancellationToken cancel)
    {
        foreach (var alert in await Due("select id from alerts where snoozed_until <= @Now order by snoozed_until limit 500",
            time.GetUtcNow(), cancel))
            await transactions.As(me, work => Wake(work, alert, cancel), cancel);
        foreach (var alert in await Due(
            "select id from alerts where kind = 'test' and resolved_at is null and opened_at <= @Now order by number limit 500",
            time.GetUtcNow() - TestAlerts.Lasts, cancel))
            await transactions.As(me, work => EndTest(work, alert, cancel), cancel);
    }

    async Task<IReadOnlyList<AlertId>> Due(
        [System.Diagnostics.CodeAnalysis.ConstantExpected] string sql, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<AlertId>(sql, new { Now = now }, cancel);
    }

    // Zero rows: it was woken, snoozed for longer, or over, since it was looked for.
    async Task<bool> Wake(Work work, AlertId id, CancellationToken cancel)
    {
        await work.Execute("select from alerts where id = @id for update", new { id }, cancel);
        var before = await Alert.Get(work.Db, id, cancel);
        if (await work.Execute(
            """
            update alerts
            set    snoozed_until = null, snoozed_by = null, snooze_reason = null, version = version + 1, changed_at = @Now
            where  id = @id and snoozed_until <= @Now
            """, new { id, work.Now }, cancel) == 0) return false;
        await Incidents.Note(work, id, LineKind.Woken, "The snooze is over, and it still fails.", cancel);
        await cards.Tell(work, id, cancel);
        await work.Say($"{before.MessageKey}:woken:{before.Version}", new To.Channel(Purpose.Alerts),
            await Woken(work, before, cancel), cancel);
        return true;
    }

    async Task<bool> EndTest(Work work, AlertId id, CancellationToken cancel)
    {
        await work.Execute("select from alerts where id = @id for update", new { id }, cancel);
        var test = await Alert.Get(work.Db, id, cancel);
        if (!await Incidents.Resolve(work, id, await TestAlerts.Arrived(work, test, cancel), cancel)) return false;
        await cards.Tell(work, id, cancel);
        return true;
    }

    // An edit rings for nobody: whoever asked for quiet until now is told by a message of its own.
    static async Task<Reply> Woken(Work work, Alert alert, CancellationToken cancel) =>
        new($"#{alert.Number} is awake again, and still fails")
        {
            Tone = alert.Severity.Tone, Audience = Audience.Room,
            Parts =
            [
                new Paragraph((Words)$"{alert.Heading}. "
                    + (alert.SnoozedBy is { } who
                        ? Words.Of(await work.Mention(who, cancel), new Plain($" snoozed it: “{alert.SnoozeReason}”."))
                        : $"It was snoozed: “{alert.SnoozeReason}”.")),
            ],
            Buttons =
            [
                .. AlertButtons.Acknowledge(alert.Number).If(alert.State == AlertState.Open), AlertButtons.Snooze(alert.Number),
                AlertButtons.Timeline(alert),
            ],
        };
}
