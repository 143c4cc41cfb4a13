using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Audit;

/// <summary>What the team did lately.</summary>
sealed class RecentAtHome : IHomeSection
{
    public int Order => 30;

    sealed record Row(DateTimeOffset At, string Operation, string Outcome, string? Operator, string? Target, string? Name)
    {
        public string Words => $"{Operator ?? "OpsBot"}: {$"{Operation} {AccountNames.Named(Target, Name)}".TrimEnd()} ";
    }

    public void Ask(Batch batch, HomeReader reader) => batch.Add(
        $"""
        select   a.at, a.operation, a.outcome, a.body::jsonb ->> 'operator' as operator, given.account as target,
                 case when given.account like '%:%' then {AccountNames.NameOfGiven} end as name
        from     (select seq, at, operation, outcome, body, target_label from audit order by seq desc limit 6) a
        cross    join lateral (select a.target_label as account) given
        order by a.seq desc
        """, null);

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var rows = await answers.Rows<Row>(cancel);
        return rows.Count == 0
            ? [new Title("Recent activity"), new Paragraph("Nothing yet. Type /ops help in any channel to begin.")]
            : [new Title("Recent activity"), .. rows.Select(row => new Paragraph(Words.Of(
                new At(row.At), new Plain($"  {row.Words}"), new Strong(row.Outcome))))];
    }
}
