using Npgsql;
using OpsBot.Core.Billing;
using OpsBot.Core.Database;

namespace OpsBot.Sandbox.Seeding;

/// <summary>
/// Three years of subscriptions with all that was invoiced, paid, earned and lost, as if the bot had been there: 12,450 USD a month from
/// 198 who pay, 18 who try it, 3 who owe. What it writes is true for the ledger, too.
/// </summary>
static class SeedMoney
{
    /// <summary>Once: what is there already stays.</summary>
    public static async Task Fill(NpgsqlDataSource source, TimeProvider time, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        if (await db.Find<bool>("select exists (select from subscriptions)", null, cancel)) return;
        await using var transaction = await db.BeginTransactionAsync(cancel);
        var seller = new SellerOptions();
        var now = time.GetUtcNow();
        var today = new SellerTime(TimeZoneInfo.FindSystemTimeZoneById(seller.TimeZone)).DayOf(now);
        await Sell(db, now, cancel);
        await Subscribe(db, [.. SeedSubscribers.All(today)], today, now, cancel);
        await Invoice(db, today, now, cancel);
        await Pay(db, today, now, cancel);
        await Book(db, today, now, cancel);
        await LookBack(db, today, cancel);
        await transaction.CommitAsync(cancel);
    }

    static Task Sell(NpgsqlConnection db, DateTimeOffset now, CancellationToken cancel) => db.Execute(
        """
        insert into plan_prices (id, plan_id, length, currency, version, price_minor, since)
        select gen_random_uuid(), p.id, 'month', 'USD', 1, u.price_minor, @Since
        from   plans p
        join   (values ('starter', 2500), ('growth', 7500), ('enterprise', 22500)) u (slug, price_minor) on u.slug = p.slug
        """, new { Since = now.AddYears(-4) }, cancel);

    static Task Subscribe(
        NpgsqlConnection db, IReadOnlyList<SeedSubscriber> all, DateOnly today, DateTimeOffset now, CancellationToken cancel) => db.Execute(
        """
        insert into subscriptions (id, organization_id, price_id, state, state_before, collected_by, anchor, months, next_period,
               next_start, trial_ends_on, ends_on, created_at, changed_at, ended_at)
        select id_at(w.begun), o.id, c.id, u.state, case when u.state = 'cancelling' then 'active' end, 'hand', u.anchor, 1, n.periods,
               (u.anchor + make_interval(months => n.periods))::date, case when u.tried then u.anchor end, u.ends, w.begun,
               case when u.ends is null or u.state = 'cancelling' then w.begun else u.ends::timestamptz end,
               case when u.state = 'cancelled' then u.ends::timestamptz end
        from   unnest(@Slugs, @Plans, @Anchors, @Ends, @States, @Tried) u (slug, plan, anchor, ends, state, tried)
        join   organizations o on o.slug = u.slug
        join   plans p on p.slug = u.plan
        join   plan_prices c on c.plan_id = p.id and c.currency = 'USD' and c.length = 'month'
        cross  join lateral (
               select least(u.anchor - case when u.tried then 14 else 0 end + time '09:20', @Now::timestamp)::timestamptz) w (begun)
        cross  join lateral (
               select count(*)::int
               from   generate_series(0, 48) k
               where  (u.anchor + make_interval(months => k))::date <= @today and u.state <> 'trialing'
               and    (u.ends is null or (u.anchor + make_interval(months => k))::date < u.ends)) n (periods);
        -- They were customers before they paid.
        update organizations o
        set    created_at = s.first
        from   (select organization_id, min(created_at) - interval '1 day' as first from subscriptions group by organization_id) s
        where  s.organization_id = o.id and o.created_at > s.first;
        insert into trial_marks (subscription_id, kind, value, given_at)
        select s.id, m.kind, m.value, s.created_at
        from   subscriptions s
        cross  join lateral trial_marks_of(s.organization_id) m
        where  s.trial_ends_on is not null
        """,
        new
        {
            today, Now = now.UtcDateTime, Slugs = all.Select(one => one.Slug).ToArray(), Plans = all.Select(one => one.Plan).ToArray(),
            Anchors = all.Select(one => one.Anchor).ToArray(), Ends = all.Select(one => one.Ends).ToArray(),
            States = all.Select(one => one.State).ToArray(), Tried = all.Select(one => one.Tried).ToArray(),
        }, cancel);

