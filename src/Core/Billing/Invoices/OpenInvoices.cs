using System.Globalization;
using Microsoft.Extensions.Options;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>
/// Opens drafts, each with the next number of its series and month. Whoever draws numbers holds the series until the commit, and what is
/// not committed has drawn none: there is no hole and no double.
/// </summary>
public sealed class OpenInvoices(Seller seller, IOptions<BillingOptions> options, Till till)
{
    /// <summary>Those whose time to be looked at is over, as many as one transaction takes.</summary>
    internal async Task<Chunk> Next(Work work, int atOnce, CancellationToken cancel)
    {
        var due = await work.List<Guid>(
            """
            select   id
            from     invoices
            where    state = 'draft' and held_why is null and opens_at <= @Now
            order by opens_at, id
            limit    @atOnce
            for      update skip locked
            """, new { atOnce, work.Now }, cancel);
        return due.Count == 0 ? Chunk.Nothing : await These(work, [.. due], cancel);
    }

    /// <summary>Drafts that are locked by this transaction.</summary>
    internal async Task<Chunk> These(Work work, Guid[] drafts, CancellationToken cancel)
    {
        await OpenAccounts(work, drafts, cancel);
        var today = seller.Today;
        var month = today.ToString("yyyyMM", CultureInfo.InvariantCulture);
        await work.Execute("insert into number_series (code, month) values ('INV', @month) on conflict do nothing", new { month }, cancel);
        var (by, dueDays) = (seller.Options, options.Value.DueDays);
        var opened = await work.Get<Chunk>(
            """
            with drawn as (
                update number_series
                set    next = next + @Count
                where  code = 'INV' and month = @month
                returning next - @Count as first),
            numbered as (
                select i.id, d.first + row_number() over (order by i.period_start, i.id) - 1 as nth
                from   invoices i
                cross  join drawn d
                where  i.id = any (@drafts)),
            opened as (
                update invoices i
                set    state = case when i.total_minor = 0 then 'paid' else 'open' end,
                       ended_at = case when i.total_minor = 0 then @Now::timestamptz end,
                       series = 'INV', series_month = @month, series_no = n.nth, number = document_number('INV', @month, n.nth),
                       issued_on = @today, due_on = greatest(i.period_start + @dueDays, @today), opened_at = @Now, held_why = null,
                       earns_on = case when i.net_minor <> 0
                                  then least((i.period_month + interval '1 month')::date, i.period_end) end,
                       seller = @Seller::jsonb, version = i.version + 1,
                       buyer = json_build_object('name', coalesce(b.name, o.name), 'address', b.address,
                                                 'country', coalesce(b.country, @Country), 'vatId', b.vat_id)
                from   numbered n, organizations o
                left   join billing_profiles b on b.organization_id = o.id
                where  i.id = n.id and o.id = i.organization_id and i.state = 'draft'
                returning i.id, i.currency, i.total_minor, i.number)
            select @Count::bigint as seen, count(*) as count,
                   (select json_object_agg(u.currency, u.total) from (select currency, sum(total_minor) as total from opened group by currency) u)::text as sums,
                   encode(sha256(convert_to(string_agg(p.number || ' ' || p.currency || ' ' || p.total_minor, ',' order by p.number), 'UTF8')), 'hex') as hash
            from   opened p
            """,
            new
            {
                drafts, Count = drafts.Length, month, today, dueDays, work.Now, by.Country,
                Seller = Json.Text(new { by.Name, by.Address, by.Country, by.TaxId }),
            }, cancel);
        // A number that was drawn for none would be a hole.
        if (opened.Count != drafts.Length)
            throw new InvalidOperationException($"{drafts.Length} drafts were locked, {opened.Count} opened.");
        await Book(work, drafts, cancel);
        await till.BecamePaid(await Credits.Credits.Apply(work, drafts, cancel), work, cancel);
        return opened;
    }

    static Task OpenAccounts(Work work, Guid[] drafts, CancellationToken cancel) => work.Execute(
        """
        insert into ledger_accounts (organization_id, kind, detail, currency)
        select w.organization_id, w.kind, w.detail, w.currency
        from   (select distinct i.organization_id, k.kind, '' as detail, i.currency
                from   invoices i
                cross  join (values ('receivable'), ('deferred')) k (kind)
                where  i.id = any (@drafts)
                union
                select distinct null::uuid, 'tax', t.tax, i.currency
                from   invoices i
                join   invoice_taxes t on t.invoice_id = i.id
                where  i.id = any (@drafts) and t.tax_minor <> 0) w
        where  not exists (
               select
               from   ledger_accounts a
               where  a.name = coalesce(w.organization_id::text, 'house') || ':' || w.kind || ':' || w.detail || ':' || w.currency)
        on     conflict do nothing
        """, new { drafts }, cancel);

    // It owes all of it; we owe what it was charged for until it has had that, and the tax. What an invoice gives back goes the other way.
    static Task Book(Work work, Guid[] drafts, CancellationToken cancel) => work.Execute(
        """
        insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, at)
        select 'invoice:' || i.id || ':net', case when i.net_minor > 0 then r.id else d.id end,
               case when i.net_minor > 0 then d.id else r.id end, abs(i.net_minor), i.currency, 'invoice', 'direct', @Now
        from   invoices i
        join   ledger_accounts r on r.organization_id = i.organization_id and r.kind = 'receivable' and r.currency = i.currency
        join   ledger_accounts d on d.organization_id = i.organization_id and d.kind = 'deferred' and d.currency = i.currency
        where  i.id = any (@drafts) and i.net_minor <> 0
        union  all
        select 'invoice:' || i.id || ':' || t.tax, case when t.tax_minor > 0 then r.id else x.id end,
               case when t.tax_minor > 0 then x.id else r.id end, abs(t.tax_minor), i.currency, 'tax', 'direct', @Now
        from   invoices i
        join   invoice_taxes t on t.invoice_id = i.id
        join   ledger_accounts r on r.organization_id = i.organization_id and r.kind = 'receivable' and r.currency = i.currency
        join   ledger_accounts x on x.name = 'house:tax:' || t.tax || ':' || i.currency
        where  i.id = any (@drafts) and t.tax_minor <> 0
        """, new { drafts, work.Now }, cancel);
}
