using System.Data;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

/// <summary>Holds what invoices, notes, payments and credit say against what the ledger has of them, whose and in which currency.</summary>
public static class BillingVerification
{
    // As many as somebody looks into at once.
    const int Named = 20;

    sealed record Difference(string What, string? Whose, string Currency, long Said, long Booked)
    {
        public string InWords =>
            $"{What}{(Whose is { Length: > 0 } ? $" of {Whose}" : "")}: the documents say {Of(Said)}, the ledger {Of(Booked)}.";

        string Of(long minor) => $"{new Money(minor, Values.Currency.Of(Currency))}";
    }

    /// <summary>What differs, each in a sentence; nothing where all of it agrees.</summary>
    public static async Task<IReadOnlyList<string>> OfDatabase(NpgsqlConnection db, CancellationToken cancel)
    {
        await using var moment = await db.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var sums = await db.List<Difference>(
            """
            with moved as materialized (
                select   s.account, s.code, sum(s.minor)::bigint as minor
                from     (select t.debit as account, t.code, ledger_counted(t.amount, t.phase) as minor from ledger_transfers t
                          union all
                          select t.credit, t.code, -ledger_counted(t.amount, t.phase) from ledger_transfers t) s
                group by s.account, s.code),
            booked as materialized (
                select a.organization_id as whose, a.kind, a.detail, a.currency, m.code, m.minor
                from   moved m
                join   ledger_accounts a on a.id = m.account),
            opened as materialized (
                select id, organization_id as whose, currency, state, total_minor, paid_minor, credit_minor
                from   invoices
                where  state not in ('draft', 'void')),
            compared as (
                select 'What is owed' as what, whose, '' as detail, currency, total_minor - paid_minor as said, 0::bigint as has
                from   opened
                where  state in ('open', 'overdue')
                union  all
                select 'What is owed', whose, '', currency, 0, minor from booked where kind = 'receivable'
                union  all
                select 'What is not earned yet', i.whose, '', i.currency, l.net_minor - l.noted_minor - l.earned_minor, 0
                from   opened i
                join   invoice_lines l on l.invoice_id = i.id
                union  all
                select 'What is not earned yet', whose, '', currency, 0, -minor from booked where kind = 'deferred'
                union  all
                select 'Tax', null, t.tax, i.currency, t.tax_minor, 0
                from   opened i
                join   invoice_taxes t on t.invoice_id = i.id
                union  all
                select 'Tax', null, t.tax, n.currency, -t.tax_minor, 0
                from   credit_notes n
                join   credit_note_taxes t on t.note_id = n.id
                union  all
                select 'Tax', null, detail, currency, 0, -minor from booked where kind = 'tax'
                union  all
                select 'What was written off', null, '', currency, total_minor - paid_minor, 0 from opened where state = 'uncollectible'
                union  all
                select 'What was written off', null, '', currency, 0, minor from booked where kind = 'bad_debt'
                union  all
                select 'What came in', organization_id, '', currency, amount_minor, 0 from payments where state in ('succeeded', 'disputed')
                union  all
                select 'What came in', whose, '', currency, 0, -minor
                from   booked
                where  kind in ('receivable', 'credit') and code in ('payment', 'overpaid')
                union  all
                select 'Credit that was given by hand', organization_id, '', currency, amount_minor - expired_minor, 0 from credits
                union  all
                select 'Credit that was given by hand', b.whose, '', b.currency, 0, -b.minor
                from   booked b
                where  b.kind = 'credit' and b.code = 'credit_expired'
                union  all
                select 'Credit that was given by hand', a.organization_id, '', a.currency, 0, t.amount
                from   ledger_transfers t
                join   ledger_accounts a on a.id = t.credit
                where  a.kind = 'credit' and t.code = 'credit' and t.phase in ('direct', 'posted')
                union  all
                select 'Credit that paid invoices', whose, '', currency, credit_minor, 0 from opened
                union  all
                select 'Credit that paid invoices', whose, '', currency, 0, minor
                from   booked
                where  kind = 'credit' and code in ('credit_used', 'void')
                union  all
                select 'Credit from notes', organization_id, '', currency, total_minor - lowered_minor, 0 from credit_notes
                union  all
                select 'Credit from notes', whose, '', currency, 0, -minor from booked where kind = 'credit' and code = 'credit_note')
            select   c.what, coalesce(o.slug, c.detail) as whose, c.currency, sum(c.said)::bigint as said, sum(c.has)::bigint as booked
            from     compared c
            left     join organizations o on o.id = c.whose
            group by c.what, o.slug, c.detail, c.currency
            having   sum(c.said) <> sum(c.has)
            order by c.what, o.slug, c.detail, c.currency
            limit    @Named
            """, new { Named }, cancel);
        return [.. sums.Select(one => one.InWords), .. await Settled(db, cancel), .. await Overdrawn(db, cancel)];
    }

    sealed record Unsettled(string Number, string Currency, long PaidMinor, long Minor);

    // Which invoice it is that somebody changed is found on the invoice itself.
    static async Task<IEnumerable<string>> Settled(NpgsqlConnection db, CancellationToken cancel) => (await db.List<Unsettled>(
        """
        select   i.number, i.currency, i.paid_minor, (i.credit_minor + coalesce(a.minor, 0) + coalesce(n.minor, 0))::bigint as minor
        from     invoices i
        left     join (select   l.invoice_id, sum(l.amount_minor) as minor
                       from     allocations l
                       group by l.invoice_id) a on a.invoice_id = i.id
        left     join (select   c.invoice_id, sum(c.lowered_minor) as minor
                       from     credit_notes c
                       group by c.invoice_id) n on n.invoice_id = i.id
        where    i.state not in ('draft', 'void') and i.paid_minor <> i.credit_minor + coalesce(a.minor, 0) + coalesce(n.minor, 0)
        order by i.number
        limit    @Named
        """, new { Named }, cancel)).Select(one =>
            $"{one.Number} says {new Money(one.PaidMinor, Currency.Of(one.Currency))} of it is settled; "
            + $"payments, credit and notes come to {new Money(one.Minor, Currency.Of(one.Currency))}.");

    sealed record Overdrawing(string Slug, string Currency, long Minor);

    static async Task<IEnumerable<string>> Overdrawn(NpgsqlConnection db, CancellationToken cancel) => (await db.List<Overdrawing>(
        """
        select   o.slug, a.currency, b.credited - b.debited as minor
        from     ledger_accounts a
        join     organizations o on o.id = a.organization_id
        cross    join lateral ledger_balance(a.id) b
        where    a.kind = 'credit' and b.credited - b.debited - b.pending_debit < 0
        order by o.slug, a.currency
        limit    @Named
        """, new { Named }, cancel)).Select(one =>
            $"{one.Slug} has used more credit than it had: {new Money(one.Minor, Currency.Of(one.Currency))}.");
}
