using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class RunningInvoices(Postgres postgres) : Invoicing(postgres)
{
    [Fact]
    public async Task What_is_due_is_drafted_and_opened_a_day_later_and_a_second_run_changes_nothing()
    {
        await Subscribed("2026-03-01");
        await Subscribed("2026-03-02", minor: 2805);
        await Subscribed("2026-03-03");
        Assert.Equal(new RunTally(2, 0, 0), await Run());
        Assert.Equal(new RunTally(0, 0, 0), await Run());
        Assert.Equal(["buyer-1 2026-03-01 2026-04-01 draft 6000 1140", "buyer-2 2026-03-02 2026-04-02 draft 2805 533"], await Invoices());
        var card = await Said("billing-run:2026-03-02");
        Assert.Equal("2 drafts, €104.78", card!.Heading);
        Assert.Equal(["channel:C0BILLING"], await Places("billing-run:2026-03-02"));

        Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(new RunTally(1, 0, 0), await Run());
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new RunTally(0, 2, 0), await Run());
        Assert.Equal(
            ["buyer-1 2026-03-01 2026-04-01 open INV-202603-0001 6000 1140", "buyer-2 2026-03-02 2026-04-02 open INV-202603-0002 2805 533",
            "buyer-3 2026-03-03 2026-04-03 draft 6000 1140"], await Invoices());
        Assert.Equal(new DateOnly(2026, 3, 15), await Find<DateOnly>("select due_on from invoices where number = 'INV-202603-0001'"));
        await TheBooksAgree();
        var rows = await List<string>("select body::jsonb ->> 'detail' from audit where operation = 'billing run' order by seq");
        Assert.Equal(3, rows.Count);
        Assert.Matches("^2 invoices drafted, €104.78, SHA-256 [0-9a-f]{64}[.]$", rows[0]);
        Assert.Matches("^2 invoices opened, €104.78, SHA-256 [0-9a-f]{64}[.]$", rows[2]);
    }

    [Fact]
    public async Task Months_in_which_nobody_ran_it_are_caught_up_each_in_its_own_period()
    {
        await Subscribed("2025-12-31");
        Assert.Equal(3, (await Run()).Drafted);
        Assert.Equal(["buyer-1 2025-12-31 2026-01-31 draft 6000 1140", "buyer-1 2026-01-31 2026-02-28 draft 6000 1140",
            "buyer-1 2026-02-28 2026-03-31 draft 6000 1140"], await Invoices());
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        // Nobody is late for what they were not asked for.
        Assert.Equal(["2026-03-03", "2026-03-03", "2026-03-14"],
            await List<string>("select due_on::text from invoices order by period_start"));
    }

    [Theory]
    [InlineData("quarter", "2026-06-02")]
    [InlineData("half_year", "2026-09-02")]
    [InlineData("year", "2027-03-02")]
    public async Task Longer_periods_are_invoiced_once_in_each(string length, string ends)
    {
        await Subscribed("2026-03-02", length: length);
        await Run();
        Assert.Equal([$"buyer-1 2026-03-02 {ends} draft 6000 1140"], await Invoices());
        Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(0, (await Run()).Drafted);
    }

    [Fact]
    public async Task A_trial_costs_nothing_until_it_is_over()
    {
        await Subscribed("2026-03-05", state: "trialing");
        Assert.True((await Run()).IsNothing);
        Clock.AdvanceTo(new(2026, 3, 4, 23, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, (await Run()).Drafted);
        Assert.Equal("active", await Find<string>("select state from subscriptions"));
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("paused")]
    public async Task Who_has_nothing_now_is_asked_for_nothing(string state)
    {
        await Subscribed("2026-03-01", state: state);
        Assert.True((await Run()).IsNothing);
    }

    [Fact]
    public async Task What_costs_nothing_is_not_invoiced_and_goes_on()
    {
        await Subscribed("2026-03-01", minor: 0);
        Assert.Equal(0, (await Run()).Drafted);
        Assert.Equal(new DateOnly(2026, 4, 1), await Find<DateOnly>("select next_start from subscriptions"));
    }

    [Fact]
    public async Task Each_is_taxed_where_its_buyer_is_and_in_its_own_currency()
    {
        await Subscribed("2026-03-01", minor: 9999, country: "FR");
        await Subscribed("2026-03-01", minor: 9999, country: "FR", vatId: "FR12345678901");
        await Subscribed("2026-03-01", minor: 9999, currency: "JPY", country: "JP");
        await Subscribed("2026-03-01", minor: 9999, currency: "USD");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Assert.Equal(["9999 2000", "9999 0", "9999 0", "9999 1900"],
            (await Invoices()).Select(one => string.Join(' ', one.Split(' ')[^2..])));
        Assert.Equal(["destination FR VAT 20 %", "reverse_charge", "export", "domestic DE VAT 19 %"], await List<string>(
            """
            select   trim(l.treatment || ' ' || l.tax)
            from     invoice_lines l
            join     invoices i on i.id = l.invoice_id
            join     organizations o on o.id = i.organization_id
            order by o.slug
            """));
        Assert.Equal("Buyer Ltd FR12345678901 Nimbus GmbH", await Find<string>(
            "select concat_ws(' ', buyer ->> 'name', buyer ->> 'vatId', seller ->> 'name') from invoices where buyer ->> 'vatId' is not null"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task Two_workers_share_a_run_and_a_chunk_that_died_is_done_by_another()
    {
        for (var i = 0; i < 45; i++) await Subscribed("2026-03-01");
        // Killed before its commit: nothing of it is there, and nothing is left out.
        await using (var dying = await Get<Transactions>().Begin(Actor.OpsBot("billing"), Guid.CreateVersion7(), Cancel))
            Assert.Equal(7, (await DraftInvoices.Next(dying, Get<Seller>(), TimeSpan.Zero, 7, Cancel)).Count);
        await using var other = Restarted();
        var tallies = await Task.WhenAll(Run(), other.Get<InvoiceRun>().Round(Cancel));
        Assert.Equal(45, tallies.Sum(tally => tally.Drafted));
        Assert.Equal(45, await Find<long>("select count(distinct subscription_id) from invoices"));
        Clock.Advance(TimeSpan.FromDays(1));
        await using (var dying = await Get<Transactions>().Begin(Actor.OpsBot("billing"), Guid.CreateVersion7(), Cancel))
            Assert.Equal(7, (await Get<OpenInvoices>().Next(dying, 7, Cancel)).Count);
        tallies = await Task.WhenAll(Run(), other.Get<InvoiceRun>().Round(Cancel));
        Assert.Equal(45, tallies.Sum(tally => tally.Opened));
        Assert.Equal("1 45 45", await Find<string>(
            "select concat_ws(' ', min(series_no), max(series_no), count(distinct number)) from invoices"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task What_is_not_paid_by_its_day_is_overdue_from_the_next()
    {
        await Subscribed("2026-03-01");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Clock.AdvanceTo(new(2026, 3, 15, 22, 59, 0, TimeSpan.Zero));
        Assert.Equal(0, (await Run()).Overdue);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await Run()).Overdue);
        Assert.Equal("overdue past_due", await Find<string>(
            "select i.state || ' ' || s.state from invoices i join subscriptions s on s.id = i.subscription_id"));
        Assert.Equal(0, (await Run()).Overdue);
    }

    [Fact]
    public async Task It_is_run_by_a_command_once_at_a_time_and_not_by_everybody()
    {
        await Subscribed("2026-03-01");
        Assert.Contains("needs an admin", (await Ask(Olivia, "/billing run")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/billing run")).Kind);
        Assert.Equal(OutcomeKind.Refused, (await Ask(Bea, "/billing run")).Kind);
        while (await Get<OpsBot.Core.Jobs.JobRunner>().RunNext(Cancel)) { }
        Assert.Single(await Invoices());
        Assert.Equal("succeeded", await Find<string>("select state from jobs"));
    }
}

public sealed class RunningInvoicesForNobody(Postgres postgres) : Invoicing(postgres)
{
    protected override void Register(IServiceCollection services)
    {
        base.Register(services);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
    }

    [Fact]
    public async Task Nothing_is_opened_before_it_says_who_sells()
    {
        await Subscribed("2026-03-01");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await Run() is { Opened: 0, NotOpened: not null });
        Assert.Single(await List<string>("select id::text from invoices where state = 'draft'"));
        var draft = await Find<Guid>("select id from invoices");
        Assert.Contains("OPSBOT_Seller__Name, OPSBOT_Seller__Address and OPSBOT_Seller__TaxId",
            (await Ask(Adam, $"/invoice open {InvoiceId.Of(draft)}")).Text, StringComparison.Ordinal);
    }
}
