using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record ListSubscriptions(
    [Arg("only in this state", Named = true)] SubscriptionState? Status = null,
    [Arg("only of this plan", Named = true)] PlanId? Plan = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListSubscriptions, SubscriptionsListed>
{
    public static Spec Spec { get; } = new("subscription list", "All subscriptions, the newest first, with filters")
    {
        Examples = ["/subscription list", "/subscription list status:trialing", "/subscription list plan:growth"],
    };
}

public sealed record SubscriptionLine(
    string Organization, string Plan, PeriodLength Length, long PriceMinor, string Currency, SubscriptionState State,
    CollectedBy CollectedBy, DateOnly NextStart, string Key, long Total, long Before) : IListed
{
    public string Price => $"{new Money(PriceMinor, Values.Currency.Of(Currency))} {Length.Each}";
}

public sealed record SubscriptionsListed(ListSubscriptions Asked, Page<SubscriptionLine> Page, IReadOnlyList<BillingPlan> Plans) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Subscriptions", Page, ["Organization", "Plan", "Price", "Status", "Paid by", "Next period"], Cells)
        : new("Subscriptions")
    {
        Parts =
        [
            new Pickers(
            [
                Filter.By("Status", Asked.Status, status => Line(Asked with { Status = status })),
                new("Plan", [new("Any plan", Line(Asked with { Plan = null })),
                    .. Plans.Select(plan => new PickerOption(plan.Name, Line(Asked with { Plan = plan.Id })))],
                    Plans.FirstOrDefault(plan => plan.Id == Asked.Plan)?.Name),
            ]),
            new Table([new("Organization"), new("Status"), new("Plan"), new("Price", Right: true)], [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "No subscription fits these filters." : "There is no subscription yet.",
            },
            .. Page.Turn("subscription", "subscriptions", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Filter.Clear(IsFiltered, "/subscription list"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
            new Button("Plans", "/plan list"),
        ],
    };

    static IReadOnlyList<string> Row(SubscriptionLine line) =>
        [line.Organization, $"{line.State.Mark} {Filter.Capitalized(line.State)}", line.Plan, line.Price];

    static IReadOnlyList<string?> Cells(SubscriptionLine line) =>
    [
        line.Organization, line.Plan, line.Price, Filter.Capitalized(line.State), Filter.Capitalized(line.CollectedBy),
        $"{line.NextStart:O}",
    ];

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListSubscriptions();

    // Any other filter starts at the beginning.
    static string Line(ListSubscriptions asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListSubscriptionsHandler : IAnswerQuestion<ListSubscriptions, SubscriptionsListed>
{
    sealed record Arguments(string? Status, Guid? Plan);

    static readonly Listing subscriptions = new(
        """
        from     subscriptions s
        where    (@Status::text is null or s.state = @Status)
        and      (@Plan::uuid is null or s.price_id = any (array(select c.id from plan_prices c where c.plan_id = @Plan)))
        """,
        "o.slug as organization, n.name as plan, k.length, k.price_minor, k.currency, s.state, s.collected_by, s.next_start",
        """
        from     page p
        join     subscriptions s on s.id = p.key0
        join     organizations o on o.id = s.organization_id
        join     plan_prices k on k.id = s.price_id
        join     plans n on n.id = k.plan_id
        """, PageKey.Id("s.id")) { Falls = true };

    public async Task<Result<SubscriptionsListed>> Answer(ListSubscriptions question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var arguments = new Arguments(question.Status?.Snake(), question.Plan?.Value);
        return (await work.Page<SubscriptionLine>(subscriptions, asked, arguments, cancel)).Failed(out var page, out var refusal) ? refusal
            : new SubscriptionsListed(question, page, await BillingPlan.All(work, archived: false, cancel));
    }
}
