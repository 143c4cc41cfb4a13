using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Clients.Stripe;

/// <summary>Each need of ours, over real HTTP, by the real package.</summary>
public sealed class MovingMoney : IAsyncLifetime
{
    readonly Guid trail = Guid.CreateVersion7();
    StripeAccount stripe = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    IGateway Gateway => stripe.Gateway;

    StripeWorld World => stripe.World;

    public async ValueTask InitializeAsync()
    {
        stripe = await StripeAccount.Open();
        World.CallsPerSecond = 1_000;
    }

    public ValueTask DisposeAsync() => stripe.DisposeAsync();

    Posting Step(string name) => new(trail, name);

    static Money Eur(long cents) => new(cents, Currency.Eur);

    async Task<GatewayInvoice> Open(string customer, params long[] lines)
    {
        var draft = (await Gateway.DraftInvoice(new(customer, Currency.Eur, "November"), Step("draft"), Cancel)).Value.Thing;
        Assert.Equal((GatewayInvoiceState.Draft, null), (draft.State, draft.Number));
        foreach (var (i, cents) in lines.Index())
            Assert.Null((await Gateway.AddLine(new(customer, draft.Id, Eur(cents), $"Line {i}"), Step($"line-{i}"), Cancel)).Fault);
        return (await Gateway.OpenInvoice(draft.Id, Step("open"), Cancel)).Value.Thing;
    }

    [Fact]
    public async Task A_customer_is_made_and_found_by_its_address_and_mark()
    {
        var made = (await Gateway.MakeCustomer(new("Acme GmbH", "pay@acme.example"), Step("customer"), Cancel)).Value.Thing;
        var found = Assert.Single((await Gateway.Customers("pay@acme.example", Cancel)).Value);
        Assert.Equal((made.Id, Step("customer").Mark, "Acme GmbH"), (found.Id, found.Mark, found.Name));
        Assert.Equal(GatewayTrouble.Gone, (await Gateway.Customer("cus_none", Cancel)).Fault?.Trouble);
    }

    [Fact]
    public async Task An_invoice_is_drafted_opened_and_collected_and_tells_by_which_payment()
    {
        var customer = World.Customer("Acme", "a@acme.example", StripeCards.Visa);
        var open = await Open(customer, 4_900, 931);
        Assert.Equal((GatewayInvoiceState.Open, Eur(5_831), Eur(5_831)), (open.State, open.Total, open.Left));
        Assert.NotNull(open.PayPage);
        var paid = (await Gateway.CollectInvoice(open.Id, Step("collect"), Cancel)).Value.Thing;
        Assert.Equal((GatewayInvoiceState.Paid, Eur(0)), (paid.State, paid.Left));
        var part = Assert.Single((await Gateway.PaymentsOf(open.Id, Cancel)).Value);
        var payment = (await Gateway.Payment(part.Payment!, Cancel)).Value;
        Assert.Equal((GatewayPaymentState.Succeeded, Eur(5_831), Eur(5_831)), (payment.State, payment.Amount, payment.Left));
        Assert.Equal(2, (await Gateway.Lines(open.Id, Cancel)).Value.Count(line => line.Mark?.Trail == trail));
        Assert.Single((await Gateway.Invoices(customer, Cancel)).Value);
    }

    [Theory]
    [InlineData(StripeCards.Declined, GatewayTrouble.Declined, "generic_decline")]
    [InlineData(StripeCards.Poor, GatewayTrouble.Declined, "insufficient_funds")]
    [InlineData(StripeCards.NeedsAction, GatewayTrouble.NeedsCustomer, "invoice_payment_intent_requires_action")]
    public async Task A_card_that_does_not_pay_says_why_and_the_invoice_stays_open(string card, GatewayTrouble trouble, string code)
    {
        var open = await Open(World.Customer("Poor", "p@acme.example", card), 4_900);
        var fault = (await Gateway.CollectInvoice(open.Id, Step("collect"), Cancel)).Fault!;
        Assert.Equal((trouble, code, false), (fault.Trouble, fault.Code, fault.MayHaveHappened));
        Assert.Equal(GatewayInvoiceState.Open, (await Gateway.Invoice(open.Id, Cancel)).Value.State);
    }

