using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.Importing;

/// <summary>A subscription that the provider goes on collecting; its periods are counted from the next one on.</summary>
static class ImportedSubscription
{
    sealed record Price(Guid Id, string Name, PeriodLength Length);

    /// <summary>None where it is here already, or is over.</summary>
    public static async Task<Took?> Take(
        ImportedOrganization whose, GatewaySubscription subscription, Seller seller, Work work, CancellationToken cancel)
    {
        if (subscription.Mark is not null || await work.Get<bool>(
            "select exists (select from subscriptions where provider_id = @Id)", new { subscription.Id }, cancel)) return null;
        if (StateOf(subscription) is not { } state)
            return subscription.State is GatewaySubscriptionState.Paused
                ? new(false, $"{subscription.Id} is paused there. Have it go on there, and import again.") : null;
        if (subscription is not { Prices: [var price], PeriodEnd: { } end })
            return new(false, $"{subscription.Id} is of {subscription.Prices.Count} prices; only one of a single price can be taken over.");
        if (await work.Find<Price>(
            """
            select k.id, p.name, k.length
            from   plan_prices k
            join   plans p on p.id = k.plan_id
            where  k.provider_id = @price
            """, new { price }, cancel) is not { } plan)
            return new(false, $"{subscription.Id} is of price {price}, which no plan has. "
                + "Make the plan with that price first: /plan create.");
        var taken = await work.Execute(
            """
            insert into subscriptions (id, organization_id, price_id, state, state_before, collected_by, provider_id, anchor, months,
                   next_start, trial_ends_on, ends_on, created_at, changed_at)
            select @NewId, @Whose, @PriceId, @State, @Before, 'stripe', @Id, @Anchor, @Months, @Anchor, @Trial, @Ends, @Now, @Now
            where  not exists (
                   select from subscriptions where organization_id = @Whose and state not in ('cancelled', 'expired'))
            """,
            new
            {
                NewId = Guid.CreateVersion7(work.Now), Whose = whose.Id, PriceId = plan.Id, State = subscription.EndsWithPeriod
                    ? SubscriptionState.Cancelling : state, Before = subscription.EndsWithPeriod ? state : (SubscriptionState?)null,
                subscription.Id, Anchor = seller.DayOf(end), plan.Length.Months,
                Trial = subscription.TrialEnd is { } trial ? seller.DayOf(trial) : (DateOnly?)null,
                Ends = subscription.EndsWithPeriod ? seller.DayOf(end) : (DateOnly?)null, work.Now,
            }, cancel);
        if (taken == 0) return new(false, $"{subscription.Id} is a second one; an organization has one subscription here.");
        // What runs already for one that was here before stays as it is; its tier is changed by /org change-tier.
        if (whose.IsMade)
            await work.Execute(
            """
            update organizations o
            set    tier = p.tier, version = o.version + 1
            from   plan_prices k
            join   plans p on p.id = k.plan_id
            where  o.id = @Whose and k.id = @Id and o.tier <> p.tier
            """, new { Whose = whose.Id, plan.Id }, cancel);
        return new(true, $"{subscription.Id} is {plan.Name}, next charged on {seller.DayOf(end).InWords()}.");
    }

    static SubscriptionState? StateOf(GatewaySubscription subscription) => subscription.State switch
    {
        GatewaySubscriptionState.Trialing => SubscriptionState.Trialing,
        GatewaySubscriptionState.Active => SubscriptionState.Active,
        GatewaySubscriptionState.PastDue or GatewaySubscriptionState.Unpaid => SubscriptionState.PastDue,
        GatewaySubscriptionState.Incomplete or GatewaySubscriptionState.Expired or GatewaySubscriptionState.Paused
            or GatewaySubscriptionState.Cancelled or GatewaySubscriptionState.Unknown => null,
    };
}
