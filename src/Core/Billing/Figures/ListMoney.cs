using OpsBot.Core.Ledger;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

public sealed record ListMoney(
    [Arg("only of this kind", Named = true)] TransferCode? Kind = null,
    [Arg("only in this currency", Named = true, MaxLength = 3, Words = typeof(CurrencyWords))] string? Currency = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true)] bool Csv = false) : IQuestion<ListMoney, MoneyListed>
{
    public static Spec Spec { get; } = new("billing recent", "What moved lately: invoices, payments, refunds, credits, the newest first")
    {
        Examples = ["/billing recent", "/billing recent kind:refund", "/billing recent currency:USD csv:yes"],
    };
}

public sealed record MoneyLine(
    long Id, DateTimeOffset At, TransferCode Code, string Phase, string? Organization, long Amount, string Currency, string Debit,
    string Credit, string Key, long Total, long Before) : IListed
{
    public Money Money => new(Amount, Values.Currency.Of(Currency));

    /// <summary>What it is, and how far it has come where that is not all the way.</summary>
    public string What => Filter.Capitalized(Code) + Phase switch { "pending" => ", under way", "voided" => ", called off", _ => "" };
}

public sealed record MoneyListed(ListMoney Asked, Page<MoneyLine> Page, IReadOnlyList<string> Currencies) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Money", Page, ["When (UTC)", "What", "Organization", "Amount", "Currency", "To", "From"], Cells)
        : new("What moved lately")
    {
        Parts =
        [
            new Pickers(
            [
                Filter.By("Kind", Asked.Kind, kind => Line(Asked with { Kind = kind })),
                .. new Picker("Currency", [new("Any currency", Line(Asked with { Currency = null })),
                    .. Currencies.Select(code => new PickerOption(code, Line(Asked with { Currency = code })))], Asked.Currency)
                    .If(Currencies.Count > 1),
            ]),
            new Table([new("When (UTC)"), new("What"), new("Organization"), new("Amount", Right: true)], [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "Nothing fits these filters." : "No money has moved yet.",
            },
            .. Page.Turn("move", "moves", page => Lines.LineOf(Asked with { Page = page })),
            .. new Small("Without taxes and what was earned day by day; choose those by their kind.").If(Asked.Kind is null),
        ],
        Buttons = [.. Filter.Clear(IsFiltered, "/billing recent"), .. Filter.Csv(Page, Line(Asked with { Csv = true }))],
    };

    static IReadOnlyList<string> Row(MoneyLine line) =>
        [new At(line.At).Cell, line.What, line.Organization ?? "–", line.Money.ToString()];

    static IReadOnlyList<string?> Cells(MoneyLine line) =>
    [
        new At(line.At).Cell, line.What, line.Organization, Filter.Bare(line.Money), line.Currency, line.Debit.Replace('_', ' '),
        line.Credit.Replace('_', ' '),
    ];

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListMoney();

    // Any other filter starts at the beginning.
    static string Line(ListMoney asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListMoneyHandler : IAnswerQuestion<ListMoney, MoneyListed>
{
    sealed record Arguments(string? Kind, string? Currency);

    static readonly Listing moves = new(
        """
        from     ledger_transfers t
        where    t.phase in ('direct', 'pending')
        and      (t.code = @Kind or (@Kind::text is null and t.code not in ('tax', 'earned')))
        and      (@Currency::text is null or t.currency = @Currency)
        """,
        """
        t.id, t.at, t.code, coalesce((select e.phase from ledger_transfers e where e.pending_id = t.id), t.phase) as phase,
                 o.slug as organization, t.amount, t.currency, d.kind as debit, k.kind as credit
        """,
        """
        from     page p
        join     ledger_transfers t on t.id = p.key0
        join     ledger_accounts d on d.id = t.debit
        join     ledger_accounts k on k.id = t.credit
        left     join organizations o on o.id = coalesce(d.organization_id, k.organization_id)
        """, PageKey.Number("t.id")) { Falls = true };

    public async Task<Result<MoneyListed>> Answer(ListMoney question, Work work, CancellationToken cancel)
    {
        if (CurrencyWords.Read(question.Currency).Failed(out var currency, out var unknown)) return unknown;
        question = question with { Currency = currency?.Code };
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var arguments = new Arguments(question.Kind?.Snake(), currency?.Code);
        return (await work.Page<MoneyLine>(moves, asked, arguments, cancel)).Failed(out var page, out var refusal) ? refusal
            : new MoneyListed(question, page, await CurrencyWords.All(work, cancel));
    }
}
