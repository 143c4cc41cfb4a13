using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Plans;

public sealed record ListPlans(
    [Arg("also those that nobody new may have", Named = true)] bool Archived = false) : IQuestion<ListPlans, PlansListed>
{
    public static Spec Spec { get; } = new("plan list", "What is sold, for how much, and how many have it")
    {
        Examples = ["/plan list", "/plan list archived:yes"],
    };
}

public sealed record PlansListed(ListPlans Asked, IReadOnlyList<BillingPlan> Plans, IReadOnlyList<PlanPrice> Prices) : IAnswer
{
    public Reply Say() => new("Plans")
    {
        Parts =
        [
            new Table([new("Plan"), new("Tier"), new("Prices"), new("Subscriptions", Right: true)], [.. Plans.Select(Row)])
            {
                Empty = "There is no plan that can be sold.",
            },
        ],
        Buttons =
        [
            .. Plans.Take(5).Select(plan => new Button(plan.Name, $"/plan show {plan.Slug}")),
            .. new Button("Archived, too", "/plan list archived:yes") { InPlace = true }.If(!Asked.Archived),
        ],
    };

    IReadOnlyList<string> Row(BillingPlan plan) =>
    [
        plan.IsArchived ? $"{plan.Name} (archived)" : plan.Name, plan.TierName,
        string.Join(", ", Prices.Where(price => price.PlanId == plan.Id).Select(price => price.InWords)) is { Length: > 0 } prices
            ? prices : "none",
        Paging.Written(plan.Subscribers),
    ];
}

sealed class ListPlansHandler : IAnswerQuestion<ListPlans, PlansListed>
{
    public async Task<Result<PlansListed>> Answer(ListPlans question, Work work, CancellationToken cancel) => new PlansListed(
        question, await BillingPlan.All(work, question.Archived, cancel), await PlanPrice.All(work, null, ever: false, cancel));
}
