using System.Globalization;
using Microsoft.Extensions.Options;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

public sealed record ListRevenue(
    [Arg("in which currency; without it, the one in which most moved", MaxLength = 3, Words = typeof(CurrencyWords))]
    string? Currency = null,
    [Arg("how many months back", Named = true, Min = 1, Max = 120)] int Months = 12,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true)] bool Csv = false) : IQuestion<ListRevenue, RevenueListed>
{
    public static Spec Spec { get; } = new("billing revenue", "Month by month: what was invoiced, earned, received, and how MRR moved")
    {
        Examples = ["/billing revenue", "/billing revenue USD months:36", "/billing revenue EUR csv:yes"],
    };
}

/// <summary>One month in one currency.</summary>
public sealed record RevenueMonth(
    string Currency, DateOnly Month, long InvoicedMinor, long EarnedMinor, long ReceivedMinor, long TaxMinor, long? MrrMinor,
    long NewMinor, long ExpansionMinor, long ContractionMinor, long ChurnMinor, long ReactivationMinor) : IListed
{
    public string Key { get; init; } = "";

    public long Total { get; init; }

    public long Before { get; init; }
}

public sealed record RevenueListed(ListRevenue Asked, Page<RevenueMonth> Page, IReadOnlyList<string> Currencies) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Revenue", Page,
            [
                "Month", "Currency", "Invoiced without tax", "Tax", "Earned", "Received", "MRR at its end", "New", "Came back", "Pay more",
                "Pay less", "Left",
            ], Cells)
        : new(Asked.Currency is { } code ? $"Month by month, {code}" : "Month by month")
    {
        Parts =
        [
            new Pickers(
            [
                .. new Picker("Currency", [.. Currencies.Select(one => new PickerOption(one, Line(Asked with { Currency = one })))],
                    Asked.Currency).If(Currencies.Count > 1),
                new("Time", [.. ((int[])[12, 24, 36, Asked.Months]).Distinct().Order().Select(months =>
                    new PickerOption(Several.Of(months, "month", "months"), Line(Asked with { Months = months })))],
                    Several.Of(Asked.Months, "month", "months")),
            ]),
            new Table([new("Month"), new("Invoiced", Right: true), new("Received", Right: true), new("MRR", Right: true)],
                [.. Page.Rows.Select(Row)])
            {
                Empty = "No money has moved yet.",
            },
            .. Page.Turn("month", "months", page => Lines.LineOf(Asked with { Page = page })),
            new Small("Invoiced is without tax, less what was credited. MRR is as it was when the month ended."),
        ],
        Buttons =
        [
            new Button("Overview", Asked.Currency is { } one ? $"/billing overview {one}" : "/billing overview"),
            .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    static Money Of(RevenueMonth month, long minor) => new(minor, Values.Currency.Of(month.Currency));

    static IReadOnlyList<string> Row(RevenueMonth month) =>
    [
        month.Month.ToString("MMM yyyy", CultureInfo.InvariantCulture), Of(month, month.InvoicedMinor).ToString(),
        Of(month, month.ReceivedMinor).ToString(), month.MrrMinor is { } mrr ? Of(month, mrr).ToString() : "–",
    ];

    static IReadOnlyList<string?> Cells(RevenueMonth month) =>
    [
        month.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), month.Currency,
        .. ((long?[])[month.InvoicedMinor, month.TaxMinor, month.EarnedMinor, month.ReceivedMinor, month.MrrMinor, month.NewMinor,
            month.ReactivationMinor, month.ExpansionMinor, -month.ContractionMinor, -month.ChurnMinor])
            .Select(minor => minor is { } known ? Filter.Bare(Of(month, known)) : null),
    ];

    // Any other filter starts at the beginning.
    static string Line(ListRevenue asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListRevenueHandler(Seller seller, IOptions<SellerOptions> options) : IAnswerQuestion<ListRevenue, RevenueListed>
{
    public async Task<Result<RevenueListed>> Answer(ListRevenue question, Work work, CancellationToken cancel)
    {
        if (CurrencyWords.Read(question.Currency).Failed(out var wanted, out var unknown)) return unknown;
        var today = seller.Today;
        var months = await Months(work, new DateOnly(today.Year, today.Month, 1).AddMonths(1 - question.Months), cancel);
        var currencies = months.GroupBy(one => one.Currency)
            .OrderByDescending(one => one.Max(month => month.MrrMinor ?? 0) + one.Sum(month => month.InvoicedMinor)).Select(one => one.Key)
            .ToList();
        question = question with { Currency = wanted?.Code ?? currencies.FirstOrDefault() };
        var shown = months.Where(one => one.Currency == question.Currency).OrderByDescending(one => one.Month).ToList();
        var rows = shown.Select((month, i) => month with
        {
            Key = (i + 1).ToString(CultureInfo.InvariantCulture), Total = shown.Count, Before = i / Paging.Size * Paging.Size,
        }).ToList();
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        return ReadPage.Page(rows, asked).Failed(out var page, out var refusal) ? refusal
            : new RevenueListed(question, page, currencies);
    }

    Task<IReadOnlyList<RevenueMonth>> Months(Work work, DateOnly from, CancellationToken cancel) => work.List<RevenueMonth>(
        """
        with moved as (
            select d.currency, date_trunc('month', d.day)::date as month, d.debit_kind, d.credit_kind, d.amount
            from   money_days d
            where  d.day >= @from
            union  all
            select t.currency, date_trunc('month', t.at at time zone @TimeZone)::date, b.kind, c.kind, t.amount
            from   ledger_transfers t
            join   ledger_accounts b on b.id = t.debit
            join   ledger_accounts c on c.id = t.credit
            where  t.id > (select k.up_to from figures_kept k) and t.phase in ('direct', 'posted')),
        money as (
            select   m.currency, m.month,
                     sum(ledger_between(m.amount, m.credit_kind, m.debit_kind, '{deferred,revenue}'))::bigint as invoiced_minor,
                     sum(case when m.debit_kind = 'deferred' and m.credit_kind = 'revenue' then m.amount
                              when m.debit_kind = 'revenue' and m.credit_kind = 'deferred' then -m.amount else 0 end)::bigint as earned_minor,
                     sum(ledger_between(m.amount, m.debit_kind, m.credit_kind, '{stripe,bank}'))::bigint as received_minor,
                     sum(ledger_between(m.amount, m.credit_kind, m.debit_kind, '{tax}'))::bigint as tax_minor
            from     moved m
            group by m.currency, m.month),
        mrr as (
            select   d.currency, date_trunc('month', d.day)::date as month,
                     (array_agg(d.mrr_minor order by d.day desc))[1] as mrr_minor, sum(d.new_minor)::bigint as new_minor,
                     sum(d.expansion_minor)::bigint as expansion_minor, sum(d.contraction_minor)::bigint as contraction_minor,
                     sum(d.churn_minor)::bigint as churn_minor, sum(d.reactivation_minor)::bigint as reactivation_minor
            from     mrr_days d
            where    d.day >= @from
            group by d.currency, date_trunc('month', d.day)::date)
        select coalesce(m.currency, r.currency) as currency, coalesce(m.month, r.month) as month, coalesce(m.invoiced_minor, 0) as invoiced_minor,
               coalesce(m.earned_minor, 0) as earned_minor, coalesce(m.received_minor, 0) as received_minor,
               coalesce(m.tax_minor, 0) as tax_minor, r.mrr_minor, coalesce(r.new_minor, 0) as new_minor,
               coalesce(r.expansion_minor, 0) as expansion_minor, coalesce(r.contraction_minor, 0) as contraction_minor,
               coalesce(r.churn_minor, 0) as churn_minor, coalesce(r.reactivation_minor, 0) as reactivation_minor
        from   money m
        full   join mrr r on r.currency = m.currency and r.month = m.month
        where  coalesce(m.month, r.month) >= @from
        """, new { from, options.Value.TimeZone }, cancel);
}
