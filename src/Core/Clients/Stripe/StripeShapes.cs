using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Values;
using Sdk = global::Stripe;

namespace OpsBot.Core.Clients.Stripe;

/// <summary>
/// Stripe's objects in our own types; none where one is in a currency that we do not reckon in. A state that is new there is Unknown.
/// </summary>
static class StripeShapes
{
    public static GatewayCustomer? Of(Sdk.Customer one) => new(one.Id, one.Name, one.Email, StripeMark.In(one.Metadata))
    {
        IsDeleted = one.Deleted == true,
        // There what the customer owes is above zero.
        Credit = one.Currency is null ? null : In(-one.Balance, one.Currency),
    };

    public static GatewayCredit? Of(Sdk.CustomerBalanceTransaction one) =>
        In(-one.Amount, one.Currency) is { } amount && In(-one.EndingBalance, one.Currency) is { } balance
            ? new(one.Id, amount, balance, one.Type, At(one.Created), StripeMark.In(one.Metadata)) : null;

    public static GatewayInvoice? Of(Sdk.Invoice one) =>
        In(one.Total, one.Currency) is { } total && In(one.AmountDue, one.Currency) is { } due
            && In(one.AmountRemaining, one.Currency) is { } left
            ? new(one.Id, one.CustomerId, Of(one.Status), total, due, left)
            {
                Number = one.Number,
                Subscription = one.Parent?.SubscriptionDetails?.SubscriptionId,
                Tax = In((one.TotalTaxes ?? []).Sum(tax => tax.Amount), one.Currency),
                PayPage = one.HostedInvoiceUrl is { } page ? new(page) : null,
                CreatedAt = At(one.Created),
                PaidAt = At(one.StatusTransitions?.PaidAt),
                Mark = StripeMark.In(one.Metadata),
            } : null;

    static GatewayInvoiceState Of(string? status) => status switch
    {
        "draft" => GatewayInvoiceState.Draft,
        "open" => GatewayInvoiceState.Open,
        "paid" => GatewayInvoiceState.Paid,
        "void" => GatewayInvoiceState.Void,
        "uncollectible" => GatewayInvoiceState.Uncollectible,
        _ => GatewayInvoiceState.Unknown,
    };

    public static GatewayLine? Of(Sdk.InvoiceItem one) => In(one.Amount, one.Currency) is { } amount
        ? new(one.Id, amount, one.Description, StripeMark.In(one.Metadata)) : null;

    public static GatewayLine? Of(Sdk.InvoiceLineItem one) => In(one.Amount, one.Currency) is { } amount
        ? new(one.Id, amount, one.Description, StripeMark.In(one.Metadata)) : null;

    public static InvoicePart? Of(Sdk.InvoicePayment one) => In(one.AmountPaid ?? 0, one.Currency) is { } paid
        ? new(one.Id, one.Payment?.PaymentIntentId, paid, one.Status == "paid") : null;

    public static GatewayPayment? Of(Sdk.PaymentIntent one) =>
        In(one.Amount, one.Currency) is { } amount && In(one.LatestCharge?.AmountRefunded ?? 0, one.Currency) is { } refunded
            ? new(one.Id, one.CustomerId, one.Status switch
            {
                "succeeded" => GatewayPaymentState.Succeeded,
                "canceled" => GatewayPaymentState.Failed,
                "requires_action" => GatewayPaymentState.NeedsCustomer,
                "requires_payment_method" when one.LastPaymentError is not null => GatewayPaymentState.Failed,
                "requires_payment_method" or "requires_confirmation" or "requires_capture" or "processing" => GatewayPaymentState.Pending,
                _ => GatewayPaymentState.Unknown,
            }, amount, refunded, one.LatestCharge?.Disputed == true)
            {
                DeclineCode = one.LastPaymentError?.DeclineCode ?? one.LastPaymentError?.Code,
                CreatedAt = At(one.Created),
                Mark = StripeMark.In(one.Metadata),
            } : null;

    public static GatewayRefund? Of(Sdk.Refund one) => In(one.Amount, one.Currency) is { } amount
        ? new(one.Id, one.PaymentIntentId, one.Status switch
        {
            "pending" => GatewayRefundState.Pending,
            "requires_action" => GatewayRefundState.NeedsAction,
            "succeeded" => GatewayRefundState.Succeeded,
            "failed" => GatewayRefundState.Failed,
            "canceled" => GatewayRefundState.Cancelled,
            _ => GatewayRefundState.Unknown,
        }, amount, At(one.Created), StripeMark.In(one.Metadata)) { Why = one.FailureReason ?? one.PendingReason } : null;

    public static GatewayCreditNote? Of(Sdk.CreditNote one) => In(one.Total, one.Currency) is { } amount
        ? new(one.Id, one.InvoiceId, amount, one.Status == "void", StripeMark.In(one.Metadata)) : null;

    public static GatewaySubscription? Of(Sdk.Subscription one) => new(one.Id, one.CustomerId, one.Status switch
    {
        "incomplete" => GatewaySubscriptionState.Incomplete,
        "incomplete_expired" => GatewaySubscriptionState.Expired,
        "trialing" => GatewaySubscriptionState.Trialing,
        "active" => GatewaySubscriptionState.Active,
        "past_due" => GatewaySubscriptionState.PastDue,
        "unpaid" => GatewaySubscriptionState.Unpaid,
        "paused" => GatewaySubscriptionState.Paused,
        "canceled" => GatewaySubscriptionState.Cancelled,
        _ => GatewaySubscriptionState.Unknown,
    }, one.CancelAtPeriodEnd)
    {
        PeriodEnd = one.Items?.Data is { Count: > 0 } items ? At(items.Min(item => item.CurrentPeriodEnd)) : null,
        TrialEnd = At(one.TrialEnd),
        Prices = [.. (one.Items?.Data ?? []).Select(item => item.Price.Id)],
        Mark = StripeMark.In(one.Metadata),
    };

    public static GatewayPayPage? Of(Sdk.Checkout.Session one) => new(
        one.Id, one.Url is { } url ? new(url) : null, one.PaymentStatus == "paid", one.PaymentIntentId, StripeMark.In(one.Metadata));

    public static GatewayDispute? Of(Sdk.Dispute one) => In(one.Amount, one.Currency) is { } amount
        ? new(one.Id, one.PaymentIntentId, amount, one.Status, one.Reason, one.IsChargeRefundable)
        {
            AnswerBy = At(one.EvidenceDetails?.DueBy),
        } : null;

    static Money? In(long minor, string? currency) =>
        Currency.Known.FirstOrDefault(known => known.Code.Equals(currency, StringComparison.OrdinalIgnoreCase)) is { Code: not null } known
            ? new Money(minor, known) : null;

    // What the SDK reads is in UTC.
    public static DateTimeOffset At(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    static DateTimeOffset? At(DateTime? time) => time is { } known ? At(known) : null;
}
