using OpsBot.Core.Operations;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class RefundingPayments(Postgres postgres) : PaidByCard(postgres)
{
    [Fact]
    public async Task What_was_paid_goes_back_after_approval_and_the_stop_window_and_is_on_the_ledger()
    {
        var (number, payment) = await Paid();
        var asked = await Approved($"/refund invoice {number} 71.40 why:duplicate");
        Assert.True(asked.Kind == OutcomeKind.Done, asked.Text);
        Assert.Equal(["RF-202603-0001 asked 7140"], await Refunds());
        Assert.Equal(["refunds 0 on its way 7140", "stripe 7140 on its way -7140"], await Standing());
        await Work();
        Assert.Equal(["RF-202603-0001 succeeded 7140"], await Refunds());
        Assert.Equal(["refunds 7140"], await Standing());
        Assert.Equal(1, MadeAtStripe);
        // The invoice stays as it is: tax and all.
        Assert.Equal("paid", await Find<string>("select state from invoices where number = @number", new { number }));
        var shown = (await Run(Olivia, "/refund show RF-202603-0001")).Text;
        Assert.Contains("refund invoice started by Adam, approved by Bea: it was agreed", shown, StringComparison.Ordinal);
        var invoice = (await Run(Olivia, $"/invoice show {number}")).Text;
        Assert.Contains("refund invoice started by Adam, approved by Bea: it was agreed", invoice, StringComparison.Ordinal);
        Assert.Contains("back by RF-202603-0001, succeeded", invoice, StringComparison.Ordinal);
        Assert.Contains("was refunded already, all €71.40 of it", (await Ask(Adam, $"/refund payment {payment} 1.00 why:request")).Text,
            StringComparison.Ordinal);
        Assert.Contains("RF 2026-03 | RF-202603-0001 – RF-202603-0001 | 1 | 0 | whole", (await Run(Olivia, "/billing numbers")).Text,
            StringComparison.Ordinal);
        Assert.Contains("RF-202603-0001", (await Run(Olivia, "/refund list state:succeeded")).Text, StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Fact]
    public async Task Below_the_amount_that_needs_approval_a_reason_is_enough_until_all_of_a_day_is_more()
    {
        var (_, payment) = await Paid();
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/refund payment {payment} 20.00 why:request")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/refund payment {payment} 20.00 why:request")).Kind);
        await Work();
        Assert.Equal(["RF-202603-0001 succeeded 2000"], await Refunds());
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/refund payment {payment} 30.00 why:request")).Kind);
        Clock.Advance(TimeSpan.FromDays(1.1));
        // Two rightful refunds of one amount are two.
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/refund payment {payment} 20.00 why:request")).Kind);
        await Work();
        Assert.Equal(2, MadeAtStripe);
        Assert.Equal(["refunds 4000", "stripe 3140"], await Standing());
    }

    [Theory]
    [InlineData("80.00 why:request", "has €71.40 left that can go back, not €80.00")]
    [InlineData("\"10.00 USD\" why:request", "is in EUR, and $10.00 is not")]
    [InlineData("0.00 why:request", "Nothing would go back")]
    [InlineData("why:request", "Say how much goes back")]
    [InlineData("10.00 all:yes why:request", "Say how much goes back")]
    public async Task What_cannot_be_given_back_is_refused_and_changes_nothing(string terms, string why)
    {
        var (_, payment) = await Paid();
        var asked = await Ask(Adam, $"/refund payment {payment} {terms}");
        Assert.Equal(OutcomeKind.Refused, asked.Kind);
        Assert.Contains(why, asked.Text, StringComparison.Ordinal);
        Assert.Empty(await Refunds());
        Assert.Equal(0, MadeAtStripe);
    }

    [Fact]
    public async Task What_was_paid_twice_is_given_back_from_the_credit_that_it_became()
    {
        var (number, id, whose) = await Opened();
        await Pay(whose, 7140, id);
        var twice = await Pay(whose, 7140, id);
        Assert.Equal(["credit -7140", "stripe 14280"], await Standing());
        await Approved($"/refund payment {twice} all:yes why:duplicate credit-note:yes");
        Assert.Contains("has €0.00 of credit", (await Ask(Adam, "/credit take buyer-1 10.00")).Text, StringComparison.Ordinal);
        await Work();
        Assert.Equal(["stripe 7140"], await Standing());
        // There was nothing to take off the invoice: it is owed and paid once.
        Assert.Equal(0, await Find<long>("select count(*) from credit_notes"));
        Assert.Equal("paid", await Find<string>("select state from invoices where number = @number", new { number }));
        await TheBooksAgree();
    }

    [Fact]
    public async Task With_a_credit_note_it_is_taken_off_the_invoice_and_its_tax()
    {
        var (number, _) = await Paid();
        await Approved($"/refund invoice {number} all:yes why:request credit-note:yes");
        await Work();
        Assert.Empty(await Standing());
        Assert.Equal("CN-202603-0001 7140", await Find<string>("select number || ' ' || total_minor from credit_notes"));
        Assert.Equal(["deferred 0", "receivable 0", "tax 0"], await List<string>(
            """
            select   a.kind || ' ' || b.debited - b.credited
            from     ledger_accounts a
            cross    join lateral ledger_balance(a.id) b
            where    a.kind in ('deferred', 'receivable', 'tax')
            order by a.kind
            """));
        Assert.Contains("CN-202603-0001", (await Run(Olivia, "/refund show RF-202603-0001")).Text, StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Fact]
    public async Task One_that_is_stopped_in_its_window_never_goes_out()
    {
        var (_, payment) = await Paid();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/refund payment {payment} all:yes why:duplicate")).Kind);
        await Run(Bea, "/approval approve 1");
        Assert.Contains("is in the hands of a job", (await Ask(Bea, "/refund cancel RF-202603-0001")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Run(Bea, "/billing stop 1")).Kind);
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Work();
        Assert.Equal(["RF-202603-0001 cancelled 7140"], await Refunds());
        Assert.Equal(["stripe 7140"], await Standing());
        Assert.Equal(0, MadeAtStripe);
    }

    [Fact]
    public async Task Of_two_who_press_it_at_once_one_refunds_and_the_other_is_told_so()
    {
        var (_, payment) = await Paid();
        var asked = await Task.WhenAll(Ask(Adam, $"/refund payment {payment} 24.00 why:duplicate"),
            Ask(Bea, $"/refund payment {payment} 24.00 why:duplicate"));
        Assert.Single(asked, outcome => outcome.Kind == OutcomeKind.Done);
        Assert.Contains("is at work already", Assert.Single(asked, outcome => outcome.Kind == OutcomeKind.Refused).Text,
            StringComparison.Ordinal);
        await Work();
        Assert.Equal(["RF-202603-0001 succeeded 2400"], await Refunds());
        Assert.Equal(1, MadeAtStripe);
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_looked_for_also_where_the_key_is_forgotten_and_never_sent_twice()
    {
        var (_, payment) = await Paid();
        // More often than one call is repeated.
        World.Trouble.LoseAnswer(3, "POST /refunds");
        await Ask(Adam, $"/refund payment {payment} 24.00 why:duplicate");
        await Work();
        World.ForgetKeys();
        await WorkOn();
        Assert.Equal(["RF-202603-0001 succeeded 2400"], await Refunds());
        Assert.Equal(1, MadeAtStripe);
        Assert.Equal(["refunds 2400", "stripe 4740"], await Standing());
    }

    [Fact]
    public async Task While_Stripe_has_trouble_of_its_own_it_is_tried_again_under_a_new_key_and_done_once()
    {
        var (_, payment) = await Paid();
        World.Trouble.Break(4, "POST /refunds");
        await Ask(Adam, $"/refund payment {payment} 24.00 why:duplicate");
        await WorkOn();
        Assert.Equal(["RF-202603-0001 succeeded 2400"], await Refunds());
        Assert.Equal(1, MadeAtStripe);
    }

    [Fact]
    public async Task What_was_given_back_in_the_dashboard_meanwhile_stops_it_and_frees_what_was_set_aside()
    {
        var (_, payment) = await Paid();
        await Stripe.MakeRefund(new(payment, new(6000, OpsBot.Core.Values.Currency.Eur),
            OpsBot.Core.Billing.Gateway.RefundReason.Duplicate), new(Guid.CreateVersion7(), "elsewhere"), Cancel);
        await Ask(Adam, $"/refund payment {payment} 24.00 why:duplicate");
        await Work();
        Assert.Equal(["RF-202603-0001 failed 2400"], await Refunds());
        Assert.Equal(["stripe 7140"], await Standing());
        Assert.Contains("has €11.40 left of that payment, not €24.00", (await Run(Olivia, "/refund show RF-202603-0001")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_the_bank_keeps_for_days_is_booked_when_it_has_arrived()
    {
        var (_, payment) = await Paid(StripeCards.RefundPends);
        await Ask(Adam, $"/refund payment {payment} 24.00 why:duplicate");
        await Work();
        Assert.Equal(["RF-202603-0001 pending 2400"], await Refunds());
        Assert.Equal(["refunds 0 on its way 2400", "stripe 7140 on its way -2400"], await Standing());
        Assert.Contains("arrives or comes back by itself", (await Ask(Adam, "/refund cancel RF-202603-0001")).Text,
            StringComparison.Ordinal);
        var refund = (await Find<string>("select provider_id from refunds"))!;
        World.RefundArrives(refund);
        for (var times = 0; times < 3; times++) await Reported("refund.updated", refund);
        Assert.Equal(["RF-202603-0001 succeeded 2400"], await Refunds());
        Assert.Equal(["refunds 2400", "stripe 4740"], await Standing());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_comes_back_three_days_later_is_money_here_again_and_said_in_billing(bool withNote)
    {
        var (number, _) = await Paid(StripeCards.RefundFails);
        await Approved($"/refund invoice {number} all:yes why:request{(withNote ? " credit-note:yes" : "")}");
        await Work();
        Assert.Equal(["RF-202603-0001 succeeded 7140"], await Refunds());
        var refund = (await Find<string>("select provider_id from refunds"))!;
        Clock.Advance(TimeSpan.FromDays(3));
        World.RefundFails(refund);
        await Reported("refund.failed", refund);
        await Reported("refund.updated", refund);
        await Reported("refund.created", refund);
        Assert.Equal(["RF-202603-0001 failed 7140"], await Refunds());
        // What the note took off is owed to them again.
        Assert.Equal(withNote ? ["credit -7140", "stripe 7140"] : ["stripe 7140"], await Standing());
        Assert.Contains("RF-202603-0001: a refund of €71.40 to buyer-1 failed", (await Said($"refund:{refund}"))!.Text,
            StringComparison.Ordinal);
        Assert.Equal(["channel:C0BILLING"], await Places($"refund:{refund}"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task One_that_somebody_made_in_the_dashboard_is_written_down_here_once()
    {
        var (_, payment) = await Paid();
        var made = (await Stripe.MakeRefund(new(payment, new(1000, OpsBot.Core.Values.Currency.Eur),
            OpsBot.Core.Billing.Gateway.RefundReason.Duplicate), new(Guid.CreateVersion7(), "elsewhere"), Cancel)).Value.Thing.Id;
        await Reported("refund.created", made);
        await Reported("refund.updated", made);
        Assert.Equal(["RF-202603-0001 succeeded 1000"], await Refunds());
        Assert.Equal(["refunds 1000", "stripe 6140"], await Standing());
        Assert.Contains("has €61.40 left", (await Ask(Adam, $"/refund payment {payment} 65.00 why:request")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_paid_by_hand_is_sent_by_hand_and_then_confirmed()
    {
        var (number, _, _) = await Opened();
        await Ask(Adam, $"/invoice mark-paid {number} 71.40 \"SEPA 1\"");
        await Approved($"/refund invoice {number} all:yes why:request");
        await Work();
        Assert.Equal(["RF-202603-0001 asked 7140"], await Refunds());
        Assert.Equal(0, await Find<long>("select count(*) from jobs"));
        Assert.Equal(["bank 7140 on its way -7140", "refunds 0 on its way 7140"], await Standing());
        Assert.Contains("needs an admin", (await Ask(Olivia, "/refund confirm RF-202603-0001 \"SEPA 2\"")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/refund confirm RF-202603-0001 \"SEPA 2\"")).Kind);
        Assert.Contains("is succeeded already", (await Ask(Bea, "/refund confirm RF-202603-0001 \"SEPA 2\"")).Text,
            StringComparison.Ordinal);
        Assert.Contains("is succeeded already", (await Ask(Bea, "/refund cancel RF-202603-0001")).Text, StringComparison.Ordinal);
        Assert.Equal(["RF-202603-0001 succeeded 7140"], await Refunds());
        Assert.Equal(["refunds 7140"], await Standing());
        await TheBooksAgree();
    }

    [Fact]
    public async Task One_by_hand_that_was_not_sent_is_cancelled_and_free_again()
    {
        var (number, _, _) = await Opened();
        await Ask(Adam, $"/invoice mark-paid {number} 71.40 \"SEPA 1\"");
        await Approved($"/refund invoice {number} all:yes why:request");
        Assert.Contains("needs an admin", (await Ask(Olivia, "/refund cancel RF-202603-0001")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/refund cancel RF-202603-0001", "paid in cash")).Kind);
        Assert.Equal(["RF-202603-0001 cancelled 7140"], await Refunds());
        Assert.Equal(["bank 7140"], await Standing());
        Assert.Contains("RF-202603-0001 | 1 | 1 | whole", (await Run(Olivia, "/billing numbers")).Text, StringComparison.Ordinal);
    }
}
