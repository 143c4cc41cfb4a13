using System.Globalization;
using OpsBot.Core.Ledger;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Credits;

public sealed record ListCredit(
    [Arg("of which organization")] OrganizationId Org,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListCredit, CreditListed>
{
    public static Spec Spec { get; } = new("credit history", "Each move of an organization's credit, and what it has left")
    {
        Examples = ["/credit history acme"],
    };
}

/// <summary>One move; what it was for is the invoice, the note or the reason that it is booked under.</summary>
public sealed record CreditLine(
    DateTimeOffset At, TransferCode Code, long Minor, long AfterMinor, string Currency, string? Invoice, string? Note, string? Why,
    string? Who, DateOnly? ExpiresOn, string Key, long Total, long Before) : IListed
{
    public Money Amount => new(Minor, Values.Currency.Of(Currency));

    public Money After => new(AfterMinor, Values.Currency.Of(Currency));

    public string What => Code switch
    {
        TransferCode.CreditUsed => $"paid {Invoice}",
        TransferCode.CreditNote => $"credit note {Note}",
        TransferCode.Overpaid => "paid too much",
        TransferCode.Void => $"{Invoice} is void",
        TransferCode.CreditExpired => "not used by its day",
        TransferCode.Credit => $"{(Minor > 0 ? "given" : "taken back")}{(Who is null ? "" : $" by {Who}")}{(Why is null ? "" : $": {Why}")}"
            + (ExpiresOn is { } day ? $", until {day.InWords()}" : ""),
        TransferCode.Refund => "refunded",
        TransferCode.Invoice or TransferCode.Tax or TransferCode.Payment or TransferCode.WriteOff or TransferCode.Earned
            or TransferCode.Rounding => Code.Words(),
    };
}

public sealed record CreditListed(
    ListCredit Asked, string Organization, IReadOnlyList<Money> Has, Page<CreditLine> Page) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Credit", Page, ["At", "What", "Amount", "Currency", "Left after it"], Cells)
        : new($"Credit of {Organization}")
        {
            Parts =
            [
                new Paragraph(Has.Count == 0 ? "It has none." : $"It has {Several.InOneSentence([.. Has.Select(one => $"{one}")])}."),
                new Table([new("When (UTC)"), new("What"), new("Amount", Right: true), new("Left", Right: true)],
                    [.. Page.Rows.Select(Row)]) { Empty = "It never had any." },
                .. Page.Turn("move", "moves", page => Lines.LineOf(Asked with { Page = page })),
            ],
            Buttons =
            [
                new Button("Give", $"/credit add {Organization}"),
                .. new Button("Take back", $"/credit take {Organization}").If(Has.Count > 0),
                .. Filter.Csv(Page, Lines.LineOf(Asked with { Page = null, Csv = true })),
            ],
        };

    static IReadOnlyList<string> Row(CreditLine line) =>
        [new At(line.At).Cell, line.What, line.Minor > 0 ? $"+{line.Amount}" : line.Amount.ToString(), line.After.ToString()];

    static IReadOnlyList<string?> Cells(CreditLine line) =>
    [
        line.At.UtcDateTime.ToString("u", CultureInfo.InvariantCulture), line.What, Filter.Bare(line.Amount), line.Currency,
        Filter.Bare(line.After),
    ];
}

sealed class ListCreditHandler : IAnswerQuestion<ListCredit, CreditListed>
{
    // What is only on its way is no move yet. The books know each by its key, which names what it stands for.
    static readonly Listing moves = new(
        """
        from     ledger_transfers t
        where    t.phase in ('direct', 'posted')
        and      (t.debit in (select a.id from ledger_accounts a where a.organization_id = @Org and a.kind = 'credit')
               or t.credit in (select a.id from ledger_accounts a where a.organization_id = @Org and a.kind = 'credit'))
        """,
        """
        t.at, t.code, case when t.credit = a.id then t.amount else -t.amount end as minor,
        (select coalesce(sum(case when v.credit = a.id then v.amount else -v.amount end), 0)::bigint
         from   ledger_transfers v
         where  (v.debit = a.id or v.credit = a.id) and v.id <= t.id and v.phase in ('direct', 'posted')) as after_minor,
        t.currency, i.number as invoice, n.number as note, coalesce(g.why, u.body::jsonb ->> 'reason') as why,
        coalesce(w.name, u.body::jsonb ->> 'operator') as who, g.expires_on
        """,
        """
        from     page p
        join     ledger_transfers t on t.id = p.key0
        join     ledger_accounts a on a.id in (t.debit, t.credit) and a.organization_id = @Org and a.kind = 'credit'
        cross    join lateral (
                 select (regexp_match(t.key, '^(?:void:)?[a-z-]+:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'))[1]::uuid as id) k
        left     join invoices i on i.id = k.id
        left     join credit_notes n on n.id = k.id
        left     join credits g on g.id = k.id
        left     join operators w on w.id = g.given_by
        left     join lateral (
                 select   d.body
                 from     audit d
                 where    d.trail = k.id and t.key like 'credit-taken:%'
                 order by d.seq desc
                 limit    1) u on true
        """, PageKey.Number("t.id")) { Falls = true };

    sealed record HasOf(long Minor, string Currency);

    public async Task<Result<CreditListed>> Answer(ListCredit question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        if ((await work.Page<CreditLine>(moves, asked, new { Org = question.Org.Value }, cancel)).Failed(out var page, out var refusal))
            return refusal;
        var has = await work.List<HasOf>(
            """
            select   b.credited - b.debited as minor, a.currency
            from     ledger_accounts a
            cross    join lateral ledger_balance(a.id) b
            where    a.organization_id = @Org and a.kind = 'credit' and b.credited <> b.debited
            order by a.currency
            """, new { question.Org }, cancel);
        var organization = await Organization.Get(work.Db, question.Org, cancel);
        return new CreditListed(question, organization.Slug, [.. has.Select(one => new Money(one.Minor, Currency.Of(one.Currency)))], page);
    }
}
