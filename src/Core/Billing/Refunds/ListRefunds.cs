using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

public sealed record ListRefunds(
    [Arg("only of this organization")] OrganizationId? Org = null,
    [Arg("only in this state", Named = true)] RefundState? State = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListRefunds, RefundsListed>
{
    public static Spec Spec { get; } = new("refund list", "All refunds, the newest first, with filters")
    {
        Examples = ["/refund list", "/refund list acme", "/refund list state:failed"],
    };
}

public sealed record RefundListLine(
    RefundId Id, string Number, string Organization, RefundState State, RefundWhy Why, long AmountMinor, string Currency,
    DateTimeOffset AskedAt, string Key, long Total, long Before) : IListed
{
    public Money Amount => new(AmountMinor, Values.Currency.Of(Currency));
}

public sealed record RefundsListed(ListRefunds Asked, Page<RefundListLine> Page) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Refunds", Page, [.. "Number Organization State Why Amount Currency Asked".Split(' ')], Cells)
        : new("Refunds")
    {
        Parts =
        [
            new Pickers([Filter.By("State", Asked.State, state => Line(Asked with { State = state }))]),
            new Table([new("Refund"), new("State"), new("Organization"), new("Amount", Right: true)], [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "No refund fits these filters." : "Nothing was refunded yet.",
            },
            .. Page.Turn("refund", "refunds", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Page.Rows.Take(3).Select(line => new Button(line.Number, $"/refund show {line.Number}")),
            .. Filter.Clear(IsFiltered, "/refund list"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    static IReadOnlyList<string> Row(RefundListLine line) =>
        [line.Number, $"{line.State.Mark} {Filter.Capitalized(line.State)}", line.Organization, line.Amount.ToString()];

    static IReadOnlyList<string?> Cells(RefundListLine line) =>
    [
        line.Number, line.Organization, Filter.Capitalized(line.State), Filter.Capitalized(line.Why),
        Filter.Bare(line.Amount), line.Currency,
        line.AskedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
    ];

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListRefunds();

    // Any other filter starts at the beginning.
    static string Line(ListRefunds asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListRefundsHandler : IAnswerQuestion<ListRefunds, RefundsListed>
{
    sealed record Arguments(Guid? Org, string? State);

    static readonly Listing refunds = new(
        """
        from     refunds r
        where    (@Org::uuid is null or r.organization_id = @Org)
        and      (@State::text is null or r.state = @State)
        """,
        "r.id, r.number, o.slug as organization, r.state, r.why, r.amount_minor, r.currency, r.asked_at",
        """
        from     page p
        join     refunds r on r.id = p.key0
        join     organizations o on o.id = r.organization_id
        """, PageKey.Id("r.id")) { Falls = true };

    public async Task<Result<RefundsListed>> Answer(ListRefunds question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var arguments = new Arguments(question.Org?.Value, question.State?.Snake());
        return (await work.Page<RefundListLine>(refunds, asked, arguments, cancel)).Failed(out var page, out var refusal) ? refusal
            : new RefundsListed(question, page);
    }
}
