using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

/// <summary>What payments that have not come in are filtered by.</summary>
public sealed record StuckFilter(
    [Arg("only of this organization")] OrganizationId? Org = null,
    [Arg("only in this currency", Named = true, MaxLength = 3, Words = typeof(CurrencyWords))] string? Currency = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true)] bool Csv = false);

public sealed record StuckPayment(
    string Organization, string? Owner, string State, string Method, long AmountMinor, string Currency, DateTimeOffset CreatedAt,
    string Key, long Total, long Before) : IListed
{
    public Money Amount => new(AmountMinor, Values.Currency.Of(Currency));

    public string Says => State switch
    {
        "failed" => "🔴 Failed",
        "requires_action" => "🟡 To confirm",
        _ => "🟡 Under way",
    };
}

public sealed record StuckListed(bool Failed, StuckFilter Asked, Page<StuckPayment> Page, IReadOnlyList<string> Currencies) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File(Heading, Page, ["When (UTC)", "Organization", "Owner", "State", "Amount", "Currency", "By"], Cells)
        : new(Heading)
    {
        Parts =
        [
            .. new Pickers(
            [
                new("Currency", [new("Any currency", Line(Asked with { Currency = null })),
                    .. Currencies.Select(code => new PickerOption(code, Line(Asked with { Currency = code })))], Asked.Currency),
            ]).If(Currencies.Count > 1),
            new Table([new("When (UTC)"), new("Organization"), new("State"), new("Amount", Right: true), new("By")],
                [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "No payment fits these filters." : Failed ? "No payment failed." : "No payment is under way.",
            },
            .. Page.Turn("payment", "payments", page => Turned(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Page.Rows.DistinctBy(line => line.Organization).Take(3)
                .Select(line => new Button(line.Organization, $"/invoice list {line.Organization}")),
            .. Filter.Clear(IsFiltered, Line(new())), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    string Heading => Failed ? "Failed payments" : "Pending payments";

    bool IsFiltered => Asked with { Page = null, Csv = false } != new StuckFilter();

    static IReadOnlyList<string> Row(StuckPayment line) =>
        [new At(line.CreatedAt).Cell, line.Organization, line.Says, line.Amount.ToString(), line.Method];

    static IReadOnlyList<string?> Cells(StuckPayment line) =>
    [
        new At(line.CreatedAt).Cell, line.Organization, line.Owner, line.State.Replace('_', ' '), Filter.Bare(line.Amount), line.Currency,
        line.Method,
    ];

    // Any other filter starts at the beginning.
    string Line(StuckFilter asked) => Turned(asked with { Page = null });

    internal string Turned(StuckFilter asked) => Lines.LineOf(Failed ? new ListFailed(asked) : new ListPending(asked));
}

/// <summary>Payments that have not come in: those of some states.</summary>
sealed class StuckPayments : IAnswerQuestion<ListFailed, StuckListed>, IAnswerQuestion<ListPending, StuckListed>
{
    sealed record Arguments(Guid? Org, string? Currency);

    const string Filtered =
        "and (@Org::uuid is null or p.organization_id = @Org) and (@Currency::text is null or p.currency = @Currency)";

    const string Columns =
        "o.slug as organization, w.email as owner, f.state, f.method, f.amount_minor, f.currency, f.created_at";

    const string Joined =
        """
        from     page p
        join     payments f on f.id = p.key1
        join     organizations o on o.id = f.organization_id
        left     join customers w on w.id = o.owner_id
        """;

    static readonly Listing failed = new($"from payments p where p.state = 'failed' {Filtered}", Columns, Joined,
        PageKey.Moment("p.created_at"), PageKey.Id("p.id")) { Falls = true };

    static readonly Listing pending = new($"from payments p where p.state in ('pending', 'requires_action') {Filtered}", Columns, Joined,
        PageKey.Moment("p.created_at"), PageKey.Id("p.id")) { Falls = true };

    public Task<Result<StuckListed>> Answer(ListFailed question, Work work, CancellationToken cancel) =>
        Answer(failed, question.Filter, work, cancel);

    public Task<Result<StuckListed>> Answer(ListPending question, Work work, CancellationToken cancel) =>
        Answer(pending, question.Filter, work, cancel);

    static async Task<Result<StuckListed>> Answer(Listing listing, StuckFilter filter, Work work, CancellationToken cancel)
    {
        if (CurrencyWords.Read(filter.Currency).Failed(out var currency, out var unknown)) return unknown;
        var asked = filter with { Currency = currency?.Code };
        var blank = new StuckListed(listing == failed, asked, new([], 0, 0), []);
        var first = new PageAsked(asked.Page, asked.Csv, blank.Turned(asked with { Page = null }));
        var arguments = new Arguments(asked.Org?.Value, asked.Currency);
        return (await work.Page<StuckPayment>(listing, first, arguments, cancel)).Failed(out var page, out var refusal) ? refusal
            : blank with { Page = page, Currencies = await CurrencyWords.All(work, cancel) };
    }
}
