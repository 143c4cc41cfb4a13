using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>
/// What was charged is deferred until the organization has had it, and earned then: month by month, each line by the days of its period
/// that are over. Each invoice says when its next part is due, so a second round finds nothing, and several share one.
/// </summary>
public sealed class Earnings(Transactions transactions, Seller seller, RunLimits limits)
{
    static readonly Actor me = Actor.OpsBot("billing");

    public async Task<long> Round(CancellationToken cancel)
    {
        for (var earned = 0L; ;)
        {
            var next = await transactions.As(me, work => Next(work, cancel), cancel);
            if (next == 0) return earned;
            earned += next;
        }
    }

    // A line that gives back earns as much below nothing. What notes took off it is earned by nobody, and what was earned before they did
    // stays so as long as the line is worth it.
    async Task<int> Next(Work work, CancellationToken cancel)
    {
        var due = await work.List<Guid>(
            """
            select   id
            from     invoices
            where    earns_on <= @Today
            order by earns_on, id
            limit    @AtOnce
            for      update skip locked
            """, new { seller.Today, limits.AtOnce }, cancel);
        if (due.Count == 0) return 0;
        var month = new DateOnly(seller.Today.Year, seller.Today.Month, 1);
        await work.Execute(
            """
            insert into ledger_accounts (kind, currency)
            select distinct 'revenue', i.currency
            from   invoices i
            where  i.id = any (@due)
            and    not exists (select from ledger_accounts a where a.name = 'house:revenue::' || i.currency)
            on     conflict do nothing
            """, new { due }, cancel);
        await work.Execute(
            """
            with until as materialized (
                select   i.id, i.organization_id, i.currency, w.ends, case when w.ends <= @Today then w.ends else @month end as day
                from     invoices i
                cross    join lateral (select max(l.period_end) as ends from invoice_lines l where l.invoice_id = i.id) w
                where    i.id = any (@due)),
            reckoned as materialized (
                select l.invoice_id, l.position, l.earned_minor,
                       sign(l.net_minor)::bigint * greatest(abs(l.earned_minor), round(abs(l.net_minor - l.noted_minor)::numeric
                           * greatest(0, least(u.day, l.period_end) - l.period_start) / (l.period_end - l.period_start))::bigint) as earns
                from   until u
                join   invoice_lines l on l.invoice_id = u.id),
            lined as (
                update invoice_lines l
                set    earned_minor = r.earns
                from   reckoned r
                where  l.invoice_id = r.invoice_id and l.position = r.position and r.earns <> r.earned_minor),
            summed as materialized (
                select   r.invoice_id, sum(r.earns - r.earned_minor)::bigint as minor
                from     reckoned r
                group by r.invoice_id),
            booked as (
                insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, at)
                select 'earned:' || u.id || ':' || u.day, case when s.minor > 0 then d.id else v.id end,
                       case when s.minor > 0 then v.id else d.id end, abs(s.minor), u.currency, 'earned', 'direct', @Now
                from   until u
                join   summed s on s.invoice_id = u.id and s.minor <> 0
                join   ledger_accounts d on d.organization_id = u.organization_id and d.kind = 'deferred' and d.currency = u.currency
                join   ledger_accounts v on v.name = 'house:revenue::' || u.currency)
            update invoices i
            set    earns_on = case when u.ends > @Today then least((@month + interval '1 month')::date, u.ends) end
            from   until u
            where  i.id = u.id
            """, new { due, seller.Today, month, work.Now }, cancel);
        return due.Count;
    }

    /// <summary>Of an invoice that is void, nothing was earned.</summary>
    internal static async Task TakeBack(Work work, Invoice invoice, CancellationToken cancel)
    {
        var earned = new Money(await work.Get<long>(
            "select coalesce(sum(earned_minor), 0)::bigint from invoice_lines where invoice_id = @Id", new { invoice.Id }, cancel),
            invoice.Total.Currency);
        await work.Execute("update invoice_lines set earned_minor = 0 where invoice_id = @Id and earned_minor <> 0",
            new { invoice.Id }, cancel);
        var deferred = Account.Deferred(OrganizationId.Of(invoice.OrganizationId));
        if (earned.Minor > 0)
            await work.Transfer(new($"void:{invoice.Id.Value}:earned", Account.Revenue, deferred, earned, TransferCode.Void), cancel);
        if (earned.Minor < 0)
            await work.Transfer(new($"void:{invoice.Id.Value}:earned", deferred, Account.Revenue, -earned, TransferCode.Void), cancel);
    }
}
