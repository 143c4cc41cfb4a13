using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Overview.Why;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

/// <summary>An alert: what is wrong, what keeps it open or quiet, and what was last done about it.</summary>
sealed class ExplainAlert(TimeProvider time) : IExplain<AlertId>
{
    public async Task<Explanation> Explain(NpgsqlConnection db, AlertId id, CancellationToken cancel)
    {
        var alert = await Alert.Get(db, id, cancel);
        var known = await db.Get<Facts>(
            """
            select (select count(*) from alert_members m where m.alert_id = a.id and m.left_at is not distinct from a.resolved_at) as members,
                   (select name from operators where id = a.acknowledged_by) as acknowledged_by,
                   (select text from alert_lines l where l.alert_id = a.id order by l.id desc limit 1) as newest
            from   alerts a
            where  a.id = @id
            """, new { id }, cancel);
        return new(alert.Target, alert.State.Words(), Since(alert))
        {
            Because = alert.IsOpen ? $"{alert.Heading}. {alert.Detail}".TrimEnd() : alert.Resolution ?? $"{alert.Heading}: it is over.",
            Tone = alert.IsOpen ? alert.Severity.Tone : Tone.Good,
            Known =
            [
                .. new Field("In it", $"{known.Members}").If(known.Members > 1),
                .. known.AcknowledgedBy.IfAny(who => new Field("On it", who)).Where(_ => alert.IsOpen),
                .. Quiet(alert),
                .. known.Newest.IfAny(line => new Field("Last", line)),
            ],
            Next =
            [
                .. new Button("Acknowledge", $"/alert ack {alert.Number}") { Look = Look.Primary }.If(alert.State == AlertState.Open),
                new Button("Show", $"/alert show {alert.Number}"),
                .. alert.Command.IfAny(command => new Button("Look", command)),
            ],
        };
    }

    IEnumerable<Field> Quiet(Alert alert) => alert.IsSnoozed(time.GetUtcNow()) && alert.SnoozedUntil is { } until
        ? [new("Quiet", Words.Of(new Plain("until "), new At(until), new Plain($": {alert.SnoozeReason}")))] : [];

    static DateTimeOffset Since(Alert alert) => alert.State switch
    {
        AlertState.Resolved => alert.ResolvedAt ?? alert.OpenedAt,
        AlertState.Acknowledged => alert.AcknowledgedAt ?? alert.OpenSince,
        _ => alert.OpenSince,
    };

    sealed record Facts(long Members, string? AcknowledgedBy, string? Newest);
}
