using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Events;

/// <summary>A customer has paid on a page that was made for an invoice: it is booked for that.</summary>
sealed class PayPageNews(IGateway gateway, ProviderPayments payments) : IHearGateway
{
    public IReadOnlyList<string> Types { get; } =
    [
        "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
    ];

    public async Task<Result<Heard, GatewayFault>> Read(GatewayEvent happened, CancellationToken cancel)
    {
        if ((await gateway.PayPage(happened.ThingId!, cancel)).Failed(out var page, out var fault)) return fault;
        if (page.Payment is not { } id) return new Heard("Nobody has paid on that page yet.", (_, _) => Task.CompletedTask);
        if ((await gateway.Payment(id, cancel)).Failed(out var payment, out fault)) return fault;
        return new Heard($"{payment.Amount} on a page: {payment.State.Words()}.", async (work, token) =>
        {
            var of = await work.Find<PaidFor>(
                """
                update pay_pages p
                set    paid_at = case when @IsPaid then coalesce(p.paid_at, @Now) else p.paid_at end
                from   invoices i
                where  p.id = @Id and i.id = p.invoice_id
                returning i.id as invoice, i.organization_id as whose
                """, new { page.Id, page.IsPaid, work.Now }, token);
            await payments.Bring(payment, of, work, token);
        });
    }
}
