using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Audit;

/// <summary>One row of the audit as a line of somebody's history.</summary>
public sealed record HistoryLine(
    long Seq, DateTimeOffset At, string Operation, string Outcome, string? Operator, string? Reason, string? Detail);

/// <summary>What was last done to one thing, newest first.</summary>
static class AuditHistory
{
    /// <summary>When, what, by whom and why; what went wrong, where something did.</summary>
    public static Paragraph Say(HistoryLine line) => new(Words.Of(
        new At(line.At), new Plain("  "),
            new Strong($"{line.Operation[(line.Operation.IndexOf(' ', StringComparison.Ordinal) + 1)..]} {line.Outcome}"),
        new Plain($" by {line.Operator ?? "OpsBot"}{(line.Reason is null ? "" : $": “{line.Reason}”")}"))
        + (line.Outcome is "failed" or "refused" or "cancelled" && line.Detail is { } detail
            ? new Plain("\n") + Sentences.WithInstants(detail) : Words.None));

    public static Task<IReadOnlyList<HistoryLine>> Of(Work work, Guid target, int limit, CancellationToken cancel) =>
        work.List<HistoryLine>(
        """
        select   seq, at, operation, outcome, body::jsonb ->> 'operator' as operator, body::jsonb ->> 'reason' as reason, body::jsonb ->> 'detail' as detail
        from     audit
        where    target_id = @target
        order by seq desc
        limit    @limit
        """, new { target, limit }, cancel);
}
