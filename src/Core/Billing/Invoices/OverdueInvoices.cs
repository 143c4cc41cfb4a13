using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>What was not paid by the day it is due is overdue from the next, and so is who has not paid it.</summary>
static class OverdueInvoices
{
    public static Task<Chunk> Next(Work work, Seller seller, int atOnce, CancellationToken cancel) => work.Get<Chunk>(
        """
        with late as (
            update invoices
            set    state = 'overdue', version = version + 1
            where  id in (
                   select   id
                   from     invoices
                   where    state = 'open' and due_on < @Today
                   -- Who was imported is left alone until they go live.
                   and      not exists (
                            select from imported_accounts a where a.organization_id = invoices.organization_id and a.live_at is null)
                   order by due_on, id
                   limit    @atOnce
                   for      update skip locked)
            returning id, subscription_id, currency, total_minor, number),
        behind as (
            update subscriptions s
            set    state = 'past_due', version = version + 1, changed_at = @Now
            where  s.id in (select subscription_id from late) and s.state = 'active')
        select count(*) as seen, count(*) as count,
               (select json_object_agg(u.currency, u.total) from (select currency, sum(total_minor) as total from late group by currency) u)::text as sums,
               encode(sha256(convert_to(string_agg(l.number || ' ' || l.currency || ' ' || l.total_minor, ',' order by l.number), 'UTF8')), 'hex') as hash
        from   late l
        """, new { seller.Today, atOnce, work.Now }, cancel);
}
