using System.Globalization;
using OpsBot.Core.Access;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

public sealed record SearchAudit(
    [Arg("by whom", Named = true)] OperatorId? Operator = null,
    [Arg("what was done: instance, or instance stop", Named = true)] string? Operation = null,
    [Arg("on whom: how its name begins", Named = true)] string? Target = null,
    [Arg("whose it is", Named = true)] OrganizationId? Organization = null,
    [Arg("from when on: 2026-01-31, yesterday, 7d", Named = true)] DateTimeOffset? From = null,
    [Arg("until when", Named = true)] DateTimeOffset? To = null,
    [Arg("what came of it", Named = true)] AuditOutcome? Outcome = null,
    [Arg("which page", Named = true, Min = 1, Max = Paging.Most)] int Page = 1) : IQuestion<SearchAudit, AuditFound>
{
    public static Spec Spec { get; } = new("audit search", "See who did what to whom, newest first")
    {
        Examples = ["/audit search", "/audit search operation:\"instance stop\" from:7d", "/audit search target:acme-prod outcome:refused"],
    };

    internal AuditFilter Filter => new(Operator, Operation, Target, Organization, From, To, Outcome);
}

/// <summary>A row as lists show it.</summary>
public sealed record AuditLine(long Seq, DateTimeOffset At, string? Who, string Operation, string? TargetLabel, AuditOutcome Outcome);

public sealed record AuditFound(SearchAudit Asked, IReadOnlyList<AuditLine> Rows, long Total) : IAnswer
{
    public Reply Say()
    {
        var filter = Asked.Filter;
        return new("Audit")
        {
            Parts =
            [
                new Table([new("Row", Right: true), new("Outcome"), new("What"), new("On"), new("Who"), new("Time (UTC)")], [.. Rows.Select(Row)])
                { Empty = filter.IsEmpty ? "Nothing has been done yet." : "No row of the audit fits. Leave a filter out, or look further back." },
                .. new Page<AuditLine>(Asked.Page, Rows, Total).Turn(Total == 1 ? "row" : "rows", number => Lines.LineOf(Asked with { Page = number })),
                .. Rows.Count > 0 ? [Choices()] : (IReadOnlyList<Part>)[],
            ],
            Buttons = Rows.Count == 0 ? [] : [new Button("Export CSV", filter.Line("audit export", new KeyValuePair<string, string>("format", "csv")))],
        };
    }

    static IReadOnlyList<string> Row(AuditLine row) =>
    [
        row.Seq.ToString("N0", CultureInfo.InvariantCulture), row.Outcome.Words(), row.Operation, row.TargetLabel ?? "", row.Who ?? "",
        row.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
    ];

    Pickers Choices() => new(
    [
        new("Show a row", [.. Rows.Select(row => new PickerOption($"{row.Seq} {row.Operation} {row.TargetLabel}".TrimEnd(), $"/audit show {row.Seq}"))]),
        Lists.Filter.By("Outcome", Asked.Outcome, outcome => Lines.LineOf(Asked with { Outcome = outcome, Page = 1 })),
    ]);
}

sealed class SearchAuditHandler : IAnswerQuestion<SearchAudit, AuditFound>
{
    public async Task<Result<AuditFound>> Answer(SearchAudit question, Work work, CancellationToken cancel)
    {
        var filter = question.Filter;
        var rows = await work.List<AuditLine>(
            $"""
            select seq, at, body::jsonb ->> 'operator' as who, operation, target_label, outcome
            from   audit
            {AuditFilter.Where}
            order  by seq desc
            limit  @Limit offset @Offset
            """,
            filter.Sql(offset: Paging.Before(question.Page), limit: Paging.Size), cancel);
        var total = await work.Get<long>(
            $"""
            select count(*)
            from   (select 1 from audit {AuditFilter.Where} limit @Limit) counted
            """,
            filter.Sql(limit: Paging.MostCounted + 1), cancel);
        return rows.Count == 0 && total > 0
            ? Paging.NoSuchPage(question.Page, Lines.LineOf(question with { Page = 1 }))
            : new AuditFound(question, rows, total);
    }
}
