using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Payments;

/// <summary>What came in, and for which invoices, in that order. What is more than they want is the organization's credit.</summary>
sealed record MoneyIn(OrganizationId From, Money Amount, PaymentMethod Method, IReadOnlyList<InvoiceId> For)
{
    /// <summary>What the bank says of it.</summary>
    public string? Reference { get; init; }

    /// <summary>It came in through the payment provider, who calls it so.</summary>
    public string? ProviderId { get; init; }
}

/// <summary>So much of a payment went to that invoice.</summary>
sealed record InvoicePaid(InvoiceId Invoice, Money Amount);

/// <summary>The one way money comes in, by hand or through the payment provider: in the transaction of who found it out.</summary>
public sealed class Till(IEnumerable<IHearPaid> listeners, TimeProvider time)
{
    /// <summary>What is over, and credit now; none where the provider's payment was taken before.</summary>
    internal async Task<Money?> Take(MoneyIn money, Work work, CancellationToken cancel)
    {
        if (await Write(money, work, cancel) is not { } payment) return null;
        var (left, parts) = (money.Amount, new List<InvoicePaid>());
        var from = money.ProviderId is null ? Account.Bank : Account.Stripe;
        foreach (var invoice in await Locked(money, work, cancel))
        {
            var part = left < invoice.Left ? left : invoice.Left;
            if (part.Minor == 0) continue;
            await WriteOffs.Recover(work, invoice, $"{payment}", part, cancel);
            await Book(new($"payment:{payment}:invoice:{invoice.Id.Value}", from, Account.Receivable(money.From), part, TransferCode.Payment));
            parts.Add(new(invoice.Id, part));
            left -= part;
        }
        if (left.Minor > 0)
            await Book(new($"payment:{payment}:over", from, Account.CreditOf(money.From), left, TransferCode.Overpaid));
        await Allocate(payment, parts, work, cancel);
        await BecamePaid(parts.ConvertAll(part => part.Invoice), work, cancel);
        return left;

        // Into where money is, so that nothing refuses it.
        Task Book(Transfer transfer) => work.Transfer(transfer, cancel);
    }

    /// <summary>Those of them of which nothing is open are paid now, and what follows from that is done.</summary>
    public async Task BecamePaid(IReadOnlyList<InvoiceId> invoices, Work work, CancellationToken cancel)
    {
        var paid = await work.List<Guid>(
            """
            update invoices
            set    state = 'paid', ended_at = @Now, ended_why = null, version = version + 1
            where  id = any (@Ids) and paid_minor = total_minor and state in ('open', 'overdue', 'uncollectible')
            returning id
            """, new { Ids = invoices.Select(one => one.Value).ToArray(), work.Now }, cancel);
        if (paid.Count == 0) return;
        await work.Execute(
            """
            update subscriptions s
            set    state = 'active', version = s.version + 1, changed_at = @Now
            where  s.state = 'past_due' and s.id in (select i.subscription_id from invoices i where i.id = any (@Ids))
            and    not exists (select from invoices o where o.subscription_id = s.id and o.state in ('overdue', 'uncollectible'))
            """, new { Ids = paid.ToArray(), work.Now }, cancel);
        var told = new List<Invoice>();
        foreach (var id in paid.Order()) told.Add(await Invoice.One(work, InvoiceId.Of(id), cancel));
        foreach (var one in listeners) await one.Paid(told, work, cancel);
    }

    Task<Guid?> Write(MoneyIn money, Work work, CancellationToken cancel) => work.Find<Guid?>(
        """
        insert into payments (id, organization_id, state, method, provider_id, reference, currency, amount_minor, paid_at, created_at)
        values (@Id, @From, 'succeeded', @Method, @ProviderId, @Reference, @Code, @Minor, @Now, @Now)
        on     conflict (provider_id) do update
        set    state = 'succeeded', method = excluded.method, paid_at = @Now, amount_minor = excluded.amount_minor
        where  payments.state in ('pending', 'requires_action', 'failed')
        returning id
        """,
        new
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()), money.From, money.Method, money.ProviderId, money.Reference,
            money.Amount.Currency.Code, money.Amount.Minor, work.Now,
        }, cancel);

    // In the order of their ids, so that two who take money for the same never wait for each other in a circle.
    static async Task<IEnumerable<Invoice>> Locked(MoneyIn money, Work work, CancellationToken cancel)
    {
        var wanted = money.For.ToList();
        var open = await work.List<InvoiceId>(
            """
            select   id
            from     invoices
            where    id = any (@Wanted) and organization_id = @From and currency = @Code
            and      state in ('open', 'overdue', 'uncollectible') and paid_minor < total_minor
            order by id
            for      no key update
            """, new { Wanted = wanted.Select(one => one.Value).ToArray(), money.From, money.Amount.Currency.Code }, cancel);
        var invoices = new List<Invoice>();
        foreach (var id in open.OrderBy(wanted.IndexOf)) invoices.Add(await Invoice.One(work, id, cancel));
        return invoices;
    }

    static Task Allocate(Guid payment, IReadOnlyList<InvoicePaid> parts, Work work, CancellationToken cancel) => work.Execute(
        """
        with parts as (
            insert into allocations (payment_id, invoice_id, amount_minor)
            select @payment, p.invoice, p.minor
            from   unnest(@Invoices::uuid[], @Minors::bigint[]) p (invoice, minor)
            returning invoice_id, amount_minor)
        update invoices i
        set    paid_minor = i.paid_minor + p.amount_minor, version = i.version + 1
        from   parts p
        where  i.id = p.invoice_id
        """,
        new
        {
            payment, Invoices = parts.Select(part => part.Invoice.Value).ToArray(),
            Minors = parts.Select(part => part.Amount.Minor).ToArray(),
        }, cancel);
}
