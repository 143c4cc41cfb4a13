using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

public sealed record SearchAudit(
    [Group] AuditFilter Filter,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null)
    : IQuestion<SearchAudit, AuditFound>
{
    public static Spec Spec { get; } = new("audit search", "See who did what to whom, newest first")
    {
        Examples = ["/audit search", "/audit search operation:\"instance stop\" from:7d", "/audit search target:acme-prod outcome:refused"],
    };
}

/// <summary>A row as lists show it.</summary>
public sealed record AuditLine(
    long Seq, DateTimeOffset At, string? Who, string Operation, string? TargetLabel, AuditOutcome Outcome, string Key, long Total,
    long Before)
    : IListed;

public sealed record AuditFound(SearchAudit Asked, Page<AuditLine> Page) : IAnswer
{
    public IReadOnlyList<AuditLine> Rows => Page.Rows;

    public long Total => Page.Total;

    public Reply Say() => new("Audit")
    {
        Parts =
        [
            new Table([new("Row", Right: true), new("Outcome"), new("What"), new("On"), new("Who"), new("Time (UTC)")],
                [.. Rows.Select(Row)])
            { Empty = IsFiltered ? "No row of the audit fits. Leave a filter out, or look further back." : "Nothing has been done yet." },
            .. Page.Turn("row", "rows", page => Lines.LineOf(Asked with { Page = page })),
            .. Choices().If(Rows.Count > 0),
        ],
        Buttons =
        [
            .. Lists.Filter.Clear(IsFiltered, Lines.LineOf(new SearchAudit(new()))),
            .. Lists.Filter.Csv(Page, Lines.LineOf(new ExportAudit(Asked.Filter, AuditFormat.Csv))),
        ],
    };

    bool IsFiltered => Asked.Filter != new AuditFilter();

    static IReadOnlyList<string> Row(AuditLine row) =>
    [
        row.Seq.ToString("N0", CultureInfo.InvariantCulture), row.Outcome.Words(), row.Operation, row.TargetLabel ?? "", row.Who ?? "",
        row.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
    ];

    Pickers Choices() => new(
    [
        new("Show a row",
            [.. Rows.Select(row => new PickerOption($"{row.Seq} {row.Operation} {row.TargetLabel}".TrimEnd(), $"/audit show {row.Seq}"))]),
        Lists.Filter.By("Outcome", Asked.Filter.Outcome, WithOutcome),
    ]);

    string WithOutcome(AuditOutcome? outcome) => Lines.LineOf(new SearchAudit(Asked.Filter with { Outcome = outcome }));
}

sealed class SearchAuditHandler(OperationWords words) : IAnswerQuestion<SearchAudit, AuditFound>
{
    static readonly Listing audit = new(
        $"from audit {AuditFilter.Where}",
        "a.seq, a.at, a.body::jsonb ->> 'operator' as who, a.operation, a.target_label, a.outcome",
        "from page p join audit a on a.seq = p.key0",
        PageKey.Number("seq")) { Falls = true };

    public async Task<Result<AuditFound>> Answer(SearchAudit question, Work work, CancellationToken cancel)
    {
        if (await words.Unknown(question.Filter, meant => Lines.LineOf(new SearchAudit(meant)), work, cancel) is { } unknown)
            return unknown;
        var asked = new PageAsked(question.Page, All: false, Lines.LineOf(question with { Page = null }));
        var filter = await question.Filter.Sql(work, cancel);
        if ((await work.Page<AuditLine>(audit, asked, filter, cancel)).Failed(out var page, out var refusal)) return refusal;
        var names = await AccountNames.Of(work, page.Rows.Select(row => row.TargetLabel), cancel);
        return new AuditFound(question, page with
        {
            Rows = [.. page.Rows.Select(row => row with { TargetLabel = names.Named(row.TargetLabel) })],
        });
    }
}
