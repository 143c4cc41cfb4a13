using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class TakingInvoicesOff(Postgres postgres) : Invoicing(postgres)
{
    const string First = "INV-202603-0001";

    async Task<string> Text(Person who, string line) => (await Ask(who, line)).Text;

    Task<string?> State(string number) => Find<string>("select state from invoices where number = @number", new { number });

    [Fact]
    public async Task A_small_note_takes_a_reason_a_large_one_or_several_of_a_day_a_second_person()
    {
        await Invoiced();
        Assert.Contains("needs an admin", await Text(Olivia, $"/invoice credit-note {First} 20.00"), StringComparison.Ordinal);
        Assert.Contains("CN-202603-0001 takes €20.00 off INV-202603-0001", await Text(Adam, $"/invoice credit-note {First} 20.00"),
            StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice credit-note {First} 30.00")).Kind);
        Assert.Equal(1, await Find<long>("select count(*) from credit_notes"));
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/approval approve 1")).Kind);
        var shown = (await Run(Olivia, $"/invoice show {First}")).Text;
        Assert.Contains("€20.00 taken off by CN-202603-0001: it was agreed", shown, StringComparison.Ordinal);
        Assert.Contains("invoice credit-note done by Adam, approved by Bea: it was agreed · ", shown, StringComparison.Ordinal);
        Assert.Contains("€21.40", shown, StringComparison.Ordinal);
        Assert.Contains("€21.40 left that a note can take off, not €21.41", await Text(Adam, $"/invoice credit-note {First} 21.41"),
            StringComparison.Ordinal);
        Assert.Contains("not both", await Text(Adam, $"/invoice credit-note {First} 1.00 lines:1"), StringComparison.Ordinal);
        Assert.Contains("is no line", await Text(Adam, $"/invoice credit-note {First} lines:one"), StringComparison.Ordinal);
        Assert.Contains("nothing left on these lines", await Text(Adam, $"/invoice credit-note {First} lines:7"), StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Fact]
    public async Task Lines_are_taken_off_with_their_tax_and_all_of_it_with_all()
    {
        await Subscribed("2026-03-20");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/invoice create buyer-1 Setup 10.02; 3 x Training 1.01; Discount -2.00")).Kind);
        var draft = InvoiceId.Of(await Find<Guid>("select id from invoices"));
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice open {draft}")).Kind);
        Assert.Equal("1105 210", await Find<string>("select net_minor || ' ' || tax_minor from invoices"));
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice credit-note {First} lines:2,3")).Kind);
        Assert.Equal("103 20", await Find<string>("select net_minor || ' ' || tax_minor from credit_notes"));
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice credit-note {First}")).Kind);
        Assert.Equal("1002 190", await Find<string>(
            "select net_minor || ' ' || tax_minor from credit_notes order by series_no desc limit 1"));
        Assert.Equal("paid", await State(First));
        Assert.Empty(await Accounts());
        await TheBooksAgree();
    }

    [Fact]
    public async Task What_was_agreed_to_is_not_done_where_the_invoice_has_changed_meanwhile()
    {
        await Invoiced();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice credit-note {First}")).Kind);
        await Ask(Adam, $"/invoice mark-paid {First} 5.00 A1");
        await Ask(Bea, "/approval approve 1");
        Assert.Equal(0, await Find<long>("select count(*) from credit_notes"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task What_is_written_off_is_a_loss_until_it_is_paid_after_all()
    {
        await Invoiced();
        Assert.Contains("needs an admin", await Text(Olivia, $"/invoice write-off {First}"), StringComparison.Ordinal);
        await Ask(Adam, $"/invoice mark-paid {First} 21.41 A1");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice write-off {First}", "insolvent")).Kind);
        Assert.Equal("uncollectible", await State(First));
        Assert.Equal(["bad_debt 4999", "bank 2141", "deferred -6000", "tax -1140"], await Accounts());
        Assert.Contains("only what is open can be written off", await Text(Adam, $"/invoice write-off {First}"), StringComparison.Ordinal);
        await TheBooksAgree();
        // A note of what is a loss makes the loss smaller. With what was written off today it is more than one person gives away.
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice credit-note {First} 9.99")).Kind);
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/approval approve 1")).Kind);
        Assert.Equal(["bad_debt 4000", "bank 2141", "deferred -5161", "tax -980"], await Accounts());
        await Ask(Adam, $"/invoice mark-paid {First} 10.00 A2");
        Assert.Equal("uncollectible", await State(First));
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice mark-paid {First} 40.00 A3")).Kind);
        await Ask(Bea, "/approval approve 2");
        Assert.Equal("paid", await State(First));
        Assert.Equal(["bank 7141", "credit -1000", "deferred -5161", "tax -980"], await Accounts());
        await TheBooksAgree();
    }

    [Fact]
    public async Task One_of_fifty_and_more_is_written_off_by_two()
    {
        await Invoiced();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice write-off {First}")).Kind);
        Assert.Equal("open", await State(First));
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/approval approve 1")).Kind);
        Assert.Equal(["bad_debt 7140", "deferred -6000", "tax -1140"], await Accounts());
    }

    [Fact]
    public async Task Made_anew_it_has_the_buyer_of_now_and_what_was_paid_pays_it()
    {
        await Invoiced(country: "FR");
        await Ask(Adam, $"/invoice mark-paid {First} 72.00 A1");
        Assert.Contains("would read the same", await Text(Adam, $"/invoice regenerate {First}"), StringComparison.Ordinal);
        Assert.Contains("needs an admin", await Text(Olivia, $"/invoice regenerate {First}"), StringComparison.Ordinal);
        await Execute("update billing_profiles set vat_id = 'FR12345678901', version = version + 1");
        var before = await Find<string>("select to_jsonb(i)::text from invoices i");
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice regenerate {First}", "the VAT id was missing")).Kind);
        Assert.Equal(before, await Find<string>("select to_jsonb(i)::text from invoices i"));
        var done = (await Ask(Bea, "/approval approve 1")).Text;
        Assert.Contains("INV-202603-0002", done, StringComparison.Ordinal);
        Assert.Equal(["INV-202603-0001 6000 1200 paid 0", "INV-202603-0002 6000 0 paid 6000"], await List<string>(
            "select concat_ws(' ', number, net_minor, tax_minor, state, credit_minor) from invoices order by number"));
        Assert.Equal("FR12345678901", await Find<string>("select buyer ->> 'vatId' from invoices where number = 'INV-202603-0002'"));
        Assert.Null(await Find<string>("select buyer ->> 'vatId' from invoices where number = 'INV-202603-0001'"));
        Assert.Equal(["bank 7200", "credit -1200", "deferred -6000"], await Accounts());
        Assert.Contains("was made anew already, as INV-202603-0002", await Text(Adam, $"/invoice regenerate {First}"),
            StringComparison.Ordinal);
        Assert.Contains("In the place of", (await Run(Olivia, "/invoice show INV-202603-0002")).Text, StringComparison.Ordinal);
        // And the run makes none for that period again.
        Assert.Equal(0, (await Run()).Drafted);
        await TheBooksAgree();
    }

    [Fact]
    public async Task Void_goes_on_to_a_note_where_something_was_paid()
    {
        await Invoiced();
        await Ask(Adam, $"/invoice credit-note {First} 5.00");
        Assert.Contains("Write a credit note", await Text(Adam, $"/invoice void {First}"), StringComparison.Ordinal);
        Assert.Equal("open", await State(First));
    }

    [Fact]
    public async Task Of_what_is_void_nothing_was_earned()
    {
        await Invoiced("2026-02-10");
        Assert.Equal(1, await Get<Earnings>().Round(Cancel));
        Assert.Contains("revenue -4071", await Accounts());
        await Ask(Adam, $"/invoice void {First}");
        await Ask(Bea, "/approval approve 1");
        Assert.Empty(await Accounts());
        Clock.Advance(TimeSpan.FromDays(60));
        Assert.Equal(0, await Get<Earnings>().Round(Cancel));
        await TheBooksAgree();
    }
}
