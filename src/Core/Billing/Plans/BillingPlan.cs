using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Plans;

public readonly record struct PlanId(Guid Value) : IId<PlanId>
{
    public static string Prefix => "plan";
    public static PlanId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>A tier as it is sold.</summary>
public sealed record BillingPlan(
    PlanId Id, string Slug, string Name, string Tier, string TierName, string? Entitlements, long Subscribers, long Version,
    DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    public bool IsArchived => ArchivedAt is not null;

    public Target Target => Target.Of(Id, Name);

    internal Refusal NothingNew => new($"{Name} is archived: nobody new may have it.") { WaysOn = [new("Plans", "/plan list")] };

    internal static Task<IReadOnlyList<BillingPlan>> All(Work work, bool archived, CancellationToken cancel) => work.List<BillingPlan>(
        $"{Columns} where (@archived or p.archived_at is null) order by p.archived_at is not null, p.created_at, p.slug",
        new { archived }, cancel);

    internal static Task<BillingPlan> One(Work work, PlanId id, CancellationToken cancel) =>
        work.Get<BillingPlan>($"{Columns} where p.id = @id", new { id }, cancel);

    const string Columns =
        """
        select   p.id, p.slug, p.name, p.tier, t.name as tier_name,
                 (select string_agg(e.name || ' ' || e.amount, ', ' order by e.name) from plan_entitlements e where e.plan_id = p.id) as entitlements,
                 (select count(*)
                  from   subscriptions s
                  join   plan_prices c on c.id = s.price_id
                  where  c.plan_id = p.id and s.state not in ('cancelled', 'expired')) as subscribers,
                 p.version, p.created_at, p.archived_at
        from     plans p
        join     tiers t on t.slug = p.tier
        """;
}

/// <summary>One price of a plan: who got it keeps it, also when there is a newer one.</summary>
public sealed record PlanPrice(
    Guid Id, PlanId PlanId, PeriodLength Length, string Currency, int Version, long PriceMinor, DateTimeOffset Since,
    DateTimeOffset? Until, long Subscribers)
{
    public Money Price => new(PriceMinor, Values.Currency.Of(Currency));

    public bool IsNow => Until is null;

    /// <summary>"€28.00 a month".</summary>
    public string InWords => $"{Price} {Length.Each}";

    /// <summary>Of one plan or of all; those of now, or all that there ever were, the newest first.</summary>
    internal static Task<IReadOnlyList<PlanPrice>> All(
        Work work, PlanId? plan, bool ever, CancellationToken cancel) => work.List<PlanPrice>(
        """
        select   c.id, c.plan_id, c.length, c.currency, c.version, c.price_minor, c.since, c.until,
                 (select count(*) from subscriptions s where s.price_id = c.id and s.state not in ('cancelled', 'expired')) as subscribers
        from     plan_prices c
        where    (c.plan_id = @Plan or @Plan::uuid is null) and (@ever or c.until is null)
        order by array_position(array['month', 'quarter', 'half_year', 'year'], c.length), c.currency, c.version desc
        """, new { Plan = plan?.Value, ever }, cancel);

    internal static async Task<PlanPrice?> Now(
        Work work, PlanId plan, PeriodLength length, string? currency, CancellationToken cancel) =>
        (await All(work, plan, ever: false, cancel))
            .FirstOrDefault(one => one.Length == length && (currency ?? one.Currency) == one.Currency);
}
