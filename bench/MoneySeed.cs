using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bench;

/// <summary>Who is invoiced in the bench, and the same rows once more in tables that nothing is reckoned for.</summary>
static class MoneySeed
{
    public static Task Fill(NpgsqlConnection db, int count) => db.Execute(
        """
        insert into operators (id, handle, name, role, created_at) values (gen_random_uuid(), 'ada', 'Ada', 'admin', @Now);
        insert into chat_accounts (platform, account_id, operator_id, name, linked_at)
        select 'slack', @Asker, id, name, @Now from operators;
        insert into organizations (id, slug, name, tier, created_at)
        select id_at(@Now), 'buyer-' || n, 'Buyer ' || n, 'growth', @Now from generate_series(1, @count) n;
        insert into billing_profiles (organization_id, name, address, country, vat_id, changed_at)
        select id, name, 'Rue 1', (array['DE', 'FR', 'IT', 'US'])[1 + (row_number() over (order by id) % 4)],
               case when row_number() over (order by id) % 3 = 0 then 'XX12345678' end, @Now
        from   organizations;
        insert into subscriptions (id, organization_id, price_id, state, collected_by, anchor, months, next_start, created_at, changed_at)
        select id_at(@Now), o.id, c.id, 'active', 'hand', @Today, 1, @Today, @Now, @Now
        from   organizations o
        cross  join (select c.id from plan_prices c join plans p on p.id = c.plan_id where p.slug = 'growth') c;
        analyze
        """,
        new
        {
            count, Clicks.Asker, Now = TimeProvider.System.GetUtcNow(),
            Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
        }, CancellationToken.None);

    /// <summary>The drafts, their lines and taxes, into tables with the same keys.</summary>
    public const string BareDrafts =
        """
        create table bare_invoices (like invoices including all excluding generated);
        alter table bare_invoices add foreign key (organization_id) references organizations,
                                  add foreign key (subscription_id) references subscriptions;
        create table bare_lines (like invoice_lines including all);
        alter table bare_lines add foreign key (invoice_id) references bare_invoices, add foreign key (price_id) references plan_prices;
        create table bare_taxes (like invoice_taxes including all);
        alter table bare_taxes add foreign key (invoice_id) references bare_invoices;
        insert into bare_invoices select i.* from invoices i order by i.id;
        insert into bare_lines select l.* from invoice_lines l order by l.invoice_id;
        insert into bare_taxes select t.* from invoice_taxes t order by t.invoice_id
        """;

    /// <summary>The opened ones, and what was booked of them.</summary>
    public const string BareOpened =
        """
        create table bare_opened (like invoices including all excluding generated);
        alter table bare_opened add foreign key (organization_id) references organizations,
                                add foreign key (subscription_id) references subscriptions;
        create table bare_accounts (like ledger_accounts including all);
        alter table bare_accounts add foreign key (organization_id) references organizations;
        create table bare_transfers (like ledger_transfers including all);
        alter table bare_transfers add foreign key (debit, currency) references bare_accounts (id, currency),
                                   add foreign key (credit, currency) references bare_accounts (id, currency);
        insert into bare_opened select i.* from invoices i order by i.id;
        insert into bare_accounts (id, organization_id, kind, detail, currency) overriding system value
        select id, organization_id, kind, detail, currency from ledger_accounts order by id;
        insert into bare_transfers (id, key, debit, credit, amount, currency, code, phase, pending_id, at) overriding system value
        select id, key, debit, credit, amount, currency, code, phase, pending_id, at from ledger_transfers order by id
        """;

    /// <summary>Nine more months of invoices, and money that came in for them.</summary>
    public static async Task ToAMillion(NpgsqlConnection db)
    {
        for (var month = 1; month <= 9; month++) await AMonthMore(db, month);
    }

    static Task AMonthMore(NpgsqlConnection db, int month) => db.Execute(
        """
        insert into invoices (id, organization_id, state, reason, collected_by, period_start, period_end, currency, net_minor, tax_minor,
               total_minor, paid_minor, series, series_month, series_no, number, issued_on, due_on, seller, buyer, drafted_at, opens_at, opened_at,
               ended_at)
        select id_at(i.drafted_at - make_interval(months => m)), i.organization_id, 'paid', 'period', 'hand', make_date(2025, m, 1),
               make_date(2025, m + 1, 1), i.currency, i.net_minor, i.tax_minor, i.total_minor, i.total_minor, 'INV', '20250' || m, i.series_no,
               document_number('INV', '20250' || m, i.series_no), i.issued_on, i.due_on, i.seller, i.buyer, i.drafted_at, i.opens_at, i.opened_at,
               i.opened_at
        from   invoices i
        cross  join (select @month::int as m) given
        where  i.state = 'open';
        insert into ledger_accounts (kind, detail, currency) values ('bank', '', 'EUR') on conflict do nothing;
        insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, at)
        select 'bench:' || m || ':' || a.id, b.id, a.id, 100 + m, 'EUR', 'payment', 'direct', @Now
        from   ledger_accounts a
        cross  join ledger_accounts b
        cross  join (select @month::int as m) given
        where  a.kind = 'receivable' and b.kind = 'bank'
        """, new { month, Now = TimeProvider.System.GetUtcNow() }, CancellationToken.None);

    /// <summary>What came in since the last mark was made.</summary>
    public static Task ADayMore(NpgsqlConnection db) => db.Execute(
        """
        insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, at)
        select 'today:' || a.id, b.id, a.id, 100, 'EUR', 'payment', 'direct', @Now
        from   (select id from ledger_accounts where kind = 'receivable' order by id limit 5000) a
        cross  join (select id from ledger_accounts where kind = 'bank') b
        """, new { Now = TimeProvider.System.GetUtcNow() }, CancellationToken.None);
}
