using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record ListInvoices(
    [Arg("only of this organization")] OrganizationId? Org = null,
    [Arg("only in this state", Named = true)] InvoiceState? State = null,
    [Arg("only of periods that begin in this month: 2026-11", Named = true, MaxLength = 7)] string? Period = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListInvoices, InvoicesListed>
{
    public static Spec Spec { get; } = new("invoice list", "All invoices, the newest first, with filters")
    {
        Examples = ["/invoice list", "/invoice list acme", "/invoice list state:overdue", "/invoice list period:2026-11"],
    };
}

public sealed record InvoiceListLine(
    InvoiceId Id, string? Number, string Organization, InvoiceState State, long TotalMinor, long PaidMinor, string Currency,
    DateOnly PeriodStart, DateOnly PeriodEnd, DateOnly? IssuedOn, DateOnly? DueOn, string Key, long Total, long Before) : IListed
{
    public Money Amount => new(TotalMinor, Values.Currency.Of(Currency));

    public Money Paid => new(PaidMinor, Values.Currency.Of(Currency));
}

public sealed record InvoicesListed(ListInvoices Asked, Page<InvoiceListLine> Page) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Invoices", Page, [.. "Number Organization State Total Paid Currency From To Issued Due".Split(' ')], Cells)
        : new("Invoices")
    {
        Parts =
        [
            new Pickers([Filter.By("State", Asked.State, state => Line(Asked with { State = state }))]),
            new Table([new("Invoice"), new("State"), new("Organization"), new("Total", Right: true)], [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "No invoice fits these filters." : "There is no invoice yet.",
            },
            .. Page.Turn("invoice", "invoices", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Page.Rows.Take(3).Select(line => new Button(line.Number ?? $"Draft of {line.Organization}", $"/invoice show {line.Id}")),
            .. Filter.Clear(IsFiltered, "/invoice list"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    static IReadOnlyList<string> Row(InvoiceListLine line) =>
        [line.Number ?? "no number yet", $"{line.State.Mark} {Filter.Capitalized(line.State)}", line.Organization, line.Amount.ToString()];

    static IReadOnlyList<string?> Cells(InvoiceListLine line) =>
    [
        line.Number, line.Organization, Filter.Capitalized(line.State), Filter.Bare(line.Amount), Filter.Bare(line.Paid), line.Currency,
        $"{line.PeriodStart:O}", $"{line.PeriodEnd.AddDays(-1):O}", $"{line.IssuedOn:O}", $"{line.DueOn:O}",
    ];

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListInvoices();

    // Any other filter starts at the beginning.
    static string Line(ListInvoices asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListInvoicesHandler : IAnswerQuestion<ListInvoices, InvoicesListed>
{
    sealed record Arguments(Guid? Org, string? State, DateOnly? From);

    static readonly Listing invoices = new(
        """
        from     invoices i
        where    (@Org::uuid is null or i.organization_id = @Org)
        and      (@State::text is null or i.state = @State)
        and      (@From::date is null or i.period_month = @From)
        """,
        """
        i.id, i.number, o.slug as organization, i.state, i.total_minor, i.paid_minor, i.currency, i.period_start, i.period_end,
                 i.issued_on, i.due_on
        """,
        """
        from     page p
        join     invoices i on i.id = p.key0
        join     organizations o on o.id = i.organization_id
        """, PageKey.Id("i.id")) { Falls = true };

    public async Task<Result<InvoicesListed>> Answer(ListInvoices question, Work work, CancellationToken cancel)
    {
        DateOnly? from = null;
        if (question.Period is { Length: > 0 } text)
            if (DateOnly.TryParseExact($"{text}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
                from = month;
            else return new Refusal($"“{Excerpt.Of(text)}” is no month. Write it like 2026-11.");
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var arguments = new Arguments(question.Org?.Value, question.State?.Snake(), from);
        return (await work.Page<InvoiceListLine>(invoices, asked, arguments, cancel)).Failed(out var page, out var refusal) ? refusal
            : new InvoicesListed(question, page);
    }
}
