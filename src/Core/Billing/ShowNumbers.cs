using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

public sealed record ShowNumbers(
    [Arg("only of this month: 2026-11", Named = true, MaxLength = 7)] string? Month = null) : IQuestion<ShowNumbers, NumbersShown>
{
    public static Spec Spec { get; } = new("billing numbers", "Prove that no number of a document is missing or there twice")
    {
        Examples = ["/billing numbers", "/billing numbers month:2026-11"],
    };
}

/// <summary>One series of one month: how many numbers were drawn, how many documents have one, and the first that is missing.</summary>
public sealed record NumberedMonth(
    string Code, string Month, long Drawn, long Documents, long Void, string? First, string? Last, long? Hole)
{
    public bool IsWhole => Drawn == Documents && Hole is null;
}

public sealed record NumbersShown(IReadOnlyList<NumberedMonth> Months) : IAnswer
{
    public Reply Say() => new(Months.All(month => month.IsWhole) ? "No number is missing" : "Numbers are missing")
    {
        Tone = Months.All(month => month.IsWhole) ? Tone.Good : Tone.Bad,
        Parts =
        [
            new Table([new("Series"), new("From – to"), new("Documents", Right: true), new("Of them void", Right: true), new("Is")],
                [.. Months.Select(Row)]) { Empty = "No number was drawn yet." },
        ],
        Buttons = [new Button("Invoices", "/invoice list")],
    };

    static IReadOnlyList<string> Row(NumberedMonth month) =>
    [
        $"{month.Code} {month.Month.Insert(4, "-")}", month.First is null ? "none" : $"{month.First} – {month.Last}",
        Paging.Written(month.Documents), Paging.Written(month.Void),
        month.IsWhole ? "whole" : month.Hole is { } hole ? $"number {hole} is missing"
            : $"{Paging.Written(month.Drawn)} drawn, {Paging.Written(month.Documents)} there",
    ];
}

sealed class ShowNumbersHandler : IAnswerQuestion<ShowNumbers, NumbersShown>
{
    public async Task<Result<NumbersShown>> Answer(ShowNumbers question, Work work, CancellationToken cancel) => new NumbersShown(
        await work.List<NumberedMonth>(
            """
            with documents as not materialized (
                select series, series_month, series_no, number, state = 'void' as is_void from invoices where number is not null
                union all
                select series, series_month, series_no, number, false from credit_notes
                union all
                select series, series_month, series_no, number, state = 'cancelled' from refunds)
            select   s.code, s.month, s.next - 1 as drawn, d.documents, d.void,
                     case when d.documents > 0 then document_number(s.code, s.month, d.first) end as first,
                     case when d.documents > 0 then document_number(s.code, s.month, d.last) end as last,
                     (select n
                      from   generate_series(1, s.next - 1) n
                      where  not exists (select
                                         from   documents i
                                         where  i.series = s.code and i.series_month = s.month and i.series_no = n
                                         and    i.number = document_number(s.code, s.month, n))
                      limit  1) as hole
            from     number_series s
            cross    join lateral (
                     select count(*) as documents, count(*) filter (where i.is_void) as void, min(i.series_no) as first,
                            max(i.series_no) as last
                     from   documents i
                     where  i.series = s.code and i.series_month = s.month) d
            where    (@Month::text is null or s.month = @Month)
            order by s.month desc, s.code
            limit    24
            """, new { Month = question.Month?.Replace("-", "", StringComparison.Ordinal) }, cancel));
}
