using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>What was done to it, and gave back what paid it.</summary>
static class InvoiceDeeds
{
    public static Task<IReadOnlyList<Deed>> Of(Work work, InvoiceId invoice, CancellationToken cancel) => work.List<Deed>(
        Deed.Rows +
        """
        where    a.target_id = any (array(select @invoice::uuid
                                          union all
                                          select r.payment_id
                                          from   allocations l
                                          join   refunds r on r.payment_id = l.payment_id
                                          where  l.invoice_id = @invoice))
        order by a.seq desc
        limit    10
        """, new { invoice }, cancel);
}

/// <summary>What settled some of it: a payment, credit, or a note.</summary>
public sealed record InvoiceSettled(DateTimeOffset At, string By, long Minor, string Currency)
{
    public Money Amount => new(Minor, Values.Currency.Of(Currency));

    internal Small InWords => new(Words.Of(new At(At), new Plain($"  {Amount} {By}")));

    internal static Task<IReadOnlyList<InvoiceSettled>> Of(Work work, InvoiceId invoice, CancellationToken cancel) =>
        work.List<InvoiceSettled>(
            """
            select   p.paid_at as at, 'paid by ' || p.method || coalesce(': ' || p.reference, '')
                     || case p.state when 'disputed' then ', disputed' else '' end as by, l.amount_minor as minor, p.currency
            from     allocations l
            join     payments p on p.id = l.payment_id
            where    l.invoice_id = @invoice and p.paid_at is not null
            union    all
            select   i.opened_at, 'paid from credit', i.credit_minor, i.currency
            from     invoices i
            where    i.id = @invoice and i.credit_minor > 0
            union    all
            select   n.written_at, 'taken off by ' || n.number || ': ' || n.why, n.total_minor, n.currency
            from     credit_notes n
            where    n.invoice_id = @invoice
            union    all
            select   i.ended_at, 'written off: ' || i.ended_why, i.total_minor - i.paid_minor, i.currency
            from     invoices i
            where    i.id = @invoice and i.state = 'uncollectible'
            union    all
            select   r.asked_at, 'back by ' || r.number || ', ' || r.state, -r.amount_minor, r.currency
            from     refunds r
            where    r.payment_id in (select l.payment_id from allocations l where l.invoice_id = @invoice)
            order by at
            """, new { invoice }, cancel);
}

/// <summary>Which invoice it took the place of, and which took its own.</summary>
public sealed record InvoicePlace(string? Before, string? After)
{
    internal static Task<InvoicePlace> Of(Work work, InvoiceId invoice, CancellationToken cancel) => work.Get<InvoicePlace>(
        """
        select b.number as before, a.number as after
        from   invoices i
        left   join invoices b on b.id = i.replaces
        left   join invoices a on a.replaces = i.id
        where  i.id = @invoice
        """, new { invoice }, cancel);
}
