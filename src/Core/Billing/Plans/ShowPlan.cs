using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Plans;

public sealed record ShowPlan([Arg("which plan")] PlanId Plan) : IQuestion<ShowPlan, PlanShown>
{
    public static Spec Spec { get; } = new("plan show", "One plan: its tier, what comes with it, all its prices and who has them")
    {
        Examples = ["/plan show growth"],
    };
}

public sealed record PlanShown(BillingPlan Plan, IReadOnlyList<PlanPrice> Prices) : IAnswer
{
    public Reply Say() => new(Plan.IsArchived ? $"{Plan.Name} (archived)" : Plan.Name)
    {
        Parts =
        [
            new Fields(
            [
                new("Tier", Plan.TierName),
                new("Comes with it", Plan.Entitlements ?? "nothing else"),
                new("Subscriptions", Paging.Written(Plan.Subscribers)),
                new("Created", new At(Plan.CreatedAt)),
                new("Id", new Code(Plan.Id.ToString())),
            ]),
            .. Plan.ArchivedAt.IfAny(at => new Notice(Tone.Neutral, (Words)"Nobody new may have it since " + new At(at) + ".")),
            new Table([new("Price, without tax"), new("Version", Right: true), new("Is"), new("Subscriptions", Right: true)],
                [.. Prices.Select(Row)]) { Empty = "It has no price, so it cannot be sold." },
        ],
        Buttons =
        [
            .. new Button("Start a subscription", "/subscription start").If(!Plan.IsArchived), new Button("All plans", "/plan list"),
        ],
    };

    static IReadOnlyList<string> Row(PlanPrice price) =>
        [price.InWords, $"{price.Version}", price.IsNow ? "sold now" : "kept by who has it", Paging.Written(price.Subscribers)];
}

sealed class ShowPlanHandler : IAnswerQuestion<ShowPlan, PlanShown>
{
    public async Task<Result<PlanShown>> Answer(ShowPlan question, Work work, CancellationToken cancel) => new PlanShown(
        await BillingPlan.One(work, question.Plan, cancel), await PlanPrice.All(work, question.Plan, ever: true, cancel));
}
