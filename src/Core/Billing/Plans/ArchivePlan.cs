using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Plans;

public sealed record ArchivePlan([Arg("which plan")] PlanId Plan) : ICommand<ArchivePlan, PlanArchived>
{
    public static Spec Spec { get; } = new("plan archive", "Sell a plan to nobody new; who has it keeps it")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Examples = ["/plan archive growth"],
    };
}

public sealed record PlanArchived(BillingPlan Plan) : IAnswer
{
    public Reply Say() => new($"Nobody new may have {Plan.Name}")
    {
        Tone = Tone.Good, Parts = [new Paragraph(ArchivePlanHandler.Kept(Plan))], Buttons = [new Button("All plans", "/plan list")],
    };
}

sealed class ArchivePlanHandler : IHandle<ArchivePlan, PlanArchived>
{
    public async Task<Result<Plan>> Plan(ArchivePlan command, Work work, CancellationToken cancel)
    {
        var plan = await BillingPlan.One(work, command.Plan, cancel);
        return plan.IsArchived ? Already(plan) : new Plan(plan.Target, $"Archive plan {plan.Name}")
        {
            TargetVersion = plan.Version, Tier = plan.Tier, Targets = (int)Math.Max(1, plan.Subscribers),
            Affects = new(Impact.None, Kept(plan)), Changes = [new("New subscriptions", "may have it", "may not")],
            Undo = Undo.Never("It stays archived. Create another plan to sell the same again."),
        };
    }

    public async Task<Result<PlanArchived>> Handle(ArchivePlan command, Work work, CancellationToken cancel)
    {
        var archived = await work.Execute(
            "update plans set archived_at = @Now, version = version + 1 where id = @Plan and archived_at is null",
            new { command.Plan, work.Now }, cancel);
        var plan = await BillingPlan.One(work, command.Plan, cancel);
        return archived == 1 ? new PlanArchived(plan) : Already(plan);
    }

    static Refusal Already(BillingPlan plan) => new($"{plan.Name} is archived already.");

    internal static string Kept(BillingPlan plan) => plan.Subscribers == 0 ? "Nobody has it."
        : $"{Several.Of(plan.Subscribers, "subscription keeps it", "subscriptions keep it")}, at its price.";
}
