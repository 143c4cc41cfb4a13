using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

public sealed record RefundInvoice(
    [Arg("which invoice")] InvoiceId Invoice,
    [Group] RefundTerms Terms) : ICommand<RefundInvoice, Refunded>
{
    public static Spec Spec { get; } = new("refund invoice", "Give back what was paid for an invoice, all or a part")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Doing = "Refunding", Verb = "Refund",
        Examples =
        [
            "/refund invoice INV-202611-0001 20.00 why:request credit-note:yes", "/refund invoice INV-202611-0001 why:fraud all:yes",
        ],
    };
}

sealed class RefundInvoiceHandler(Refunding refunding) : IMakeRefund<RefundInvoice>
{
    public Refunding Refunding => refunding;

    public RefundTerms TermsOf(RefundInvoice command) => command.Terms;

    public InvoiceId? InvoiceOf(RefundInvoice command) => command.Invoice;

    public async Task<Result<PaymentFound>> Find(RefundInvoice command, Work work, CancellationToken cancel)
    {
        var payments = await work.List<PaymentId>(
            """
            select   a.payment_id
            from     allocations a
            join     payments p on p.id = a.payment_id
            where    a.invoice_id = @Invoice and p.state in ('succeeded', 'disputed')
            order by p.paid_at desc, p.id
            """, new { command.Invoice }, cancel);
        if (payments is [var one]) return new PaymentFound(one);
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        return payments.Count == 0 ? invoice.NotNow("was not paid by any payment, so nothing can go back.")
            : invoice.NotNow("was paid in parts. Say which of them goes back.") with
            {
                WaysOn = [.. payments.Take(5).Select(payment => new WayOn($"{payment}"[..12], $"/refund payment {payment}"))],
            };
    }
}
