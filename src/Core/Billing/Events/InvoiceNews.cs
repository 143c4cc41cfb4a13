using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Events;

/// <summary>
/// An invoice that the provider collects is one here, too: what was paid of it there is booked, and what was declined is said in #billing.
/// </summary>
sealed class InvoiceNews(IGateway gateway, ProviderInvoices invoices, ProviderPayments payments) : IHearGateway
{
    public IReadOnlyList<string> Types { get; } =
        ["invoice.finalized", "invoice.paid", "invoice.payment_failed", "invoice.payment_action_required"];

    public async Task<Result<Heard, GatewayFault>> Read(GatewayEvent happened, CancellationToken cancel)
    {
        if ((await gateway.Invoice(happened.ThingId!, cancel)).Failed(out var invoice, out var fault)) return fault;
        if ((await gateway.PaymentsOf(invoice.Id, cancel)).Failed(out var parts, out fault)) return fault;
        if ((await gateway.InvoiceLines(invoice.Id, cancel)).Failed(out var lines, out fault)) return fault;
        var paid = new List<GatewayPayment>();
        foreach (var id in parts.Select(part => part.Payment).OfType<string>().Distinct())
            if ((await gateway.Payment(id, cancel)).Failed(out var payment, out fault)) return fault;
            else paid.Add(payment);
        return new Heard($"An invoice of {invoice.Total}: {invoice.State.Words()}, {invoice.Left} open.",
            (work, token) => Settle(new(invoice, lines, paid), work, token));
    }

    sealed record Seen(GatewayInvoice Invoice, IReadOnlyList<GatewayLine> Lines, IReadOnlyList<GatewayPayment> Payments);

    async Task Settle(Seen seen, Work work, CancellationToken cancel)
    {
        if (await invoices.Take(seen.Invoice, seen.Lines, work, cancel) is not { } of) return;
        foreach (var payment in seen.Payments.OrderBy(one => one.CreatedAt)) await payments.Bring(payment, of, work, cancel);
        if (seen.Invoice.State is not GatewayInvoiceState.Paid && seen.Payments.Any(one => one.State is GatewayPaymentState.Failed))
            await Declined(of, work, cancel);
    }

    async Task Declined(PaidFor of, Work work, CancellationToken cancel)
    {
        await work.Execute(
            """
            update subscriptions s
            set    state = 'past_due', version = s.version + 1, changed_at = @Now
            from   invoices i
            where  i.id = @Invoice and s.id = i.subscription_id and s.state = 'active' and i.state in ('open', 'overdue')
            """, new { of.Invoice, work.Now }, cancel);
        var invoice = await Invoices.Invoice.One(work, of.Invoice, cancel);
        await work.Say($"invoice:{of.Invoice.Value:n}:declined", new To.Channel(Purpose.Billing), new Reply(
            $"{invoice.Called}: the payment failed")
        {
            Tone = Tone.Bad,
            Parts =
            [
                new Paragraph($"{invoice.Organization} still owes {invoice.Left}. {gateway.Called} tries the card again by itself; or send a "
                    + "link on which they pay another way."),
            ],
            Buttons = [new Button("Link to pay", $"/payment link {invoice.Id}"), new Button("Show", $"/invoice show {invoice.Id}")],
        }, cancel);
    }
}
