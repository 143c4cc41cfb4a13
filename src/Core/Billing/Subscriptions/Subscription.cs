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
    DateTimeOffset? EndedAt)
{
    public Money Price => new(PriceMinor, Values.Currency.Of(Currency));

    /// <summary>The one that an invoice is made for next.</summary>
    public Period Next => new Periods(Anchor, Length)[NextPeriod];

    public string PriceInWords => $"{Price} {Length.Each}";

    internal static Task<Subscription> One(Work work, SubscriptionId id, CancellationToken cancel) => work.Get<Subscription>(
        """
        select s.id, s.organization_id, o.slug as organization, p.slug as plan_slug, p.name as plan_name, c.version as price_version,
               c.length, c.price_minor, c.currency, s.state, s.collected_by, s.anchor, s.next_period, s.next_start, s.trial_ends_on,
               s.ends_on, s.version, s.created_at, s.ended_at
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
