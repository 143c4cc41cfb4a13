using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

public sealed record ListDunning(
    [Arg("only of this organization")] OrganizationId? Org = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListDunning, DunningListed>
{
    public static Spec Spec { get; } = new("dunning list", "Invoices that are due and not paid, and what was done about them")
    {
        Examples = ["/dunning list", "/dunning list acme"],
    };
}

public sealed record DunningLine(
    InvoiceId Id, string? Number, string Organization, long TotalMinor, long PaidMinor, string Currency, DateOnly DueOn, RungKind? Kind,
    DateOnly? NextOn, DateOnly? HeldUntil, bool Excepted, string Key, long Total, long Before) : IListed
{
    public Money Left => new(TotalMinor - PaidMinor, Values.Currency.Of(Currency));

    public string Standing(DateOnly today) =>
        Excepted ? "off the ladder" : HeldUntil is { } held && held > today ? $"held until {held.InWords()}"
        : NextOn is { } next ? $"next {next.InWords()}" : Kind is null ? "not begun" : "no step left";
}

public sealed record DunningListed(ListDunning Asked, Page<DunningLine> Page, DateOnly Today) : IAnswer
{
    static readonly IReadOnlyList<string> columns = ["Invoice", "Organization", "Open", "Due", "Last step", "Stands"];

    public Reply Say() => Asked.Csv ? Filter.File("Unpaid", Page, columns, Cells) : new("Unpaid invoices")
    {
        Parts =
        [
            new Table([.. columns.Select(name => new Column(name))], [.. Page.Rows.Select(Cells)]) { Empty = "Nothing is due and unpaid." },
            .. Page.Turn("invoice", "invoices", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Page.Rows.Take(3).Select(line => new Button(line.Number ?? line.Organization, $"/dunning show {line.Id}")),
            .. Filter.Csv(Page, Lines.LineOf(Asked with { Page = null, Csv = true })), new Button("The ladder", "/dunning ladder"),
        ],
    };

    IReadOnlyList<string> Cells(DunningLine line) =>
        [line.Number ?? "", line.Organization, $"{line.Left}", line.DueOn.InWords(), line.Kind?.Words() ?? "none", line.Standing(Today)];
}

sealed class ListDunningHandler(Seller seller) : IAnswerQuestion<ListDunning, DunningListed>
{
    sealed record Arguments(Guid? Org, DateOnly Today);

    static readonly Listing unpaid = new(
        """
        from     invoices i
        where    i.state in ('open', 'overdue') and i.due_on <= @Today and (@Org::uuid is null or i.organization_id = @Org)
        """,
        """
        i.id, i.number, o.slug as organization, i.total_minor, i.paid_minor, i.currency, i.due_on,
                 (select   s.kind
                  from     dunning_steps s
                  where    s.invoice_id = i.id and s.state = 'taken'
                  order by s.day desc, s.at desc
                  limit    1) as kind,
                 d.next_on, d.held_until, d.excepted_at is not null as excepted
        """,
        """
        from     page p
        join     invoices i on i.id = p.key0
        join     organizations o on o.id = i.organization_id
        left     join dunning_cases d on d.invoice_id = i.id
        """, PageKey.Id("i.id"));

    public async Task<Result<DunningListed>> Answer(ListDunning question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null, Csv = false }));
        return (await work.Page<DunningLine>(unpaid, asked, new Arguments(question.Org?.Value, seller.Today), cancel))
            .Failed(out var page, out var refusal) ? refusal : new DunningListed(question, page, seller.Today);
    }
}
