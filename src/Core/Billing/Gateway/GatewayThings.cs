using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Gateway;

/// <summary>Who pays, as the provider has them. What stands to their credit is above zero.</summary>
public sealed record GatewayCustomer(string Id, string? Name, string? Email, PostingMark? Mark)
{
    public Money? Credit { get; init; }

    public bool IsDeleted { get; init; }
}

public sealed record NewCustomer(string Name, string Email);

/// <summary>A change of what stands to a customer's credit: above zero is to their good.</summary>
public sealed record GatewayCredit(string Id, Money Amount, Money Balance, string Kind, DateTimeOffset CreatedAt, PostingMark? Mark);

public sealed record NewCredit(string Customer, Money Amount, string Why);

public enum GatewayInvoiceState { Draft, Open, Paid, Void, Uncollectible, Unknown }

public sealed record GatewayInvoice(string Id, string Customer, GatewayInvoiceState State, Money Total, Money Due, Money Left)
{
    /// <summary>The provider's, not ours; none on a draft.</summary>
    public string? Number { get; init; }

    public string? Subscription { get; init; }

    public Money? Tax { get; init; }

    /// <summary>Opens without a login: only for who is to pay.</summary>
    public Uri? PayPage { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public PostingMark? Mark { get; init; }
}

/// <summary>An empty draft. The provider neither opens, collects nor mails it by itself.</summary>
public sealed record NewInvoice(string Customer, Currency Currency, string Text);

public sealed record GatewayLine(string Id, Money Amount, string? Text, PostingMark? Mark);

public sealed record NewLine(string Customer, string Invoice, Money Amount, string Text);

/// <summary>What was paid of an invoice by one payment.</summary>
public sealed record InvoicePart(string Id, string? Payment, Money Paid, bool IsPaid);

public enum GatewayPaymentState { Pending, NeedsCustomer, Succeeded, Failed, Unknown }

/// <summary>A payment, and what is left of it to give back.</summary>
public sealed record GatewayPayment(string Id, string? Customer, GatewayPaymentState State, Money Amount, Money Refunded, bool IsDisputed)
{
    /// <summary>The card's word for why not.</summary>
    public string? DeclineCode { get; init; }

    public PostingMark? Mark { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public Money Left => Amount - Refunded;
}

public enum GatewayRefundState { Pending, NeedsAction, Succeeded, Failed, Cancelled, Unknown }

public sealed record GatewayRefund(
    string Id, string? Payment, GatewayRefundState State, Money Amount, DateTimeOffset CreatedAt, PostingMark? Mark)
{
    /// <summary>Why it failed, or what it waits for, in the provider's word.</summary>
    public string? Why { get; init; }
}

public enum RefundReason { Duplicate, Fraudulent, RequestedByCustomer }

/// <summary>The amount is always named: without one the provider would give back all that is left.</summary>
public sealed record NewRefund(string Payment, Money Amount, RefundReason Reason);

public sealed record GatewayCreditNote(string Id, string Invoice, Money Amount, bool IsVoid, PostingMark? Mark);

/// <summary>Where what a credit note takes off goes.</summary>
public enum GivenBack { ByRefund, AsCredit, StillOpen }

public sealed record NewCreditNote(string Invoice, Money Amount, GivenBack How, RefundReason Reason)
{
    /// <summary>The refund that gave it back.</summary>
    public string? Refund { get; init; }
}

public enum GatewaySubscriptionState { Incomplete, Expired, Trialing, Active, PastDue, Unpaid, Paused, Cancelled, Unknown }

public sealed record GatewaySubscription(string Id, string Customer, GatewaySubscriptionState State, bool EndsWithPeriod)
{
    /// <summary>The earliest of its items'.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    public DateTimeOffset? TrialEnd { get; init; }

    public IReadOnlyList<string> Prices { get; init; } = [];

    public PostingMark? Mark { get; init; }
}

/// <summary>A page at the provider on which a customer pays once.</summary>
public sealed record GatewayPayPage(string Id, Uri? Url, bool IsPaid, string? Payment, PostingMark? Mark);

public sealed record NewPayPage(string? Customer, Money Amount, string Text, Uri After);

public sealed record GatewayDispute(string Id, string? Payment, Money Amount, string State, string Reason, bool IsRefundable)
{
    public DateTimeOffset? AnswerBy { get; init; }

    /// <summary>It has been decided, one way or the other.</summary>
    public bool IsOver => State is "won" or "lost" or "warning_closed" or "prevented";
}