    // One a month and subscription. Who is behind has not paid the last.
    static Task Invoice(NpgsqlConnection db, DateOnly today, DateTimeOffset now, CancellationToken cancel) => db.Execute(
        """
        with periods as (
            select s.id, s.organization_id, s.state, c.price_minor as net, share_of(c.price_minor, 190000) as tax,
                   k = s.next_period - 1 as is_last,
                   (s.anchor + make_interval(months => k))::date as begins, (s.anchor + make_interval(months => k + 1))::date as ends
            from   subscriptions s
            join   plan_prices c on c.id = s.price_id
            cross  join lateral generate_series(0, s.next_period - 1) k),
        numbered as (
            select p.*, least(p.begins + 1, @today) as issued, to_char(least(p.begins + 1, @today), 'YYYYMM') as month,
                   row_number() over (partition by to_char(least(p.begins + 1, @today), 'YYYYMM') order by p.begins, p.id) as nth,
                   least(p.begins + 1 + time '09:30', @Now::timestamp)::timestamptz as opened,
                   p.begins + 4 + (hashtext(p.id::text || p.begins) & 7) as paid_on
            from   periods p),
        drawn as (
            insert into number_series (code, month, next)
            select 'INV', month, max(nth) + 1
            from   numbered
            group  by month)
        insert into invoices (id, organization_id, subscription_id, state, reason, collected_by, period_start, period_end, currency,
               net_minor, tax_minor, total_minor, paid_minor, series, series_month, series_no, number, issued_on, due_on, seller, buyer,
               drafted_at, opens_at, opened_at, ended_at)
        select id_at(n.opened), n.organization_id, n.id, d.state, 'period', 'hand', n.begins, n.ends, 'USD', n.net, n.tax, n.net + n.tax,
               case when d.state = 'paid' then n.net + n.tax else 0 end, 'INV', n.month, n.nth, document_number('INV', n.month, n.nth),
               n.issued, greatest(n.begins + 14, n.issued),
               json_build_object('name', 'Nimbus GmbH', 'address', 'Hauptstr. 1, 10115 Berlin, Germany', 'country', 'DE',
                                 'taxId', 'DE123456789'),
               json_build_object('name', o.name, 'country', 'DE'), n.opened, n.opened, n.opened,
               case when d.state = 'paid' then n.paid_on + time '10:05' end
        from   numbered n
        join   organizations o on o.id = n.organization_id
        cross  join lateral (select case when n.is_last and n.state = 'past_due' then 'overdue'
                                         when n.paid_on < @today then 'paid' else 'open' end) d (state)
        order  by n.opened, n.id;
        insert into invoice_lines (invoice_id, position, text, quantity, net_minor, period_start, period_end, price_id, tax, place,
               treatment, millionths)
        select i.id, 1, p.name, 1, i.net_minor, i.period_start, i.period_end, s.price_id, 'DE VAT 19 %', 'DE', 'domestic', 190000
        from   invoices i
        join   subscriptions s on s.id = i.subscription_id
        join   plan_prices c on c.id = s.price_id
        join   plans p on p.id = c.plan_id;
        insert into invoice_taxes (invoice_id, tax, millionths, net_minor, tax_minor)
        select id, 'DE VAT 19 %', 190000, net_minor, tax_minor from invoices
        """, new { today, Now = now.UtcDateTime }, cancel);

    // By bank transfer; of those who are behind a card was declined.
    static Task Pay(NpgsqlConnection db, DateOnly today, DateTimeOffset now, CancellationToken cancel) => db.Execute(
        """
        insert into payments (id, organization_id, state, method, reference, currency, amount_minor, paid_at, created_at)
        select id_at(ended_at), organization_id, 'succeeded', 'bank', 'SEPA ' || number, currency, total_minor, ended_at, ended_at
        from   invoices
        where  state = 'paid'
        order  by ended_at, id;
        insert into allocations (payment_id, invoice_id, amount_minor)
        select p.id, i.id, p.amount_minor
        from   invoices i
        join   payments p on p.method = 'bank' and lower(p.reference) = lower('SEPA ' || i.number);
        insert into payments (id, organization_id, state, method, currency, amount_minor, created_at)
        select id_at(f.at), f.organization_id, 'failed', 'card', f.currency, f.total_minor, f.at
        from   (select i.organization_id, i.currency, i.total_minor,
                       @Now::timestamptz - make_interval(hours => 7 + 29 * row_number() over (order by i.id)::int) as at
                from   invoices i
                where  i.state = 'overdue') f
        """, new { today, Now = now }, cancel);

