using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record ReactivateSubscription([Arg("which one that has ended, or whose")] SubscriptionId Subscription)
    : ICommand<ReactivateSubscription, SubscriptionStarted>
{
    public static Spec Spec { get; } = new("subscription reactivate", "Start a new one like one that has ended, at the price of today")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Examples = ["/subscription reactivate acme reason:\"they are back\""],
    };
}

/// <summary>What has ended stays so: another one begins, of the same plan and period.</summary>
sealed class ReactivateSubscriptionHandler(IHandle<StartSubscription, SubscriptionStarted> start)
    : IHandle<ReactivateSubscription, SubscriptionStarted>
{
    public Task<IReadOnlyList<Target>> Locks(ReactivateSubscription command, Work work, CancellationToken cancel) =>
        Subscription.LockedWith(work, command.Subscription, cancel);

    public async Task<Result<Plan>> Plan(ReactivateSubscription command, Work work, CancellationToken cancel)
    {
        var was = await Subscription.One(work, command.Subscription, cancel);
        if (was.EndedAt is null)
            return was.State == SubscriptionState.Cancelling ? was.Cannot(SubscriptionLife.Cancel.Name)
                : was.NotNow($"is {was.State.Words()}; only what has ended can be started anew.");
        if ((await start.Plan(Anew(was), work, cancel)).Failed(out var plan, out var refusal)) return refusal;
        var price = await PlanPrice.Now(work, was.PlanId, was.Length, null, cancel);
        return plan with
        {
            Effect = $"Start {was.Called} anew",
            Changes = [.. plan.Changes, .. new Change("Price, without tax", was.PriceInWords, price!.InWords).If(price.Price != was.Price)],
        };
    }

    public async Task<Result<SubscriptionStarted>> Handle(ReactivateSubscription command, Work work, CancellationToken cancel) =>
        await start.Handle(Anew(await Subscription.One(work, command.Subscription, cancel)), work, cancel);

    static StartSubscription Anew(Subscription was) => new(was.OrganizationId, was.PlanId, was.Length);
}
