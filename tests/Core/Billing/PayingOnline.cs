using FsCheck.Fluent;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class PayingOnline(Postgres postgres) : PaidByCard(postgres)
{
    static readonly HttpClient http = new(new SocketsHttpHandler());

    /// <summary>The customer pays on the page there by that card; gives the payment.</summary>
    async Task<string?> PayOn(string url, string card = StripeCards.Visa)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["card"] = card });
        using var answer = await http.PostAsync(new Uri(url), form, Cancel);
        Assert.True(answer.IsSuccessStatusCode);
        return (string?)World.Show(url[(url.LastIndexOf('/') + 1)..], "checkout.session")["payment_intent"];
    }

    async Task<(string Number, string Url)> Linked()
    {
        var (number, _, _) = await Opened();
        Assert.Equal(OutcomeKind.Done, (await Ask(Olivia, $"/payment link {number}")).Kind);
        await Work();
        return (number, (await Find<string>("select url from pay_pages"))!);
    }

    static string PageIn(string url) => url[(url.LastIndexOf('/') + 1)..];

    [Fact]
    public async Task A_page_is_made_once_and_what_is_paid_there_is_booked_here_in_whichever_order_it_is_told()
    {
        var (number, url) = await Linked();
        var again = await Ask(Olivia, $"/payment link {number}");
        Assert.Contains(url, again.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Find<long>("select count(*) from jobs"));
        var payment = (await PayOn(url))!;
        await Reported("payment_intent.succeeded", payment);
        await Reported("checkout.session.completed", PageIn(url));
        await Reported("checkout.session.completed", PageIn(url));
        Assert.Equal("paid 7140", await Find<string>("select state || ' ' || paid_minor from invoices where number = @number", new { number }));
        Assert.Equal(["stripe 7140"], await Standing());
        var shown = (await Run(Olivia, $"/payment show {payment}")).Text;
        Assert.Contains(number, shown, StringComparison.Ordinal);
        Assert.Contains("succeeded", (await Run(Olivia, "/payment list")).Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("is paid, so there is nothing to charge", (await Ask(Olivia, $"/payment retry {number}")).Text,
            StringComparison.Ordinal);
        Assert.Contains("is paid, so there is nothing to pay", (await Ask(Olivia, $"/payment link {number}")).Text,
            StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Fact]
    public async Task One_that_was_declined_is_shown_so_and_is_paid_by_the_next_card()
    {
        var (number, url) = await Linked();
        var declined = (await PayOn(url, StripeCards.Declined))!;
        await Reported("payment_intent.payment_failed", declined);
        Assert.Equal("failed Declined: generic decline.", await Find<string>("select state || ' ' || why from payments"));
        Assert.Equal("open", await Find<string>("select state from invoices where number = @number", new { number }));
        Assert.Contains("Declined", (await Run(Olivia, $"/payment show {declined}")).Text, StringComparison.Ordinal);
        var paid = (await PayOn(url))!;
        await Reported("checkout.session.completed", PageIn(url));
        await Reported("payment_intent.payment_failed", declined);
        await Reported("payment_intent.succeeded", paid);
        Assert.Equal("paid", await Find<string>("select state from invoices where number = @number", new { number }));
        await TheBooksAgree();
    }

    [Fact]
    public async Task What_is_paid_of_nothing_of_ours_changes_nothing_and_is_not_left_waiting()
    {
        var payment = World.Payment(World.Customer("Other", "o@other.example"), 900, "eur");
        await Reported("payment_intent.succeeded", payment);
        Assert.Equal("handled: A payment of €9.00: succeeded.", await EventState(payment));
        Assert.Equal(0, await Find<long>("select count(*) from payments"));
    }

    [Theory]
    [InlineData("won", "succeeded", "stripe 7140")]
    [InlineData("lost", "disputed", "refunds 7140")]
    public async Task A_disputed_payment_is_refunded_by_nobody_and_is_what_the_bank_decides(string decided, string state, string standing)
    {
        var (_, payment) = await Paid();
        var dispute = World.Dispute(payment);
        await Reported("charge.dispute.created", dispute);
        Assert.Contains("is disputed: the bank decides", (await Ask(Adam, $"/refund payment {payment} 10.00 why:request")).Text,
            StringComparison.Ordinal);
        World.Decide(dispute, decided);
        await Reported("charge.dispute.closed", dispute);
        await Reported("charge.dispute.created", dispute);
        Assert.Equal(state, await Find<string>("select state from payments"));
        Assert.Equal([standing], await Standing());
        await TheBooksAgree();
    }

    [Fact]
    public async Task What_Stripe_invoices_of_a_subscription_is_an_invoice_here_with_the_same_sum_and_is_paid_by_what_it_collected()
    {
        var customer = World.Customer("Buyer", "b@buyer.example", StripeCards.Visa);
        var theirs = World.Subscription(customer, "price_1", 7140, "eur", TimeProvider.System.GetUtcNow().AddDays(30));
        await Subscribed("2026-03-01");
        await Execute("update subscriptions set collected_by = 'stripe', provider_id = @theirs", new { theirs });
        var renewed = World.Renew(theirs);
        foreach (var type in (string[])["invoice.paid", "invoice.finalized", "invoice.paid"]) await Reported(type, renewed);
        Assert.Equal(["buyer-1 2026-03-01 2026-04-01 paid INV-202603-0001 7140 0"], await Invoices());
        Assert.Equal(renewed, await Find<string>("select provider_id from invoices"));
        Assert.Equal("2026-04-01", await Find<string>("select next_start::text from subscriptions"));
        Assert.Equal(["stripe 7140"], await Standing());
        await TheBooksAgree();

        World.GiveCard(customer, StripeCards.Declined);
        var declined = World.Renew(theirs);
        await Reported("invoice.payment_failed", declined);
        await Reported("invoice.finalized", declined);
        Assert.Equal("open past_due", await Find<string>(
            "select i.state || ' ' || s.state from invoices i join subscriptions s on s.id = i.subscription_id where i.state <> 'paid'"));
        Assert.Equal(1, await Find<long>("select count(*) from payments where state = 'failed'"));
        Assert.Equal(1, await Find<long>("select count(*) from messages where key like 'invoice:%:declined'"));
        await TheBooksAgree();

        var number = await Find<string>("select number from invoices where state = 'open'");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/payment retry {number}")).Kind);
        await Work();
        Assert.Equal("open", await Find<string>("select state from invoices where number = @number", new { number }));
        World.GiveCard(customer, StripeCards.Visa);
        await Ask(Adam, $"/payment retry {number}");
        await Work();
        Assert.Equal("paid active", await Find<string>(
            "select i.state || ' ' || s.state from invoices i join subscriptions s on s.id = i.subscription_id where i.number = @number",
            new { number }));
        Assert.Contains("is paid, so there is nothing to charge", (await Ask(Adam, $"/payment retry {number}")).Text,
            StringComparison.Ordinal);
        await Reported("invoice.paid", declined);
        Assert.Equal(["stripe 14280"], await Standing());
        await TheBooksAgree();
    }

    // Each event is told up to three times, in any order; where nothing was heard of the payment before, too.
    [Fact]
    public async Task Any_order_and_repetition_of_what_Stripe_reports_ends_in_one_state()
    {
        const int Tries = 8;
        foreach (var order in Gen.Choose(0, 4).ArrayOf(7).Sample(Tries, Often.Seed, 7))
        {
            await Execute("truncate pay_pages, disputes, stripe_events");
            var (number, url) = await Linked();
            var payment = (await PayOn(url))!;
            var refund = (await Stripe.MakeRefund(new(payment, new(1000, OpsBot.Core.Values.Currency.Eur), RefundReason.Duplicate),
                new(Guid.CreateVersion7(), "elsewhere"), Cancel)).Value.Thing.Id;
            World.RefundFails(refund);
            var dispute = World.Dispute(payment);
            World.Decide(dispute, "won");
            List<(string Type, string Thing)> all =
            [
                ("payment_intent.succeeded", payment), ("checkout.session.completed", PageIn(url)), ("refund.failed", refund),
                ("charge.dispute.created", dispute), ("charge.dispute.closed", dispute),
            ];
            foreach (var at in order.Concat([3, 1, 4, 0, 2])) await Reported(all[at].Type, all[at].Thing);
            Assert.Equal("paid succeeded", await Find<string>(
                """
                select i.state || ' ' || p.state
                from   payments p
                join   allocations a on a.payment_id = p.id
                join   invoices i on i.id = a.invoice_id
                where  i.number = @number
                """, new { number }));
            Assert.Equal(1, await Find<long>("select count(*) from payments where provider_id = @payment", new { payment }));
        }
        Assert.Equal([$"stripe {Tries * 7140}"], await Standing());
        await TheBooksAgree();
    }
}
