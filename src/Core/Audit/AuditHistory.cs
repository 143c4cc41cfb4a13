using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Audit;

/// <summary>One row of the audit as a line of somebody's history.</summary>
public sealed record HistoryLine(
    long Seq, DateTimeOffset At, string Operation, string Outcome, string? Operator, string? Reason, string? Detail,
    string? Approvers);

/// <summary>What was last done to a thing and what belongs to it, newest first: one line for each command, as it stands.</summary>
static class AuditHistory
{
    // Requested, approved, started, done.
    const int RowsOfOne = 6;

    /// <summary>When, what, by whom and why; what went wrong, where something did.</summary>
    public static Paragraph Say(HistoryLine line) => new(Words.Of(
        new At(line.At), new Plain("  "),
            new Strong($"{line.Operation[(line.Operation.IndexOf(' ', StringComparison.Ordinal) + 1)..]} {line.Outcome}"),
        new Plain($" by {line.Operator ?? "OpsBot"}{(line.Reason is null ? "" : $": “{line.Reason}”")}"
            + (line.Approvers is { Length: > 0 } who ? $", approved by {who}" : "")))
        + (line.Outcome is "failed" or "refused" or "cancelled" && line.Detail is { } detail
            ? new Plain("\n") + Sentences.WithInstants(detail) : Words.None));

    public static Task<IReadOnlyList<HistoryLine>> Of(
        NpgsqlConnection db, IReadOnlyList<Guid> targets, int limit, CancellationToken cancel) =>
        db.List<HistoryLine>(
        """
        with found as (
            select   seq, at, trail, operation, outcome, body::jsonb as body
            from     audit
            where    target_id = any (@Targets) and operation not like 'approval %'
            order by seq desc
            limit    @limit * @RowsOfOne),
        last as (
            select   distinct on (trail) seq, at, trail, operation, outcome, body
            from     found
            order by trail, seq desc)
        select   seq, at, operation, outcome, body ->> 'operator' as operator, body ->> 'reason' as reason, body ->> 'detail' as detail,
                 (select string_agg(distinct who, ', ')
                  from   found f
                  cross  join jsonb_array_elements_text(coalesce(f.body -> 'approvers', '[]')) who
                  where  f.trail = last.trail) as approvers
        from     last
        order by seq desc
        limit    @limit
        """, new { Targets = targets.ToArray(), limit, RowsOfOne }, cancel);
}
