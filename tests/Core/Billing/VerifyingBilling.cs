using OpsBot.Bot.Cli;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

/// <summary>Somebody with the database's password changes what an invoice, a payment or a credit says.</summary>
public sealed class VerifyingBilling(Postgres postgres) : Invoicing(postgres)
{
    async Task<(int Code, string Said)> Verify()
    {
        await using var output = new StringWriter();
        return (await LedgerVerify.Run(["verify"], ConnectionString, output, Cancel), output.ToString());
    }

    async Task Traded()
    {
        await Subscribed("2026-03-01");
        await Ask(Adam, "/credit add buyer-1 20.00 expires:2027-01-01");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        await Ask(Adam, "/invoice mark-paid INV-202603-0001 60.00 A1");
        await Ask(Adam, "/invoice credit-note INV-202603-0001 10.00");
        Clock.Advance(TimeSpan.FromDays(40));
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        await Get<Earnings>().Round(Cancel);
        await Ask(Adam, "/credit take buyer-1 1.00");
    }

    [Fact]
    public async Task Nothing_differs_where_nobody_did_that()
    {
        var (code, said) = await Verify();
        Assert.True(code == 0, said);
        await Traded();
        (code, said) = await Verify();
        Assert.True(code == 0, said);
    }

    [Theory]
    [InlineData("update invoices set paid_minor = total_minor, state = 'paid', ended_at = drafted_at where state = 'open'",
        "INV-202604-0001 says €71.40 of it is settled")]
    [InlineData("update invoices set state = 'uncollectible', ended_why = 'x', ended_at = drafted_at where state = 'open'",
        "What was written off: the documents say")]
    [InlineData("update payments set amount_minor = amount_minor + 1",
        "What came in of buyer-1: the documents say €60.01, the ledger €60.00.")]
    [InlineData("delete from allocations", "payments, credit and notes come to")]
    [InlineData("update credits set amount_minor = amount_minor + 500",
        "Credit that was given by hand of buyer-1: the documents say €25.00")]
    [InlineData("update invoice_lines set earned_minor = 0", "What is not earned yet of buyer-1")]
    [InlineData("update invoice_taxes set tax_minor = tax_minor - 1", "Tax of DE VAT 19 %")]
    [InlineData("update invoices set credit_minor = 0 where credit_minor > 0", "Credit that paid invoices of buyer-1")]
    public async Task What_somebody_changed_is_named(string how, string named)
    {
        await Traded();
        await Execute(how);
        var (code, said) = await Verify();
        Assert.Equal(1, code);
        Assert.Contains(named, said, StringComparison.Ordinal);
    }
}
