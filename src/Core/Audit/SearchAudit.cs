using System.Globalization;
using OpsBot.Core.Access;
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
    [Arg("which page", Named = true, Min = 1, Max = 400)] int Page = 1) : IQuestion<SearchAudit, AuditFound>
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
    internal const int PageSize = 25;

    // Counting further would read what nobody pages through.
    internal const int CountLimit = PageSize * 400;

    public Reply Say()
    {
        var filter = Asked.Filter;
        var pages = (int)Math.Max(1, (Total + PageSize - 1) / PageSize);
        return new("Audit")
        {
            Parts =
            [
                new Table([new("Row", Right: true), new("Time (UTC)"), new("Who"), new("What"), new("On"), new("Outcome")],
                    [.. Rows.Select(row => (IReadOnlyList<string>)[Number(row.Seq), row.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), row.Who ?? "", row.Operation, row.TargetLabel ?? "", row.Outcome.Words()])])
                { Empty = filter.IsEmpty ? "Nothing has been done yet." : "No row of the audit fits. Leave a filter out, or look further back." },
                new Small($"{Count} · page {Asked.Page} of {pages}"),
                .. Rows.Count > 0 ? [Choices(filter)] : (IReadOnlyList<Part>)[],
            ],
            Buttons =
            [
                .. Asked.Page > 1 ? [new Button("Newer", filter.Line("audit search", Page(Asked.Page - 1))) { InPlace = true }] : (IReadOnlyList<Button>)[],
                .. Asked.Page < pages ? [new Button("Older", filter.Line("audit search", Page(Asked.Page + 1))) { InPlace = true }] : (IReadOnlyList<Button>)[],
                .. Rows.Count > 0 ? [new Button("Export CSV", filter.Line("audit export", new KeyValuePair<string, string>("format", "csv")))] : (IReadOnlyList<Button>)[],
            ],
        };
    }

    Pickers Choices(AuditFilter filter) => new(
    [
        new("Show a row", [.. Rows.Select(row => new PickerOption($"{row.Seq} {row.Operation} {row.TargetLabel}".TrimEnd(), $"/audit show {row.Seq}"))]),
        new("Outcome",
            [new("any", (filter with { Outcome = null }).Line("audit search")), .. Enum.GetValues<AuditOutcome>().Select(one => new PickerOption(one.Words(), (filter with { Outcome = one }).Line("audit search")))],
            filter.Outcome?.Words() ?? "any"),
    ]);

    string Count => Total > CountLimit ? $"more than {Number(CountLimit)} rows" : Total == 1 ? "1 row" : $"{Number(Total)} rows";

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static KeyValuePair<string, string> Page(int page) => new("page", page.ToString(CultureInfo.InvariantCulture));
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
            filter.Sql(offset: (question.Page - 1) * AuditFound.PageSize, limit: AuditFound.PageSize), cancel);
        var total = await work.Get<long>(
            $"""
            select count(*)
            from   (select 1 from audit {AuditFilter.Where} limit @Limit) counted
            """,
            filter.Sql(limit: AuditFound.CountLimit + 1), cancel);
        return new AuditFound(question, rows, total);
    }
}
