using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Audit;

/// <summary>What the team did lately.</summary>
sealed class RecentAtHome : IHomeSection
{
    public int Order => 30;

    sealed record Row(DateTimeOffset At, string Operation, string Outcome, string? Operator, string? Target);

    public async Task<IReadOnlyList<Part>> Show(Work work, CancellationToken cancel)
    {
        var rows = await work.List<Row>(
            """
            select   at, operation, outcome, body::jsonb ->> 'operator' as operator, target_label as target
            from     audit
            order by seq desc
            limit    6
            """, null, cancel);
        var names = await AccountNames.Of(work, rows.Select(row => row.Target), cancel);
        return rows.Count == 0
            ? [new Title("Recent activity"), new Paragraph("Nothing yet. Type /ops help in any channel to begin.")]
            : [new Title("Recent activity"), .. rows.Select(row => new Paragraph(Words.Of(
                new At(row.At), new Plain($"  {row.Operator ?? "OpsBot"}: {$"{row.Operation} {names.Named(row.Target)}".TrimEnd()} "),
                new Strong(row.Outcome))))];
    }
}
