using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class DraftingByHand(Postgres postgres) : Invoicing(postgres)
{
    async Task<string> Text(Person who, string line) => (await Ask(who, line)).Text;

    [Fact]
    public async Task An_invoice_of_lines_is_drafted_and_opens_by_itself()
    {
        await Subscribed("2026-03-20", country: "FR");
        Assert.Contains("needs an admin", await Text(Olivia, "/invoice create buyer-1 Setup 250.00"), StringComparison.Ordinal);
        var created = await Text(Adam, "/invoice create buyer-1 Setup fee 250.00; 2 x Training day 80.50");
        Assert.Contains("€493.20", created, StringComparison.Ordinal);
        Assert.Equal(["1 1 Setup fee 25000 FR VAT 20 %", "2 2 Training day 16100 FR VAT 20 %"], await List<string>(
            "select concat_ws(' ', position, quantity, text, net_minor, tax) from invoice_lines order by position"));
        Assert.Equal(0, (await Run()).Opened);
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await Run()).Opened);
        var shown = (await Run(Olivia, "/invoice show INV-202603-0001")).Text;
        Assert.Contains("2 x Training day", shown, StringComparison.Ordinal);
        Assert.Contains("€82.20 of €411.00", shown, StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Theory]
    [InlineData("Setup", "is no line")]
    [InlineData("250.00", "is no line")]
    [InlineData("Setup 1,50", "is no line")]
    [InlineData("Setup 0.00", "of nothing or of too much")]
    [InlineData("0 x Setup 5.00", "of none or of too many")]
    [InlineData("10001 x Setup 5.00", "of none or of too many")]
    [InlineData("10 x Setup 100000000.01", "of nothing or of too much")]
    [InlineData("Setup 999999999999.00", "of nothing or of too much")]
    [InlineData("Setup 5.00; Discount -5.00", "It would come to €0.00")]
    [InlineData("Setup -5.00", "It would come to -€5.95")]
    [InlineData("Setup 5.00; Fee 5.00 USD", "in one currency")]
    [InlineData(";", "1 to 20 lines")]
    [InlineData("a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1;a 1", "1 to 20 lines")]
    public async Task What_cannot_be_charged_is_refused_and_nothing_is_drafted(string lines, string why)
    {
        await Subscribed("2026-03-20");
        Assert.Contains(why, await Text(Adam, $"/invoice create buyer-1 \"{lines}\""), StringComparison.Ordinal);
        Assert.Equal(0, await Find<long>("select count(*) from invoices"));
    }

    [Fact]
    public async Task Yen_have_no_part_and_their_tax_is_whole()
    {
        await Subscribed("2026-03-20");
        Assert.Contains("is no line", await Text(Adam, "/invoice create buyer-1 \"Setup 5.50 JPY\""), StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/invoice create buyer-1 \"Setup 5 JPY\"")).Kind);
        Assert.Equal("JPY 5 1 6", await Find<string>("select concat_ws(' ', currency, net_minor, tax_minor, total_minor) from invoices"));
    }

    [Theory]
    [InlineData("active", "2026-03-20", 6000, "EUR", "month", "FR")]
    [InlineData("trialing", "2026-03-20", 6000, "USD", "year", "DE")]
    [InlineData("active", "2026-12-31", 333, "JPY", "month", "DE")]
    [InlineData("past_due", "2026-03-31", 1, "INR", "quarter", "US")]
    public async Task The_preview_is_the_invoice_to_the_cent_and_writes_nothing(
        string state, string begins, long minor, string currency, string length, string country)
    {
        await Subscribed(begins, minor, currency, length, state, country);
        var previewed = ((OpsBot.Core.Billing.Invoices.InvoicePreviewed)(await Run(Olivia, "/invoice preview buyer-1")).Answer!).Invoice;
        Assert.Equal(0, await Find<long>("select count(*) from invoices"));
        Assert.Equal($"{state} 0", await Find<string>("select state || ' ' || next_period from subscriptions"));
        Clock.Advance(TimeSpan.FromDays(310));
        await Run();
        Assert.Equal(previewed.Total, await Find<long>("select total_minor from invoices order by period_start limit 1") is var total
            ? new(total, previewed.Total.Currency) : default);
        Assert.Equal($"{previewed.PeriodStart:O} {previewed.PeriodEnd:O}",
            await Find<string>("select concat_ws(' ', period_start, period_end) from invoices order by period_start limit 1"));
    }

    [Fact]
    public async Task The_preview_says_what_credit_pays_and_when_none_is_to_come()
    {
        await Subscribed("2026-03-20");
        await Ask(Adam, "/credit add buyer-1 20.00");
        var shown = (await Run(Olivia, "/invoice preview buyer-1")).Text;
        Assert.Contains("-€20.00", shown, StringComparison.Ordinal);
        Assert.Contains("€51.40", shown, StringComparison.Ordinal);
        await Execute("update subscriptions set state = 'cancelled', ended_at = now()");
        Assert.Contains("has no subscription", (await Run(Olivia, "/invoice preview buyer-1")).Text, StringComparison.Ordinal);
    }
}