    [Fact]
    public async Task Credit_is_given_used_up_by_the_next_invoice_and_taken_again()
    {
        var customer = World.Customer("Acme", "a@acme.example");
        var given = (await Gateway.GiveCredit(new(customer, Eur(5_000), "Goodwill"), Step("credit"), Cancel)).Value.Thing;
        Assert.Equal((Eur(5_000), Eur(5_000)), (given.Amount, given.Balance));
        var paid = await Open(customer, 4_900);
        Assert.Equal((GatewayInvoiceState.Paid, Eur(0)), (paid.State, paid.Due));
        Assert.Empty((await Gateway.PaymentsOf(paid.Id, Cancel)).Value);
        await Gateway.GiveCredit(new(customer, Eur(-100), "Taken back"), Step("take"), Cancel);
        Assert.Equal(Eur(0), (await Gateway.Customer(customer, Cancel)).Value.Credit);
        Assert.Equal([Eur(-100), Eur(-4_900), Eur(5_000)], (await Gateway.Credits(customer, Cancel)).Value.Select(one => one.Amount));
        Assert.Equal("customer_currency_mismatch", (await Gateway.GiveCredit(
            new(customer, new(100, Currency.Usd), "Other"), Step("other"), Cancel)).Fault?.Code);
    }

    [Fact]
    public async Task A_credit_note_takes_what_was_paid_back_by_its_refund_or_to_the_customers_credit_and_never_more()
    {
        var customer = World.Customer("Acme", "a@acme.example", StripeCards.Visa);
        var invoice = (await Gateway.CollectInvoice((await Open(customer, 4_900)).Id, Step("collect"), Cancel)).Value.Thing;
        var payment = (await Gateway.PaymentsOf(invoice.Id, Cancel)).Value[0].Payment!;
        var refund = (await Gateway.MakeRefund(new(payment, Eur(1_000), RefundReason.Duplicate), Step("refund"), Cancel)).Value.Thing;
        NewCreditNote Note(long cents, GivenBack how, string? by = null) =>
            new(invoice.Id, Eur(cents), how, RefundReason.Duplicate) { Refund = by };
        Assert.Null((await Gateway.MakeCreditNote(Note(1_000, GivenBack.ByRefund, refund.Id), Step("note"), Cancel)).Fault);
        Assert.Null((await Gateway.MakeCreditNote(Note(900, GivenBack.AsCredit), Step("note-2"), Cancel)).Fault);
        Assert.Equal(Eur(900), (await Gateway.Customer(customer, Cancel)).Value.Credit);
        Assert.Equal("amount_too_large",
            (await Gateway.MakeCreditNote(Note(3_001, GivenBack.AsCredit), Step("note-3"), Cancel)).Fault?.Code);
        Assert.Equal([Eur(900), Eur(1_000)], (await Gateway.CreditNotes(invoice.Id, Cancel)).Value.Select(one => one.Amount));
    }

    [Fact]
    public async Task A_credit_note_takes_off_what_is_still_open()
    {
        var invoice = await Open(World.Customer("Acme", "a@acme.example"), 4_900);
        Assert.Null((await Gateway.MakeCreditNote(
            new(invoice.Id, Eur(900), GivenBack.StillOpen, RefundReason.RequestedByCustomer), Step("note"), Cancel)).Fault);
        Assert.Equal(Eur(4_000), (await Gateway.Invoice(invoice.Id, Cancel)).Value.Left);
    }

    [Fact]
    public async Task An_open_invoice_is_paid_elsewhere_voided_or_written_off_and_a_paid_one_is_neither()
    {
        var customer = World.Customer("Acme", "a@acme.example");
        var paid = (await Gateway.MarkPaid((await Open(customer, 100)).Id, Step("paid"), Cancel)).Value.Thing;
        Assert.Equal(GatewayInvoiceState.Paid, paid.State);
        Assert.NotNull(paid.PaidAt);
        Assert.Equal(GatewayTrouble.Refused, (await Gateway.VoidInvoice(paid.Id, Step("void"), Cancel)).Fault?.Trouble);
    }

    [Fact]
    public async Task An_invoice_that_is_void_or_written_off_says_so()
    {
        var customer = World.Customer("Acme", "a@acme.example");
        Assert.Equal(GatewayInvoiceState.Void,
            (await Gateway.VoidInvoice((await Open(customer, 100)).Id, Step("void"), Cancel)).Value.Thing.State);
    }

    [Fact]
    public async Task A_refund_that_seemed_to_arrive_can_fail_later_and_then_the_money_is_there_again()
    {
        var payment = World.Payment(World.Customer("Acme", "a@acme.example"), 4_900, "eur", StripeCards.RefundPends);
        var refund = (await Gateway.MakeRefund(
            new(payment, Eur(4_900), RefundReason.RequestedByCustomer), Step("refund"), Cancel)).Value.Thing;
        Assert.Equal((GatewayRefundState.Pending, "processing"), (refund.State, refund.Why));
        World.RefundFails(refund.Id);
        var failed = (await Gateway.Refund(refund.Id, Cancel)).Value;
        Assert.Equal((GatewayRefundState.Failed, "lost_or_stolen_card"), (failed.State, failed.Why));
        Assert.Equal(Eur(4_900), (await Gateway.Payment(payment, Cancel)).Value.Left);
    }