    // As the runs book it: owed and deferred, paid, and earned month by month.
    static Task Book(NpgsqlConnection db, DateOnly today, DateTimeOffset now, CancellationToken cancel) => db.Execute(
        """
        insert into ledger_accounts (organization_id, kind, detail, currency)
        select distinct i.organization_id, k.kind, '', i.currency
        from   invoices i
        cross  join (values ('receivable'), ('deferred')) k (kind)
        union  all
        select null, k.kind, k.detail, 'USD'
        from   (values ('bank', ''), ('revenue', ''), ('tax', 'DE VAT 19 %')) k (kind, detail);
        create temporary table earning on commit drop as
        select   d.id, d.day, d.earned - lag(d.earned, 1, 0) over (partition by d.id order by d.day) as amount
        from     (select distinct i.id, b.day,
                         round(i.net_minor::numeric * (least(b.day, i.period_end) - i.period_start)
                               / (i.period_end - i.period_start))::bigint as earned
                  from   invoices i
                  cross  join lateral (values ((date_trunc('month', i.period_start) + interval '1 month')::date), (i.period_end)) b (day)
                  where  b.day <= i.period_end and b.day <= @today) d;
        insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, at)
        select   m.key, m.debit, m.credit, m.amount, 'USD', m.code, 'direct', m.at
        from     (select 'invoice:' || i.id || ':net' as key, r.id as debit, d.id as credit, i.net_minor as amount, 'invoice' as code,
                         i.opened_at as at
                  from   invoices i
                  join   ledger_accounts r on r.organization_id = i.organization_id and r.kind = 'receivable'
                  join   ledger_accounts d on d.organization_id = i.organization_id and d.kind = 'deferred'
                  union  all
                  select 'invoice:' || i.id || ':DE VAT 19 %', r.id, x.id, i.tax_minor, 'tax', i.opened_at
                  from   invoices i
                  join   ledger_accounts r on r.organization_id = i.organization_id and r.kind = 'receivable'
                  join   ledger_accounts x on x.name = 'house:tax:DE VAT 19 %:USD'
                  union  all
                  select 'payment:' || p.id || ':invoice:' || a.invoice_id, b.id, r.id, a.amount_minor, 'payment', p.paid_at
                  from   payments p
                  join   allocations a on a.payment_id = p.id
                  join   ledger_accounts r on r.organization_id = p.organization_id and r.kind = 'receivable'
                  join   ledger_accounts b on b.name = 'house:bank::USD'
                  union  all
                  select 'earned:' || e.id || ':' || e.day, d.id, v.id, e.amount, 'earned', least(e.day + time '00:10', @Now::timestamp)
                  from   earning e
                  join   invoices i on i.id = e.id
                  join   ledger_accounts d on d.organization_id = i.organization_id and d.kind = 'deferred'
                  join   ledger_accounts v on v.name = 'house:revenue::USD'
                  where  e.amount > 0) m
        order by m.at, m.key;
        update invoice_lines l
        set    earned_minor = e.earned
        from   (select id, sum(amount)::bigint as earned from earning group by id) e
        where  l.invoice_id = e.id;
        update invoices
        set    earns_on = least((date_trunc('month', greatest(period_start, @today)) + interval '1 month')::date, period_end)
        where  period_end > @today
        """, new { today, Now = now.UtcDateTime }, cancel);

    // What comes in a month, day by day, and what moved it.
    static Task LookBack(NpgsqlConnection db, DateOnly today, CancellationToken cancel) => db.Execute(
        """
        insert into mrr_organizations (organization_id, currency, mrr_minor)
        select   s.organization_id, c.currency,
                 sum(case when is_recurring(s.state, s.state_before) then mrr_of(c.price_minor, c.length) else 0 end)
        from     subscriptions s
        join     plan_prices c on c.id = s.price_id
        where    s.next_period > 0
        group by s.organization_id, c.currency;
        with moves as (
            select s.organization_id, m.day, mrr_of(c.price_minor, c.length) as minor, m.begins,
                   row_number() over (partition by s.organization_id order by m.day) = 1 as is_first
            from   subscriptions s
            join   plan_prices c on c.id = s.price_id
            cross  join lateral (values (s.anchor, true), (case when s.state = 'cancelled' then s.ends_on end, false)) m (day, begins)
            where  s.next_period > 0 and m.day is not null),
        days as (
            select d::date as day from generate_series((select min(day) from moves), @today, interval '1 day') d)
        insert into mrr_days (currency, day, mrr_minor, organizations, new_minor, new_count, churn_minor, churn_count, reactivation_minor,
               reactivation_count)
        select   'USD', d.day,
                 sum(sum(case when m.begins then m.minor when not m.begins then -m.minor else 0 end)) over (order by d.day),
                 sum(sum(case when m.begins then 1 when not m.begins then -1 else 0 end)) over (order by d.day),
                 coalesce(sum(m.minor) filter (where m.begins and m.is_first), 0), count(*) filter (where m.begins and m.is_first),
                 coalesce(sum(m.minor) filter (where not m.begins), 0), count(*) filter (where not m.begins),
                 coalesce(sum(m.minor) filter (where m.begins and not m.is_first), 0), count(*) filter (where m.begins and not m.is_first)
        from     days d
        left     join moves m on m.day = d.day
        group by d.day
        """, new { today }, cancel);
}
