using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Payments;

public sealed record ListPayments(
    [Arg("only of this organization")] OrganizationId? Org = null,
    [Arg("only in this state", Named = true)] PaymentState? State = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListPayments, PaymentsListed>
{
    public static Spec Spec { get; } = new("payment list", "All payments, the newest first, with filters")
    {
        Examples = ["/payment list", "/payment list acme", "/payment list state:failed"],
    };
}

public sealed record PaymentListLine(
    PaymentId Id, string Organization, PaymentState State, PaymentMethod Method, string? Reference, string? ProviderId, long AmountMinor,
    string Currency, DateTimeOffset CreatedAt, DateTimeOffset? PaidAt, string Key, long Total, long Before) : IListed
{
    public Money Amount => new(AmountMinor, Values.Currency.Of(Currency));
}

public sealed record PaymentsListed(ListPayments Asked, Page<PaymentListLine> Page) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Payments", Page, [.. "Payment Organization State Method Reference Provider Amount Currency Paid".Split(' ')], Cells)
        : new("Payments")
    {
        Parts =
        [
            new Pickers([Filter.By("State", Asked.State, state => Line(Asked with { State = state }))]),
            new Table([new("When"), new("State"), new("Organization"), new("By"), new("Amount", Right: true)], [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "No payment fits these filters." : "Nothing came in yet.",
            },
            .. Page.Turn("payment", "payments", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Page.Rows.Take(3).Select(line => new Button($"{line.Amount} of {line.Organization}", $"/payment show {line.Id}")),
            .. Filter.Clear(IsFiltered, "/payment list"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    static IReadOnlyList<string> Row(PaymentListLine line) =>
    [
        new At(line.PaidAt ?? line.CreatedAt).Cell, $"{line.State.Mark} {Filter.Capitalized(line.State)}", line.Organization,
        line.Method.Words(), line.Amount.ToString(),
    ];

    static IReadOnlyList<string?> Cells(PaymentListLine line) =>
    [
        line.Id.ToString(), line.Organization, Filter.Capitalized(line.State), Filter.Capitalized(line.Method), line.Reference,
        line.ProviderId, Filter.Bare(line.Amount), line.Currency,
        line.PaidAt?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
    ];

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListPayments();

    // Any other filter starts at the beginning.
    static string Line(ListPayments asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListPaymentsHandler : IAnswerQuestion<ListPayments, PaymentsListed>
{
    sealed record Arguments(Guid? Org, string? State);

    static readonly Listing payments = new(
        """
        from     payments p
        where    (@Org::uuid is null or p.organization_id = @Org)
        and      (@State::text is null or p.state = @State)
        """,
        "y.id, o.slug as organization, y.state, y.method, y.reference, y.provider_id, y.amount_minor, y.currency, y.created_at, y.paid_at",
        """
        from     page p
        join     payments y on y.id = p.key0
        join     organizations o on o.id = y.organization_id
        """, PageKey.Id("p.id")) { Falls = true };

    public async Task<Result<PaymentsListed>> Answer(ListPayments question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var arguments = new Arguments(question.Org?.Value, question.State?.Snake());
        return (await work.Page<PaymentListLine>(payments, asked, arguments, cancel)).Failed(out var page, out var refusal) ? refusal
            : new PaymentsListed(question, page);
    }
}
