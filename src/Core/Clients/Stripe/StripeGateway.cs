using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Values;
using Sdk = global::Stripe;

namespace OpsBot.Core.Clients.Stripe;

/// <summary>Stripe, by its official SDK. Nothing of it leaves this folder.</summary>
sealed class StripeGateway(StripeClients stripe, StripeCheckup checkup) : IGateway
{
    // Lists are read in the largest pages there are.
    const int Most = 100;

    public string Called => "Stripe";

    public bool IsSetUp => stripe.Settings.IsSetUp;

    public bool IsLive => stripe.Settings.IsLive;

    public Task<Result<GatewayCustomer, GatewayFault>> Customer(string id, CancellationToken cancel) =>
        stripe.Look($"look at the customer {id}", v1 => v1.Customers.GetAsync(id, cancellationToken: cancel), StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<GatewayCustomer>, GatewayFault>> AllCustomers(CancellationToken cancel) =>
        stripe.List("read all customers",
            v1 => v1.Customers.ListAutoPagingAsync(new() { Limit = Most }, cancellationToken: cancel), StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<GatewayCustomer>, GatewayFault>> Customers(string email, CancellationToken cancel) =>
        stripe.List("look for a customer by mail address",
            v1 => v1.Customers.ListAutoPagingAsync(new() { Email = email, Limit = Most }, cancellationToken: cancel),
            StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayCustomer>, GatewayFault>> MakeCustomer(
        NewCustomer wanted, Posting posting, CancellationToken cancel) =>
        stripe.Post("make a customer", posting, (v1, options) => v1.Customers.CreateAsync(
            new() { Name = wanted.Name, Email = wanted.Email, Metadata = StripeMark.Of(posting) }, options, cancel),
            StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<GatewayCredit>, GatewayFault>> Credits(string customer, CancellationToken cancel) =>
        stripe.List($"look at the credit of {customer}",
            v1 => v1.Customers.BalanceTransactions.ListAutoPagingAsync(customer, new() { Limit = Most }, cancellationToken: cancel),
            StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayCredit>, GatewayFault>> GiveCredit(NewCredit wanted, Posting posting, CancellationToken cancel) =>
        stripe.Post($"give credit to {wanted.Customer}", posting, (v1, options) => v1.Customers.BalanceTransactions.CreateAsync(
            wanted.Customer,
            new()
            {
                // There what is to the customer's good is below zero.
                Amount = -wanted.Amount.Minor, Currency = Code(wanted.Amount.Currency), Description = wanted.Why,
                Metadata = StripeMark.Of(posting),
            }, options, cancel), StripeShapes.Of, cancel);

    public Task<Result<GatewayInvoice, GatewayFault>> Invoice(string id, CancellationToken cancel) =>
        stripe.Look($"look at the invoice {id}", v1 => v1.Invoices.GetAsync(id, cancellationToken: cancel), StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<GatewayInvoice>, GatewayFault>> Invoices(string customer, CancellationToken cancel) =>
        stripe.List($"look at the invoices of {customer}",
            v1 => v1.Invoices.ListAutoPagingAsync(new() { Customer = customer, Limit = Most }, cancellationToken: cancel),
            StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayInvoice>, GatewayFault>> DraftInvoice(NewInvoice wanted, Posting posting, CancellationToken cancel) =>
        stripe.Post($"draft an invoice for {wanted.Customer}", posting, (v1, options) => v1.Invoices.CreateAsync(
            new()
            {
                Customer = wanted.Customer, Currency = Code(wanted.Currency), Description = wanted.Text, AutoAdvance = false,
                CollectionMethod = "charge_automatically", PendingInvoiceItemsBehavior = "exclude", Metadata = StripeMark.Of(posting),
            }, options, cancel), StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<GatewayLine>, GatewayFault>> Lines(string invoice, CancellationToken cancel) =>
        stripe.List($"look at the lines of {invoice}",
            v1 => v1.InvoiceItems.ListAutoPagingAsync(new() { Invoice = invoice, Limit = Most }, cancellationToken: cancel),
            StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<GatewayLine>, GatewayFault>> InvoiceLines(string invoice, CancellationToken cancel) =>
        stripe.List($"look at what the invoice {invoice} charges for",
            v1 => v1.Invoices.LineItems.ListAutoPagingAsync(invoice, new() { Limit = Most }, cancellationToken: cancel),
            StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayLine>, GatewayFault>> AddLine(NewLine wanted, Posting posting, CancellationToken cancel) =>
        stripe.Post($"add a line to the invoice {wanted.Invoice}", posting, (v1, options) => v1.InvoiceItems.CreateAsync(
            new()
            {
                Customer = wanted.Customer, Invoice = wanted.Invoice, Amount = wanted.Amount.Minor,
                Currency = Code(wanted.Amount.Currency), Description = wanted.Text, Metadata = StripeMark.Of(posting),
            }, options, cancel), StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayInvoice>, GatewayFault>> OpenInvoice(string id, Posting posting, CancellationToken cancel) =>
        stripe.Post($"open the invoice {id}", posting,
            (v1, options) => v1.Invoices.FinalizeInvoiceAsync(id, new() { AutoAdvance = false }, options, cancel), StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayInvoice>, GatewayFault>> CollectInvoice(string id, Posting posting, CancellationToken cancel) =>
        stripe.Post($"collect the invoice {id}", posting,
            (v1, options) => v1.Invoices.PayAsync(id, new() { OffSession = true }, options, cancel), StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayInvoice>, GatewayFault>> MarkPaid(string id, Posting posting, CancellationToken cancel) =>
        stripe.Post($"mark the invoice {id} as paid", posting,
            (v1, options) => v1.Invoices.PayAsync(id, new() { PaidOutOfBand = true }, options, cancel), StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayInvoice>, GatewayFault>> VoidInvoice(string id, Posting posting, CancellationToken cancel) =>
        stripe.Post($"void the invoice {id}", posting,
            (v1, options) => v1.Invoices.VoidInvoiceAsync(id, new(), options, cancel), StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayInvoice>, GatewayFault>> WriteOff(string id, Posting posting, CancellationToken cancel) =>
        stripe.Post($"write the invoice {id} off", posting,
            (v1, options) => v1.Invoices.MarkUncollectibleAsync(id, new(), options, cancel), StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<InvoicePart>, GatewayFault>> PaymentsOf(string invoice, CancellationToken cancel) =>
        stripe.List($"look at what was paid of the invoice {invoice}",
            v1 => v1.InvoicePayments.ListAutoPagingAsync(new() { Invoice = invoice, Limit = Most }, cancellationToken: cancel),
            StripeShapes.Of, cancel);

    public Task<Result<GatewayPayment, GatewayFault>> Payment(string id, CancellationToken cancel) =>
        stripe.Look($"look at the payment {id}",
            v1 => v1.PaymentIntents.GetAsync(id, new() { Expand = ["latest_charge"] }, cancellationToken: cancel), StripeShapes.Of, cancel);

    public Task<Result<GatewayRefund, GatewayFault>> Refund(string id, CancellationToken cancel) =>
        stripe.Look($"look at the refund {id}", v1 => v1.Refunds.GetAsync(id, cancellationToken: cancel), StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<GatewayRefund>, GatewayFault>> Refunds(string payment, CancellationToken cancel) =>
        stripe.List($"look at the refunds of {payment}",
            v1 => v1.Refunds.ListAutoPagingAsync(new() { PaymentIntent = payment, Limit = Most }, cancellationToken: cancel),
            StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayRefund>, GatewayFault>> MakeRefund(NewRefund wanted, Posting posting, CancellationToken cancel) =>
        stripe.Post($"refund {wanted.Amount} of {wanted.Payment}", posting, (v1, options) => v1.Refunds.CreateAsync(
            new()
            {
                PaymentIntent = wanted.Payment, Amount = wanted.Amount.Minor, Reason = wanted.Reason.Snake(),
                Metadata = StripeMark.Of(posting),
            }, options, cancel), StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<GatewayCreditNote>, GatewayFault>> CreditNotes(string invoice, CancellationToken cancel) =>
        stripe.List($"look at the credit notes of {invoice}",
            v1 => v1.CreditNotes.ListAutoPagingAsync(new() { Invoice = invoice, Limit = Most }, cancellationToken: cancel),
            StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayCreditNote>, GatewayFault>> MakeCreditNote(
        NewCreditNote wanted, Posting posting, CancellationToken cancel) =>
        stripe.Post($"write a credit note for {wanted.Invoice}", posting,
            (v1, options) => v1.CreditNotes.CreateAsync(Options(wanted, posting), options, cancel), StripeShapes.Of, cancel);

    public Task<Result<GatewaySubscription, GatewayFault>> Subscription(string id, CancellationToken cancel) =>
        stripe.Look($"look at the subscription {id}",
            v1 => v1.Subscriptions.GetAsync(id, cancellationToken: cancel), StripeShapes.Of, cancel);

    public Task<Result<IReadOnlyList<GatewaySubscription>, GatewayFault>> Subscriptions(string customer, CancellationToken cancel) =>
        stripe.List($"look at the subscriptions of {customer}",
            v1 => v1.Subscriptions.ListAutoPagingAsync(
                new() { Customer = customer, Status = "all", Limit = Most }, cancellationToken: cancel), StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewaySubscription>, GatewayFault>> SetTrialEnd(
        string id, DateTimeOffset until, Posting posting, CancellationToken cancel) =>
        stripe.Post($"move the trial's end of {id}", posting, (v1, options) => v1.Subscriptions.UpdateAsync(
            id, new() { TrialEnd = until.UtcDateTime, ProrationBehavior = "none", Metadata = StripeMark.Of(posting) }, options, cancel),
            StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewaySubscription>, GatewayFault>> EndWithPeriod(
        string id, bool ends, Posting posting, CancellationToken cancel) =>
        stripe.Post(ends ? $"let {id} end with its period" : $"keep {id}", posting, (v1, options) => v1.Subscriptions.UpdateAsync(
            id, new() { CancelAtPeriodEnd = ends, ProrationBehavior = "none", Metadata = StripeMark.Of(posting) }, options, cancel),
            StripeShapes.Of, cancel);

    public Task<Result<GatewaySubscription, GatewayFault>> CancelNow(string id, CancellationToken cancel) =>
        stripe.Ask(new($"cancel {id}", Changes: true),
            v1 => v1.Subscriptions.CancelAsync(id, new() { InvoiceNow = false, Prorate = false }, cancellationToken: cancel),
            StripeShapes.Of, cancel);

    public Task<Result<Posted<GatewayPayPage>, GatewayFault>> MakePayPage(NewPayPage wanted, Posting posting, CancellationToken cancel) =>
        stripe.Post("make a page to pay on", posting,
            (v1, options) => v1.Checkout.Sessions.CreateAsync(Options(wanted, posting), options, cancel), StripeShapes.Of, cancel);

    public Task<Result<GatewayPayPage, GatewayFault>> PayPage(string id, CancellationToken cancel) =>
        stripe.Look($"look at the page {id}",
            v1 => v1.Checkout.Sessions.GetAsync(id, cancellationToken: cancel), StripeShapes.Of, cancel);

    public Task<Result<GatewayDispute, GatewayFault>> Dispute(string id, CancellationToken cancel) =>
        stripe.Look($"look at the dispute {id}", v1 => v1.Disputes.GetAsync(id, cancellationToken: cancel), StripeShapes.Of, cancel);

    public Task<Result<GatewayEvents, GatewayFault>> Events(DateTimeOffset since, string? behind, CancellationToken cancel) =>
        stripe.Look("read what happened", v1 => v1.Events.ListAsync(Options(since, behind), cancellationToken: cancel),
            page => new GatewayEvents([.. page.Data.Select(StripeEvents.Of)], page.HasMore), cancel);

    public Task<Result<GatewayEvent, GatewayFault>> Event(string id, CancellationToken cancel) =>
        stripe.Look($"look at the event {id}", v1 => v1.Events.GetAsync(id, cancellationToken: cancel), StripeEvents.Of, cancel);

    public string? WhyUnread(GatewayEvent happened) => StripeEvents.WhyUnread(happened);

    public Task<Result<GatewayCheckup, GatewayFault>> CheckUp(IReadOnlyList<string> heard, CancellationToken cancel) =>
        checkup.Look(heard, cancel);

    static string Code(Currency currency) => currency.Code.ToLowerInvariant();

    // What is assigned nothing would be sent as an empty text, so only what is meant is assigned.
    static Sdk.EventListOptions Options(DateTimeOffset since, string? behind)
    {
        var options = new Sdk.EventListOptions
        {
            Limit = Most, Created = new Sdk.DateRangeOptions { GreaterThanOrEqual = since.UtcDateTime },
        };
        if (behind is not null) options.StartingAfter = behind;
        return options;
    }

    // Stripe mails credit notes to customers unless it is told not to.
    static Sdk.CreditNoteCreateOptions Options(NewCreditNote wanted, Posting posting)
    {
        var options = new Sdk.CreditNoteCreateOptions
        {
            Invoice = wanted.Invoice, Amount = wanted.Amount.Minor, EmailType = "none", Metadata = StripeMark.Of(posting),
            Reason = wanted.Reason switch
            {
                RefundReason.Duplicate => "duplicate",
                RefundReason.Fraudulent => "fraudulent",
                RefundReason.RequestedByCustomer => "order_change",
            },
        };
        if (wanted.How is GivenBack.ByRefund) options.Refunds = [new() { Refund = wanted.Refund, AmountRefunded = wanted.Amount.Minor }];
        if (wanted.How is GivenBack.AsCredit) options.CreditAmount = wanted.Amount.Minor;
        return options;
    }

    static Sdk.Checkout.SessionCreateOptions Options(NewPayPage wanted, Posting posting)
    {
        var options = new Sdk.Checkout.SessionCreateOptions
        {
            Mode = "payment", SuccessUrl = wanted.After.ToString(), Metadata = StripeMark.Of(posting),
            LineItems =
            [
                new()
                {
                    Quantity = 1,
                    PriceData = new()
                    {
                        Currency = Code(wanted.Amount.Currency), UnitAmount = wanted.Amount.Minor,
                        ProductData = new() { Name = wanted.Text },
                    },
                },
            ],
            PaymentIntentData = new() { Metadata = StripeMark.Of(posting) },
        };
        if (wanted.Customer is { } customer) options.Customer = customer;
        return options;
    }
}
