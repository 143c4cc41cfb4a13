using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;

namespace OpsBot.Core.Billing.Payments;

/// <summary>Of which invoice a payment at the provider is.</summary>
sealed record PaidFor(InvoiceId Invoice, OrganizationId Whose);

/// <summary>Brings our payment to where the provider's is, from whichever report; harmless twice, and in any order.</summary>
sealed class ProviderPayments(Till till)
{
    public async Task Bring(GatewayPayment theirs, PaidFor? of, Work work, CancellationToken cancel)
    {
        if (theirs.State is GatewayPaymentState.Unknown) return;
        if (of is null && await Known(theirs, work, cancel) is { } known) of = known;
        if (of is null) return;
        if (theirs.State is not GatewayPaymentState.Succeeded)
        {
            await Note(theirs, of, work, cancel);
            return;
        }
        await till.Take(new(of.Whose, theirs.Amount, PaymentMethod.Card, [of.Invoice]) { ProviderId = theirs.Id }, work, cancel);
        await work.Execute(
            """
            update payments
            set    invoice_id = @Invoice, why = null
            where  provider_id = @Id and (invoice_id is null or why is not null)
            """, new { of.Invoice, theirs.Id }, cancel);
        await Disputes.Settle(theirs.Id, work, cancel);
    }

    /// <summary>By the page that it was paid on, or as it was heard of before.</summary>
    static Task<PaidFor?> Known(GatewayPayment theirs, Work work, CancellationToken cancel) => work.Find<PaidFor>(
        """
        select i.id as invoice, i.organization_id as whose
        from   invoices i
        where  i.id in (select invoice_id from pay_pages where trail = @Trail
                        union all
                        select invoice_id from payments where provider_id = @Id)
        limit  1
        """, new { theirs.Mark?.Trail, theirs.Id }, cancel);

    // What has come in never becomes less by a report.
    static Task Note(GatewayPayment theirs, PaidFor of, Work work, CancellationToken cancel) => work.Execute(
        """
        insert into payments (id, organization_id, invoice_id, state, method, provider_id, currency, amount_minor, why, created_at)
        values (gen_random_uuid(), @Whose, @Invoice, @State, 'card', @Id, @Code, @Minor, @Why, @CreatedAt)
        on     conflict (provider_id) do update
        set    state = excluded.state, why = excluded.why, version = payments.version + 1
        where  payments.state in ('pending', 'requires_action', 'failed')
        and    (payments.state, payments.why) is distinct from (excluded.state, excluded.why)
        """,
        new
        {
            of.Whose, of.Invoice, theirs.Id, theirs.Amount.Currency.Code, theirs.Amount.Minor, theirs.CreatedAt,
            State = theirs.State switch
            {
                GatewayPaymentState.NeedsCustomer => "requires_action",
                GatewayPaymentState.Failed => "failed",
                _ => "pending",
            },
            Why = theirs.State switch
            {
                GatewayPaymentState.NeedsCustomer => "The customer's bank wants them to confirm it.",
                GatewayPaymentState.Failed => $"Declined: {theirs.DeclineCode?.Replace('_', ' ') ?? "the provider does not say why"}.",
                _ => null,
            },
        }, cancel);
}
