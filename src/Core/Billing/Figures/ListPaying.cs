using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

public sealed record ListPaying(
    [Arg("only in this state", Named = true)] SubscriptionState? Status = null,
    [Arg("only of this plan", Named = true)] PlanId? Plan = null,
    [Arg("only in this currency", Named = true, MaxLength = 3, Words = typeof(CurrencyWords))] string? Currency = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true)] bool Csv = false) : IQuestion<ListPaying, PayingListed>
{
    public static Spec Spec { get; } = new("billing subscriptions", "Who has a subscription now, what it comes to in a month, what is next")
    {
        Examples = ["/billing subscriptions", "/billing subscriptions status:past-due", "/billing subscriptions currency:USD csv:yes"],
    };
}

public sealed record PayingLine(
    string Organization, string Plan, PeriodLength Length, SubscriptionState State, SubscriptionState? StateBefore, CollectedBy CollectedBy,
    long MrrMinor, long PriceMinor, string Currency, DateOnly NextStart, DateOnly? TrialEndsOn, DateOnly? EndsOn, string Key, long Total,
    long Before) : IListed
{
    public Money Mrr => new(MrrMinor, Values.Currency.Of(Currency));

    public Money Price => new(PriceMinor, Values.Currency.Of(Currency));

    /// <summary>"ends 3 Dec 2026", "invoice 1 Dec 2026".</summary>
    public string Next => State switch
    {
        SubscriptionState.PastDue => $"past due, invoice {NextStart.InWords()}",
        SubscriptionState.Trialing when TrialEndsOn is { } end => $"trial ends {end.InWords()}",
        SubscriptionState.Paused => "paused",
        _ when EndsOn is { } end => $"ends {end.InWords()}",
        _ => $"invoice {NextStart.InWords()}",
    };
}

public sealed record PayingListed(ListPaying Asked, Page<PayingLine> Page, IReadOnlyList<BillingPlan> Plans) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Subscribers", Page,
            ["Organization", "Plan", "Status", "MRR", "Price", "Each", "Currency", "Paid by", "Next period", "Trial ends", "Ends"], Cells)
        : new("Who has a subscription")
    {
        Parts =
        [
            new Pickers(
            [
                Filter.By("Status", Asked.Status, status => Line(Asked with { Status = status }),
                    SubscriptionState.Cancelled, SubscriptionState.Expired),
                new("Plan", [new("Any plan", Line(Asked with { Plan = null })),
                    .. Plans.Select(plan => new PickerOption(plan.Name, Line(Asked with { Plan = plan.Id })))],
                    Plans.FirstOrDefault(plan => plan.Id == Asked.Plan)?.Name),
            ]),
            new Table([new("Organization"), new("Plan"), new("A month", Right: true), new("Next")], [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "No subscription fits these filters." : "Nobody has a subscription yet.",
            },
            .. Page.Turn("subscription", "subscriptions", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Page.Rows.Take(3).Select(line => new Button(line.Organization, $"/subscription show {line.Organization}")),
            .. Filter.Clear(IsFiltered, "/billing subscriptions"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    static IReadOnlyList<string> Row(PayingLine line) =>
        [line.Organization, line.Plan, line.Mrr.ToString(), $"{line.State.Mark} {line.Next}"];

    static IReadOnlyList<string?> Cells(PayingLine line) =>
    [
        line.Organization, line.Plan, Filter.Capitalized(line.State), Filter.Bare(line.Mrr), Filter.Bare(line.Price), line.Length.Words(),
        line.Currency, Filter.Capitalized(line.CollectedBy), $"{line.NextStart:O}", $"{line.TrialEndsOn:O}", $"{line.EndsOn:O}",
    ];

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListPaying();

    // Any other filter starts at the beginning.
    static string Line(ListPaying asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListPayingHandler : IAnswerQuestion<ListPaying, PayingListed>
{
    sealed record Arguments(string? Status, Guid? Plan, string? Currency);

    static readonly Listing paying = new(
        """
        from     subscriptions s
        where    s.state not in ('cancelled', 'expired')
        and      (@Status::text is null or s.state = @Status)
        and      (@Plan::uuid is null or s.price_id = any (array(select c.id from plan_prices c where c.plan_id = @Plan)))
        and      (@Currency::text is null or s.price_id = any (array(select c.id from plan_prices c where c.currency = @Currency)))
        """,
        """
        o.slug as organization, n.name as plan, k.length, s.state, s.state_before, s.collected_by,
                 case when is_recurring(s.state, s.state_before) then mrr_of(k.price_minor, k.length) else 0 end as mrr_minor,
                 k.price_minor, k.currency, s.next_start, s.trial_ends_on, s.ends_on
        """,
        """
        from     page p
        join     subscriptions s on s.id = p.key0
        join     organizations o on o.id = s.organization_id
        join     plan_prices k on k.id = s.price_id
        join     plans n on n.id = k.plan_id
        """, PageKey.Id("s.id")) { Falls = true };

    public async Task<Result<PayingListed>> Answer(ListPaying question, Work work, CancellationToken cancel)
    {
        if (CurrencyWords.Read(question.Currency).Failed(out var currency, out var unknown)) return unknown;
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var arguments = new Arguments(question.Status?.Snake(), question.Plan?.Value, currency?.Code);
        return (await work.Page<PayingLine>(paying, asked, arguments, cancel)).Failed(out var page, out var refusal) ? refusal
            : new PayingListed(question, page, await BillingPlan.All(work, archived: false, cancel));
    }
}
