using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Credits;

/// <summary>An organization's credit moves: from or to the other account, once under its key.</summary>
sealed record CreditMove(string Key, OrganizationId Whose, Account Other, Money Amount, TransferCode Code);

/// <summary>What we owe organizations, and what their next invoices are paid from.</summary>
static class Credits
{
    /// <summary>It has that much more.</summary>
    public static Task<Refusal?> Give(Work work, CreditMove move, CancellationToken cancel) =>
        work.Transfer(new(move.Key, move.Other, Account.CreditOf(move.Whose), move.Amount, move.Code), cancel);

    /// <summary>It has that much less: what ends soonest is used first. Refused where it has not that much, or has promised it.</summary>
    public static async Task<Refusal?> Take(Work work, CreditMove move, CancellationToken cancel)
    {
        var taken = await work.Get<bool>("select exists (select from ledger_transfers where key = @Key)", new { move.Key }, cancel);
        if (await work.Transfer(new(move.Key, Account.CreditOf(move.Whose), move.Other, move.Amount, move.Code), cancel) is { } refusal)
            return refusal;
        if (!taken) await Use(work, [move.Whose.Value], [move.Amount.Minor], [move.Amount.Currency.Code], cancel);
        return null;
    }

    /// <summary>What of it nothing was promised from yet.</summary>
    public static async Task<Money> Free(Work work, OrganizationId whose, Currency currency, CancellationToken cancel) =>
        (await work.BalanceOf(Account.CreditOf(whose), currency, cancel)).Free;

    /// <summary>How a plan says what credit its organization has after it.</summary>
    public static async Task<IReadOnlyList<Change>> MoreFor(Work work, Invoice invoice, Money more, CancellationToken cancel)
    {
        var free = await Free(work, OrganizationId.Of(invoice.OrganizationId), more.Currency, cancel);
        return more.Minor == 0 ? [] : [new($"Credit of {invoice.Organization}", free.ToString(), (free + more).ToString())];
    }

    /// <summary>
    /// Invoices that were opened in this transaction are paid from credit as far as it goes, in order of their numbers; which of them it
    /// was used for.
    /// </summary>
    public static async Task<IReadOnlyList<InvoiceId>> Apply(Work work, Guid[] opened, CancellationToken cancel)
    {
        // Who has none is most; and two who use the same credit come one after the other.
        var accounts = await work.List<long>(
            """
            select   a.id
            from     ledger_accounts a
            where    a.kind = 'credit'
            and      exists (select
                             from   invoices i
                             where  i.id = any (@opened) and i.state = 'open' and i.organization_id = a.organization_id
                             and    i.currency = a.currency)
            order by a.id
            for      no key update
            """, new { opened }, cancel);
        if (accounts.Count == 0) return [];
        var used = await work.List<Used>(
            """
            with free as materialized (
                select a.id, a.organization_id, a.currency, b.credited - b.debited - b.pending_debit as minor
                from   ledger_accounts a
                cross  join lateral ledger_balance(a.id) b
                where  a.id = any (@Accounts)),
            wanted as (
                select i.id, i.organization_id, i.currency, f.id as account, f.minor as free, i.total_minor - i.paid_minor as due,
                       sum(i.total_minor - i.paid_minor) over (partition by f.id order by i.series_month, i.series_no) as up_to
                from   free f
                join   invoices i on i.organization_id = f.organization_id and i.currency = f.currency
                where  f.minor > 0 and i.id = any (@opened) and i.state = 'open'),
            used as materialized (
                select w.id, w.organization_id, w.currency, w.account, least(w.due, w.free - (w.up_to - w.due))::bigint as minor
                from   wanted w
                where  w.free > w.up_to - w.due),
            booked as (
                insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, at)
                select 'invoice:' || u.id || ':credit', u.account, r.id, u.minor, u.currency, 'credit_used', 'direct', @Now
                from   used u
                join   ledger_accounts r on r.organization_id = u.organization_id and r.kind = 'receivable' and r.currency = u.currency)
            update invoices i
            set    paid_minor = i.paid_minor + u.minor, credit_minor = i.credit_minor + u.minor
            from   used u
            where  i.id = u.id
            returning i.id, i.organization_id, i.currency, u.minor
            """, new { Accounts = accounts.ToArray(), opened, work.Now }, cancel);
        var sums = used.GroupBy(one => (one.OrganizationId, one.Currency)).ToList();
        await Use(work, [.. sums.Select(sum => sum.Key.OrganizationId)], [.. sums.Select(sum => sum.Sum(one => one.Minor))],
            [.. sums.Select(sum => sum.Key.Currency)], cancel);
        return [.. used.Select(one => InvoiceId.Of(one.Id))];
    }

    sealed record Used(Guid Id, Guid OrganizationId, string Currency, long Minor);

    // Each organization's account is locked by now.
    static Task Use(Work work, Guid[] whose, long[] minors, string[] currencies, CancellationToken cancel) => work.Execute(
        """
        update credits c
        set    left_minor = c.left_minor - least(c.left_minor, u.minor - u.before)
        from   (select d.id, t.minor, sum(d.left_minor) over (partition by d.organization_id, d.currency order by d.expires_on, d.id)
                       - d.left_minor as before
                from   unnest(@whose, @minors, @currencies) t (organization_id, minor, currency)
                join   credits d on d.organization_id = t.organization_id and d.currency = t.currency
                where  d.left_minor > 0) u
        where  c.id = u.id and u.minor > u.before
        """, new { whose, minors, currencies }, cancel);
}
