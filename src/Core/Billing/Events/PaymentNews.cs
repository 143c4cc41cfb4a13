using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Events;

/// <summary>Moves our payment to where the provider's is. One that is of none of our invoices or pages is nothing to us.</summary>
sealed class PaymentNews(IGateway gateway, ProviderPayments payments) : IHearGateway
{
    public IReadOnlyList<string> Types { get; } =
    [
        "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.requires_action", "payment_intent.processing",
        "payment_intent.canceled",
    ];

    public async Task<Result<Heard, GatewayFault>> Read(GatewayEvent happened, CancellationToken cancel)
    {
        if ((await gateway.Payment(happened.ThingId!, cancel)).Failed(out var payment, out var fault)) return fault;
        return new Heard($"A payment of {payment.Amount}: {payment.State.Words()}.",
            (work, token) => payments.Bring(payment, null, work, token));
    }
}