    [Fact]
    public async Task A_disputed_payment_is_not_refunded()
    {
        var payment = World.Payment(World.Customer("Acme", "a@acme.example"), 4_900, "eur");
        var dispute = (await Gateway.Dispute(World.Dispute(payment), Cancel)).Value;
        Assert.Equal((payment, false, false), (dispute.Payment, dispute.IsRefundable, dispute.IsOver));
        Assert.True((await Gateway.Payment(payment, Cancel)).Value.IsDisputed);
        Assert.Equal("charge_disputed",
            (await Gateway.MakeRefund(new(payment, Eur(1), RefundReason.Duplicate), Step("refund"), Cancel)).Fault?.Code);
    }

    [Fact]
    public async Task A_trial_is_extended_a_subscription_let_go_kept_and_cancelled()
    {
        var (customer, now) = (World.Customer("Acme", "a@acme.example"), DateTimeOffset.UnixEpoch.AddYears(60));
        var id = World.Subscription(customer, "price_growth", 4_900, "eur", now, isTrial: true);
        var moved = await Gateway.SetTrialEnd(id, now.AddDays(7), Step("extend"), Cancel);
        Assert.Equal(GatewayTrouble.Refused, moved.Fault?.Trouble);
        var soon = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddDays(20).ToUnixTimeSeconds());
        var later = (await Gateway.SetTrialEnd(id, soon, Step("extend-2"), Cancel)).Value.Thing;
        Assert.Equal((GatewaySubscriptionState.Trialing, soon, soon), (later.State, later.TrialEnd, later.PeriodEnd));
        Assert.True((await Gateway.EndWithPeriod(id, true, Step("end"), Cancel)).Value.Thing.EndsWithPeriod);
        Assert.False((await Gateway.EndWithPeriod(id, false, Step("keep"), Cancel)).Value.Thing.EndsWithPeriod);
        Assert.Equal(GatewaySubscriptionState.Cancelled, (await Gateway.CancelNow(id, Cancel)).Value.State);
        Assert.Equal(GatewayTrouble.Gone, (await Gateway.CancelNow(id, Cancel)).Fault?.Trouble);
        Assert.Equal(id, Assert.Single((await Gateway.Subscriptions(customer, Cancel)).Value).Id);
    }

    [Fact]
    public async Task A_customer_pays_on_the_page()
    {
        var made = (await Gateway.MakePayPage(
            new(World.Customer("Acme", "a@acme.example"), Eur(4_900), "INV-202611-0001", new("https://nimbus.example/thanks")),
            Step("page"), Cancel)).Value.Thing;
        Assert.False(made.IsPaid);
        using var browser = new HttpClient(new SocketsHttpHandler());
        var declined = await browser.PostAsync(made.Url, new FormUrlEncodedContent([new("card", StripeCards.Declined)]), Cancel);
        Assert.Contains("declined", await declined.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var paid = await browser.PostAsync(made.Url, new FormUrlEncodedContent([new("card", StripeCards.Visa)]), Cancel);
        Assert.Contains("Paid", await paid.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var page = (await Gateway.PayPage(made.Id, Cancel)).Value;
        Assert.True(page.IsPaid);
        Assert.Equal(Eur(4_900), (await Gateway.Payment(page.Payment!, Cancel)).Value.Amount);
    }

    [Fact]
    public async Task What_happened_is_read_page_after_page_newest_first()
    {
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        for (var i = 0; i < 130; i++) World.Customer($"C{i}", $"c{i}@acme.example");
        var first = (await Gateway.Events(before, null, Cancel)).Value;
        Assert.Equal((100, true), (first.Events.Count, first.HasMore));
        var rest = (await Gateway.Events(before, first.Events[^1].Id, Cancel)).Value;
        Assert.Equal((30, false), (rest.Events.Count, rest.HasMore));
        var one = (await Gateway.Event(rest.Events[^1].Id, Cancel)).Value;
        Assert.Equal(("customer.created", "customer", null), (one.Type, one.ThingKind, Gateway.WhyUnread(one)));
        Assert.Empty((await Gateway.Events(TimeProvider.System.GetUtcNow().AddHours(1), null, Cancel)).Value.Events);
    }
}
