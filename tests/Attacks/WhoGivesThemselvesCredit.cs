using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>An admin who is a customer, too, and wants to pay nothing.</summary>
public sealed class WhoGivesThemselvesCredit(Postgres postgres) : Invoicing(postgres)
{
    Task<long> Given() => Find<long>("select coalesce(sum(amount_minor), 0)::bigint from credits");

    [Fact]
    public async Task Nobody_gives_in_parts_what_would_need_a_second_person()
    {
        await Subscribed("2026-03-01");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/credit add buyer-1 45.00")).Kind);
        for (var i = 0; i < 4; i++) Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/credit add buyer-1 45.00")).Kind);
        Assert.Equal(4500, await Given());
    }

    [Fact]
    public async Task Nobody_spreads_the_parts_over_organizations_people_or_currencies()
    {
        await Subscribed("2026-03-01");
        await Subscribed("2026-03-01");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/credit add buyer-1 45.00")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/credit add buyer-2 45.00")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Bea, "/credit add buyer-1 45.00")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/credit add buyer-2 \"1 USD\"")).Kind);
        Assert.Equal(4500, await Given());
    }

    [Fact]
    public async Task Nobody_spreads_the_parts_over_ways_of_giving()
    {
        var invoice = await Invoiced();
        await Subscribed("2026-03-01");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/credit add buyer-2 45.00")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice credit-note {invoice} 20.00")).Kind);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice mark-paid {invoice} 50.00 S1")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice write-off {invoice}")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice mark-paid {invoice} 41.40 S2")).Kind);
        Assert.Equal(4500, await Given());
        Assert.Equal(0, await Find<long>("select count(*) from credit_notes"));
    }

    [Fact]
    public async Task Nobody_makes_credit_of_money_that_never_came()
    {
        var invoice = await Invoiced();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice mark-paid {invoice} 10000.00 S1")).Kind);
        Assert.Contains("Look at the amount again", (await Ask(Adam, $"/invoice mark-paid {invoice} 2000000000.00 S2")).Text,
            StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice mark-paid {invoice} 10.00 S3")).Kind);
        Assert.Contains("was booked before", (await Ask(Adam, $"/invoice mark-paid {invoice} 10.00 s3 method:other")).Text,
            StringComparison.Ordinal);
        Assert.Equal(1, await Find<long>("select count(*) from payments"));
    }

    [Fact]
    public async Task Nobody_takes_the_tax_off_alone_and_a_draft_is_taxed_as_its_buyer_is()
    {
        await Invoiced();
        await Ask(Adam, "/invoice create buyer-1 Setup 10.00");
        var draft = await Find<Guid>("select id from invoices where state = 'draft'");
        var profile = await Ask(Adam, "/billing profile buyer-1 Shop \"Rue 1\" FR vat-id:FR12345678901");
        Assert.Equal(OutcomeKind.Waiting, profile.Kind);
        Assert.Equal(190, await Find<long>($"select tax_minor from invoices where id = '{draft}'"));
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/approval approve 1")).Kind);
        Assert.Equal("0 1000", await Find<string>($"select tax_minor || ' ' || total_minor from invoices where id = '{draft}'"));
        Assert.Equal("reverse_charge", await Find<string>($"select treatment from invoice_lines where invoice_id = '{draft}'"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task Nobody_is_quicker_than_the_sum()
    {
        for (var i = 0; i < 6; i++) await Subscribed("2026-03-01");
        var asked = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => Ask(Adam, $"/credit add buyer-{i} 30.00")));
        Assert.Single(asked, outcome => outcome.Kind == OutcomeKind.Done);
        Assert.Equal(3000, await Given());
    }

    [Fact]
    public async Task Nobody_approves_their_own()
    {
        await Subscribed("2026-03-01");
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/credit add buyer-1 500.00")).Kind);
        Assert.NotEqual(OutcomeKind.Done, (await Ask(Adam, "/approval approve 1")).Kind);
        Assert.Equal(0, await Given());
    }
}
