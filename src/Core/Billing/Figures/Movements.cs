
namespace OpsBot.Core.Billing.Figures;

/// <summary>What moved what comes in a month, by why: how much, and how many organizations that was.</summary>
public sealed record Movements(
    string Currency, long NewMinor, long NewCount, long ExpansionMinor, long ExpansionCount, long ContractionMinor, long ContractionCount,
    long ChurnMinor, long ChurnCount, long ReactivationMinor, long ReactivationCount)
{
    /// <summary>A common table: what each organization pays a month now.</summary>
    internal const string Worth =
        """
        worth as materialized (
            select   s.organization_id, c.currency, sum(mrr_of(c.price_minor, c.length))::bigint as minor
            from     subscriptions s
            join     plan_prices c on c.id = s.price_id
            where    is_recurring(s.state, s.state_before)
            and      (@Since::timestamptz is null or s.organization_id = any (
                          array(select n.organization_id from subscriptions n where n.changed_at > @Since)))
            group by s.organization_id, c.currency)
        """;

    /// <summary>A common table: who of them paid something else when it was kept.</summary>
    internal const string Moved =
        """
        moved as materialized (
            select organization_id, currency, coalesce(k.mrr_minor, 0) as before, coalesce(w.minor, 0) as after,
                   k.mrr_minor is not null as was_there
            from   worth w
            full   join (
                   select o.organization_id, o.currency, o.mrr_minor
                   from   mrr_organizations o
                   where  @Since::timestamptz is null or o.organization_id = any (
                          array(select n.organization_id from subscriptions n where n.changed_at > @Since))) k
                   using (organization_id, currency)
            where  coalesce(w.minor, 0) <> coalesce(k.mrr_minor, 0))
        """;

    /// <summary>Of those, what that comes to.</summary>
    internal const string Summed =
        """
        select   currency,
                 sum(case when before = 0 and not was_there then after else 0 end)::bigint as new_minor,
                 count(*) filter (where before = 0 and not was_there) as new_count,
                 sum(case when before > 0 and after > before then after - before else 0 end)::bigint as expansion_minor,
                 count(*) filter (where before > 0 and after > before) as expansion_count,
                 sum(case when after > 0 and after < before then before - after else 0 end)::bigint as contraction_minor,
                 count(*) filter (where after > 0 and after < before) as contraction_count,
                 sum(case when after = 0 then before else 0 end)::bigint as churn_minor,
                 count(*) filter (where after = 0) as churn_count,
                 sum(case when before = 0 and was_there then after else 0 end)::bigint as reactivation_minor,
                 count(*) filter (where before = 0 and was_there) as reactivation_count
        from     moved
        group by currency
        """;

    public static Movements None(string currency) => new(currency, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public long Net => NewMinor + ExpansionMinor + ReactivationMinor - ContractionMinor - ChurnMinor;

    public static Movements operator +(Movements a, Movements b) => new(a.Currency, a.NewMinor + b.NewMinor, a.NewCount + b.NewCount,
        a.ExpansionMinor + b.ExpansionMinor, a.ExpansionCount + b.ExpansionCount, a.ContractionMinor + b.ContractionMinor,
        a.ContractionCount + b.ContractionCount, a.ChurnMinor + b.ChurnMinor, a.ChurnCount + b.ChurnCount,
        a.ReactivationMinor + b.ReactivationMinor, a.ReactivationCount + b.ReactivationCount);
}
