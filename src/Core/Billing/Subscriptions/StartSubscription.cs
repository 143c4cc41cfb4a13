using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record StartSubscription(
    [Arg("for which organization")] OrganizationId Org,
    [Arg("of which plan")] PlanId Plan,
    [Arg("how often it is paid", Named = true)] PeriodLength Period = PeriodLength.Month,
    [Arg("days before the first period begins that cost nothing", Named = true, Min = 1, Max = 90)] int? Trial = null)
    : ICommand<StartSubscription, SubscriptionStarted>
{
    public static Spec Spec { get; } = new("subscription start", "Start a subscription that is paid by bank transfer")
    {
        Needs = Role.Admin, Guard = Guard.Reason,
        Examples = ["/subscription start acme growth", "/subscription start acme growth period:year trial:14"],
    };
}

public sealed record SubscriptionStarted(Subscription Subscription) : IAnswer
{
    public Reply Say() => new($"{Subscription.Organization} has {Subscription.PlanName}")
    {
        Tone = Tone.Good,
        Parts =
        [
            new Paragraph($"{Subscription.PriceInWords}, without tax. "
                + (Subscription.TrialEndsOn is { } end ? $"The trial ends on {end.InWords()}; that day its first period begins."
                    : $"Its first period is {Subscription.Next.InWords()}; the next run drafts its invoice.")),
        ],
        Buttons = [new Button("Look at it", $"/subscription show {Subscription.Organization}")],
    };
}

sealed class StartSubscriptionHandler(Seller seller, Trials trials, TimeProvider time) : IHandle<StartSubscription, SubscriptionStarted>
{
    public async Task<Result<Plan>> Plan(StartSubscription command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if ((await Price(command, work, cancel)).Failed(out var price, out var refusal)) return refusal;
        if (await Subscription.Of(work, command.Org, cancel) is { } living)
        {
            var has = await Subscription.One(work, living, cancel);
            return new Refusal($"{organization.Slug} has {has.PlanName} already ({has.State.Words()}).")
            {
                WaysOn = [new("Show", $"/subscription show {organization.Slug}")],
            };
        }
        if (await Unpaid(work, command.Org, cancel) is { } unpaid)
            return new Refusal($"{organization.Slug} still owes {unpaid}. Book what it paid, or write it off, first.")
            {
                WaysOn = [new("Invoices", $"/invoice list {organization.Slug}")],
            };
        if (organization.State is not (OrganizationState.Pending or OrganizationState.Active or OrganizationState.Error
            or OrganizationState.Provisioning or OrganizationState.Deploying))
            return new Refusal($"{organization.Slug} is {organization.State.Words()}, so it can have no subscription.");
        var plan = await BillingPlan.One(work, command.Plan, cancel);
        var first = new Periods(Anchor(command), command.Period)[0];
        var tax = await seller.TaxFor(work, command.Org, first.Start, cancel);
        var total = price.Price + price.Price.Percent(tax.Rate);
        var again = command.Trial is null ? null : await Trials.WhyAgain(work, command.Org, cancel);
        return organization.Plan($"Start {plan.Name} for {organization.Slug}") with
        {
            Amount = total, Guard = command.Trial is { } days ? trials.GuardFor(days, again) : null,
            Changes =
            [
                new("Plan", "none", $"{plan.Name}, {price.InWords} without tax"), new("First period", "none", first.InWords()),
                new("Tax", "none", tax.InWords), new("Each invoice", "none", total.ToString()),
                .. again.IfAny(before => new Change("Trials", before, "one more")),
            ],
            Affects = new(Impact.Loss, $"{organization.Slug} pays {total} {command.Period.Each}, by bank transfer."),
            Undo = Undo.By("End it with", $"/subscription cancel {organization.Slug} when:now"),
        };
    }

    public async Task<Result<SubscriptionStarted>> Handle(StartSubscription command, Work work, CancellationToken cancel)
    {
        if ((await Price(command, work, cancel)).Failed(out var price, out var refusal)) return refusal;
        var id = SubscriptionId.New(time);
        var started = await work.Execute(
            """
            insert into subscriptions (id, organization_id, price_id, state, collected_by, anchor, months, next_start, trial_ends_on,
                   created_at, changed_at)
            values (@id, @Org, @Price, @State, 'hand', @Anchor, @Months, @Anchor, @TrialEndsOn, @Now, @Now)
            on     conflict do nothing
            """,
            new
            {
                id, command.Org, Price = price.Id, Anchor = Anchor(command), command.Period.Months, work.Now,
                State = command.Trial is null ? SubscriptionState.Active : SubscriptionState.Trialing,
                TrialEndsOn = command.Trial is null ? (DateOnly?)null : Anchor(command),
            }, cancel);
        if (started == 1 && command.Trial is not null) await Trials.Note(work, id, cancel);
        return started == 1 ? new SubscriptionStarted(await Subscription.One(work, id, cancel))
            : new Refusal("It has got a subscription at this very moment.");
    }

    /// <summary>What it owes of subscriptions that have ended.</summary>
    static Task<string?> Unpaid(Work work, OrganizationId organization, CancellationToken cancel) => work.Find<string>(
        """
        select string_agg(number, ', ' order by number)
        from   invoices
        where  organization_id = @organization and subscription_id is not null and state in ('open', 'overdue')
        """, new { organization }, cancel);

    DateOnly Anchor(StartSubscription command) => seller.Today.AddDays(command.Trial ?? 0);

    static async Task<Result<PlanPrice>> Price(StartSubscription command, Work work, CancellationToken cancel)
    {
        var plan = await BillingPlan.One(work, command.Plan, cancel);
        if (plan.IsArchived) return plan.NothingNew;
        return await PlanPrice.Now(work, command.Plan, command.Period, null, cancel) is { } price ? price
            : new Refusal($"{plan.Name} is not sold by the {command.Period.Words()}.")
            {
                WaysOn = [new("Plan", $"/plan show {plan.Slug}")],
            };
    }
}
