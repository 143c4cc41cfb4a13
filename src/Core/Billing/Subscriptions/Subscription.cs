using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public readonly record struct SubscriptionId(Guid Value) : IId<SubscriptionId>
{
    public static string Prefix => "sub";
    public static SubscriptionId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>Who takes the money.</summary>
public enum CollectedBy { [AlsoCalled("bank", "transfer")] Hand, [AlsoCalled("card")] Stripe }

/// <summary>What an organization has of what is sold, since when and for how much.</summary>
public sealed record Subscription(
    SubscriptionId Id, OrganizationId OrganizationId, string Organization, string PlanSlug, string PlanName, int PriceVersion,
    PeriodLength Length, long PriceMinor, string Currency, SubscriptionState State, CollectedBy CollectedBy, DateOnly Anchor,
    int NextPeriod, DateOnly NextStart, DateOnly? TrialEndsOn, DateOnly? EndsOn, long Version, DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt, SubscriptionState? StateBefore, DateOnly? PausedOn, DateOnly? PausedUntil, DateTimeOffset? SuspendedAt,
    PlanId PlanId, Guid PriceId, string? Entitlements, string? ProviderId)
{
    public Money Price => new(PriceMinor, Values.Currency.Of(Currency));

    /// <summary>"Growth of acme".</summary>
    public string Called => $"{PlanName} of {Organization}";

    public Target Target => Operations.Target.Of(Id, Called) with { Organization = OrganizationId.Value };

    /// <summary>The first day that nothing was paid for yet.</summary>
    public DateOnly PaidUntil => State == SubscriptionState.Trialing ? TrialEndsOn!.Value : NextStart;

    /// <summary>The one that was invoiced last; none before the first was.</summary>
    public Period? Current => NextPeriod > 0 ? new Periods(Anchor, Length)[NextPeriod - 1] : null;

    /// <summary>The one that an invoice is made for next.</summary>
    public Period Next => new Periods(Anchor, Length)[NextPeriod];

    public string PriceInWords => $"{Price} {Length.Each}";

    /// <summary>The beginning of every plan of what is done to it.</summary>
    internal Plan Plan(string effect) => new(Target, effect) { TargetVersion = Version };

    internal Refusal NotNow(string why) => new($"{Called} {why}") { WaysOn = [new("Show", $"/subscription show {Id}")] };

    internal Refusal Changed => NotNow("changed at this very moment, so nothing was done. Look at it again.");

    /// <summary>Why that is not legal now, and what would be.</summary>
    internal Refusal Cannot(string verb) => State switch
    {
        SubscriptionState.Cancelling => new($"{Called} is cancelled with the end of {EndsOn!.Value.AddDays(-1).InWords()}. Keep it first.")
        {
            WaysOn = [new("Keep it", $"/subscription keep {Id}")],
        },
        SubscriptionState.Cancelled or SubscriptionState.Expired =>
            new($"{Called} has ended, so it can't {verb} any more. Start it anew.")
            {
                WaysOn = [new("Reactivate", $"/subscription reactivate {Id}")],
            },
        SubscriptionState.Paused => new($"{Called} is paused until {PausedUntil!.Value.InWords()}. Resume it first.")
        {
            WaysOn = [new("Resume", $"/subscription resume {Id}")],
        },
        SubscriptionState.Pending or SubscriptionState.Trialing or SubscriptionState.Active or SubscriptionState.PastDue =>
            NotNow($"is {State.Words()}, so it can't {verb}."),
    };

    /// <summary>
    /// What there is to settle first where days are reckoned: the period that has begun is not invoiced yet. None where it is.
    /// </summary>
    internal Refusal? NotInvoiced(DateOnly today) =>
        CollectedBy == CollectedBy.Hand && State != SubscriptionState.Trialing && NextStart <= today
        ? new($"The period of {Called} that began on {NextStart.InWords()} is not invoiced yet. Run the invoices first.")
        {
            WaysOn = [new("Run them", "/billing run")],
        }
        : null;

    /// <summary>Its organization was suspended for its pause and for nothing else since, so that it opens with it.</summary>
    internal Task<bool> MayOpen(Work work, CancellationToken cancel) => work.Get<bool>(
        """
        select o.state = 'suspended' and coalesce(o.changed_at = s.suspended_at, false)
        from   subscriptions s
        join   organizations o on o.id = s.organization_id
        where  s.id = @Id
        """, new { Id }, cancel);

    /// <summary>Whose it is: nobody starts another one meanwhile, or suspends it.</summary>
    internal static async Task<IReadOnlyList<Target>> LockedWith(Work work, SubscriptionId id, CancellationToken cancel) =>
        [Target.Of(await work.Get<OrganizationId>("select organization_id from subscriptions where id = @id", new { id }, cancel), "")];

    internal static Task<Subscription> One(Work work, SubscriptionId id, CancellationToken cancel) => work.Get<Subscription>(
        """
        select s.id, s.organization_id, o.slug as organization, p.slug as plan_slug, p.name as plan_name, c.version as price_version,
               c.length, c.price_minor, c.currency, s.state, s.collected_by, s.anchor, s.next_period, s.next_start, s.trial_ends_on,
               s.ends_on, s.version, s.created_at, s.ended_at, s.state_before, s.paused_on, s.paused_until, s.suspended_at,
               p.id as plan_id, s.price_id,
               (select string_agg(e.name || ' ' || e.amount, ', ' order by e.name) from plan_entitlements e where e.plan_id = p.id) as entitlements,
               s.provider_id
        from   subscriptions s
        join   organizations o on o.id = s.organization_id
        join   plan_prices c on c.id = s.price_id
        join   plans p on p.id = c.plan_id
        where  s.id = @id
        """, new { id }, cancel);

    /// <summary>The one that an organization has now; at most one lives.</summary>
    internal static Task<SubscriptionId?> Of(Work work, OrganizationId organization, CancellationToken cancel) =>
        work.Find<SubscriptionId?>(
            "select id from subscriptions where organization_id = @organization and state not in ('cancelled', 'expired')",
            new { organization }, cancel);
}
