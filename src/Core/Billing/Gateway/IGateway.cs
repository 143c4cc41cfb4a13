using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Gateway;

/// <summary>
/// Who takes the customers' money. What changes anything is called in the steps of jobs alone, never while a transaction is open, and each
/// says by a <see cref="Posting"/> whose doing it is.
/// </summary>
public interface IGateway
{
    /// <summary>As sentences name it.</summary>
    string Called { get; }

    bool IsSetUp { get; }

    /// <summary>It moves real money.</summary>
    bool IsLive { get; }

    Task<Result<GatewayCustomer, GatewayFault>> Customer(string id, CancellationToken cancel);

    /// <summary>Everybody there is, the newest first.</summary>
    Task<Result<IReadOnlyList<GatewayCustomer>, GatewayFault>> AllCustomers(CancellationToken cancel);

    /// <summary>Those with exactly that address.</summary>
    Task<Result<IReadOnlyList<GatewayCustomer>, GatewayFault>> Customers(string email, CancellationToken cancel);

    Task<Result<Posted<GatewayCustomer>, GatewayFault>> MakeCustomer(NewCustomer wanted, Posting posting, CancellationToken cancel);

    Task<Result<IReadOnlyList<GatewayCredit>, GatewayFault>> Credits(string customer, CancellationToken cancel);

    Task<Result<Posted<GatewayCredit>, GatewayFault>> GiveCredit(NewCredit wanted, Posting posting, CancellationToken cancel);

    Task<Result<GatewayInvoice, GatewayFault>> Invoice(string id, CancellationToken cancel);

    Task<Result<IReadOnlyList<GatewayInvoice>, GatewayFault>> Invoices(string customer, CancellationToken cancel);

    Task<Result<Posted<GatewayInvoice>, GatewayFault>> DraftInvoice(NewInvoice wanted, Posting posting, CancellationToken cancel);

    Task<Result<IReadOnlyList<GatewayLine>, GatewayFault>> Lines(string invoice, CancellationToken cancel);

    /// <summary>All that it charges for, also what a subscription put there.</summary>
    Task<Result<IReadOnlyList<GatewayLine>, GatewayFault>> InvoiceLines(string invoice, CancellationToken cancel);

    Task<Result<Posted<GatewayLine>, GatewayFault>> AddLine(NewLine wanted, Posting posting, CancellationToken cancel);

    /// <summary>It has a number from then on, and can't be edited.</summary>
    Task<Result<Posted<GatewayInvoice>, GatewayFault>> OpenInvoice(string id, Posting posting, CancellationToken cancel);

    /// <summary>By what the customer left for it. Declined is a fault that says so.</summary>
    Task<Result<Posted<GatewayInvoice>, GatewayFault>> CollectInvoice(string id, Posting posting, CancellationToken cancel);

    /// <summary>It was paid elsewhere.</summary>
    Task<Result<Posted<GatewayInvoice>, GatewayFault>> MarkPaid(string id, Posting posting, CancellationToken cancel);

    Task<Result<Posted<GatewayInvoice>, GatewayFault>> VoidInvoice(string id, Posting posting, CancellationToken cancel);

    Task<Result<Posted<GatewayInvoice>, GatewayFault>> WriteOff(string id, Posting posting, CancellationToken cancel);

    /// <summary>Several where it was paid in parts; none where it was paid from credit, or there was nothing to pay.</summary>
    Task<Result<IReadOnlyList<InvoicePart>, GatewayFault>> PaymentsOf(string invoice, CancellationToken cancel);

    Task<Result<GatewayPayment, GatewayFault>> Payment(string id, CancellationToken cancel);

    Task<Result<GatewayRefund, GatewayFault>> Refund(string id, CancellationToken cancel);

    Task<Result<IReadOnlyList<GatewayRefund>, GatewayFault>> Refunds(string payment, CancellationToken cancel);

    Task<Result<Posted<GatewayRefund>, GatewayFault>> MakeRefund(NewRefund wanted, Posting posting, CancellationToken cancel);

    Task<Result<IReadOnlyList<GatewayCreditNote>, GatewayFault>> CreditNotes(string invoice, CancellationToken cancel);

    Task<Result<Posted<GatewayCreditNote>, GatewayFault>> MakeCreditNote(NewCreditNote wanted, Posting posting, CancellationToken cancel);

    Task<Result<GatewaySubscription, GatewayFault>> Subscription(string id, CancellationToken cancel);

    Task<Result<IReadOnlyList<GatewaySubscription>, GatewayFault>> Subscriptions(string customer, CancellationToken cancel);

    Task<Result<Posted<GatewaySubscription>, GatewayFault>> SetTrialEnd(
        string id, DateTimeOffset until, Posting posting, CancellationToken cancel);

    /// <summary>It ends with its period, or, where it was to, goes on.</summary>
    Task<Result<Posted<GatewaySubscription>, GatewayFault>> EndWithPeriod(string id, bool ends, Posting posting, CancellationToken cancel);

    /// <summary>At once and for good. It has no key: where the answer is lost, how it is now says whether it was done.</summary>
    Task<Result<GatewaySubscription, GatewayFault>> CancelNow(string id, CancellationToken cancel);

    Task<Result<Posted<GatewayPayPage>, GatewayFault>> MakePayPage(NewPayPage wanted, Posting posting, CancellationToken cancel);

    Task<Result<GatewayPayPage, GatewayFault>> PayPage(string id, CancellationToken cancel);

    Task<Result<GatewayDispute, GatewayFault>> Dispute(string id, CancellationToken cancel);

    /// <summary>What happened since then, newest first, from behind that event on. The provider forgets after 30 days.</summary>
    Task<Result<GatewayEvents, GatewayFault>> Events(DateTimeOffset since, string? behind, CancellationToken cancel);

    Task<Result<GatewayEvent, GatewayFault>> Event(string id, CancellationToken cancel);

    /// <summary>Why this program can't tell what an event means; none where it can.</summary>
    string? WhyUnread(GatewayEvent happened);

    /// <summary>What is well, wrong and worth knowing about the key, the clock and whether what is heard comes; changes nothing.</summary>
    Task<Result<GatewayCheckup, GatewayFault>> CheckUp(IReadOnlyList<string> heard, CancellationToken cancel);
}
