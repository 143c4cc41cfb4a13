using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>What one chunk of a run came to: how many it looked at, how many invoices that made or moved, and how much they are.</summary>
sealed record Chunk(long Seen, long Count, string? Sums, string? Hash)
{
    public static Chunk Nothing { get; } = new(0, 0, null, null);
}

/// <summary>
/// Drafts the next invoice of subscriptions whose next period has begun, as many as one transaction takes. Which has none for its period
/// is said by the subscription itself, under its lock; a second one is refused by the table.
/// </summary>
static class DraftInvoices
{
    sealed record Wanted(DateOnly Today, string Seller, TimeSpan Stand, int AtOnce, Guid? Only, DateTimeOffset Now);

    public static Task<Chunk> Next(Work work, Seller seller, TimeSpan stand, int atOnce, CancellationToken cancel) =>
        Draft(work, new(seller.Today, seller.Options.Country, stand, atOnce, null, work.Now), cancel);

    /// <summary>The next of one subscription, as on the day on which that is due.</summary>
    public static Task<Chunk> NextOf(
        Work work, Seller seller, Subscription subscription, TimeSpan stand, CancellationToken cancel) =>
        Draft(work, new(subscription.NextStart, seller.Options.Country, stand, 1, subscription.Id.Value, work.Now), cancel);

    static Task<Chunk> Draft(Work work, Wanted wanted, CancellationToken cancel) => work.Get<Chunk>(
        """
        with due as materialized (
            select   s.ctid as place, s.id, s.organization_id, s.price_id, s.next_start as begins, c.price_minor, c.currency, p.name,
                     c.length, (s.anchor + make_interval(months => s.months * (s.next_period + 1)))::date as ends,
                     coalesce(b.country, '') as country, b.vat_id is not null as has_vat_id
            from     subscriptions s
            join     plan_prices c on c.id = s.price_id
            join     plans p on p.id = c.plan_id
            left     join billing_profiles b on b.organization_id = s.organization_id
            where    s.collected_by = 'hand' and s.state in ('active', 'past_due', 'cancelling') and s.next_start <= @Today
            and      (@Only::uuid is null or s.id = @Only)
            and      (s.ends_on is null or s.next_start < s.ends_on)
            and      not exists (select from imported_accounts a where a.organization_id = s.organization_id and a.live_at is null)
            -- Whoever is to get another price is invoiced once it is known which one holds.
            and      not exists (
                     select from plan_changes w where w.subscription_id = s.id and w.state = 'waiting' and w.starts_on <= @Today)
            order by s.next_start, s.id
            limit    @AtOnce
            for      update of s skip locked),
        taxed as materialized (
            select   b.country, b.has_vat_id, b.begins, t.treatment, t.place, t.name, t.millionths
            from     (select distinct country, has_vat_id, begins from due) b
            cross    join lateral tax_for(nullif(b.country, ''), case when b.has_vat_id then 'yes' end, @Seller, b.begins) t),
        reckoned as materialized (
            select   d.id, d.organization_id, d.price_id, d.begins, d.ends, d.currency, d.name, d.price_minor as net,
                     share_of(d.price_minor, t.millionths) as tax, t.name as tax_name, t.place, t.treatment, t.millionths
            from     due d
            join     taxed t on t.country = d.country and t.has_vat_id = d.has_vat_id and t.begins = d.begins
            where    d.price_minor > 0),
        drafted as (
            insert into invoices (id, organization_id, subscription_id, state, reason, collected_by, period_start, period_end, currency,
                   net_minor, tax_minor, total_minor, drafted_at, opens_at)
            select id_at(@Now), organization_id, id, 'draft', 'period', 'hand', begins, ends, currency, net, tax, net + tax, @Now,
                   @Now::timestamptz + @Stand
            from   reckoned
            order  by begins, id
            on     conflict (subscription_id, period_start, reason) do nothing
            returning id, subscription_id, currency, net_minor, tax_minor, total_minor),
        lined as (
            insert into invoice_lines (invoice_id, position, text, quantity, net_minor, period_start, period_end, price_id, tax, place,
                   treatment, millionths)
            select i.id, 1, r.name, 1, r.net, r.begins, r.ends, r.price_id, r.tax_name, r.place, r.treatment, r.millionths
            from   drafted i
            join   reckoned r on r.id = i.subscription_id),
        summed as (
            insert into invoice_taxes (invoice_id, tax, millionths, net_minor, tax_minor)
            select i.id, r.tax_name, r.millionths, r.net, r.tax
            from   drafted i
            join   reckoned r on r.id = i.subscription_id),
        moved as (
            -- By their places, which their locks keep: to look for them once more takes half as long as all the rest. One that somebody
            -- changed at this moment has another place, and is moved by the next round, which finds its invoice there.
            update subscriptions s
            set    next_period = s.next_period + 1, version = s.version + 1,
                   next_start = (s.anchor + make_interval(months => s.months * (s.next_period + 1)))::date
            where  s.ctid = any (array(select d.place from due d)))
        select (select count(*) from due) as seen, count(*) as count,
               (select json_object_agg(u.currency, u.total)
                from   (select currency, sum(total_minor) as total from drafted group by currency) u)::text as sums,
               encode(sha256(convert_to(string_agg(i.id || ' ' || i.currency || ' ' || i.total_minor, ',' order by i.id),
                                        'UTF8')), 'hex') as hash
        from   drafted i
        """, wanted, cancel);

    /// <summary>Whose trial is over has begun; their first period is the one that begins that day.</summary>
    public static Task<int> EndTrials(Work work, Seller seller, int atOnce, CancellationToken cancel) => work.Execute(
        """
        update subscriptions
        set    state = 'active', version = version + 1, changed_at = @Now
        where  id in (
               select   id
               from     subscriptions
               where    collected_by = 'hand' and state = 'trialing' and trial_ends_on <= @Today
               order by trial_ends_on, id
               limit    @atOnce
               for      update skip locked)
        """, new { seller.Today, atOnce, work.Now }, cancel);
}
