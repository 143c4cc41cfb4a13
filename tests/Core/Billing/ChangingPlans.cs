using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class ChangingPlans(Postgres postgres) : MidPeriod(postgres)
{
    // 21 of 31 days are left: 21.00 of the old price, 42.00 of the new one.
    [Fact]
    public async Task What_costs_more_is_charged_by_its_days_and_holds_once_that_is_paid()
    {
        var slug = await Paid();
        await Plan("large", "62.00");
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/subscription change-plan {slug} large")).Text, StringComparison.Ordinal);
        var planned = (await Run(Adam, $"/subscription change-plan {slug} large --dry-run")).Text;
        Assert.Contains("Plan buyer-1, given back: none → -€21.00 for 11 Mar 2026 – 31 Mar 2026, 21 days", planned,
            StringComparison.Ordinal);
        Assert.Contains("large: none → €42.00 for 11 Mar 2026 – 31 Mar 2026, 21 days", planned, StringComparison.Ordinal);
        Assert.Contains("Tax: none → €3.99, DE VAT 19 %", planned, StringComparison.Ordinal);
        Assert.Contains("Invoice: none → €24.99", planned, StringComparison.Ordinal);
        Assert.Contains("INV-202603-0002 over €24.99 is open", (await Ask(Adam, $"/subscription change-plan {slug} large")).Text,
            StringComparison.Ordinal);
        // The preview is the charge.
        Assert.Equal(["Plan buyer-1, given back -2100 2026-03-11 2026-04-01", "large 4200 2026-03-11 2026-04-01"], await List<string>(
            """
            select   concat_ws(' ', l.text, l.net_minor, l.period_start, l.period_end)
            from     invoice_lines l
            join     invoices i on i.id = l.invoice_id
            where    i.reason = 'change'
            order by l.position
            """));
        Assert.Equal("2100 399 2499", await Find<string>(
            "select concat_ws(' ', net_minor, tax_minor, total_minor) from invoices where reason = 'change'"));
        Assert.Equal("active buyer-1 2026-03-01 1 2026-04-01", await Now());
        Assert.Contains("once INV-202603-0002 is paid", (await Ask(Adam, $"/subscription change-plan {slug} large when:renewal")).Text,
            StringComparison.Ordinal);
        Assert.Contains("once INV-202603-0002 is paid", (await Ask(Adam, $"/subscription cancel {slug}")).Text, StringComparison.Ordinal);
        await TheBooksAgree();
        await PayAll();
        Assert.Equal("active large 2026-03-01 1 2026-04-01", await Now());
        Clock.AdvanceTo(new(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
        await Run();
        Assert.Contains($"{slug} 2026-04-01 2026-05-01 draft 6200 1178", await Invoices());
        await TheBooksAgree();
    }

    [Fact]
    public async Task While_it_is_not_paid_nothing_more_is_invoiced_and_void_it_is_called_off()
    {
        var slug = await Paid();
        await Plan("large", "62.00");
        await Ask(Adam, $"/subscription change-plan {slug} large");
        Clock.AdvanceTo(new(2026, 4, 2, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, (await Run()).Drafted);
        await Ask(Adam, "/invoice void INV-202603-0002");
        await Agree();
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.Equal(1, (await Run()).Drafted);
        Assert.Equal(("active buyer-1 2026-03-01 2 2026-05-01", "called_off"),
            (await Now(), await Find<string>("select state from plan_changes")));
        await TheBooksAgree();
    }

    [Fact]
    public async Task What_costs_less_begins_with_the_next_period_unless_it_is_said_otherwise()
    {
        var slug = await Paid();
        await Plan("small", "15.50");
        Assert.Contains("gets small for €15.50 a month on 1 Apr 2026", (await Ask(Adam, $"/subscription change-plan {slug} small")).Text,
            StringComparison.Ordinal);
        Assert.Contains("Then: small, €15.50 a month, from 1 Apr 2026 on", (await Run(Olivia, $"/subscription show {slug}")).Text,
            StringComparison.Ordinal);
        // It is thought better of, and then of that again.
        Assert.Contains("called off", (await Ask(Adam, $"/subscription change-plan {slug} {slug}")).Text, StringComparison.Ordinal);
        Assert.Contains("is that already", (await Ask(Adam, $"/subscription change-plan {slug} {slug}")).Text, StringComparison.Ordinal);
        await Ask(Adam, $"/subscription change-plan {slug} small");
        Clock.AdvanceTo(new(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
        await Run();
        Assert.Equal(["buyer-1 2026-03-01 2026-04-01 paid INV-202603-0001 3100 589", "buyer-1 2026-04-01 2026-05-01 draft 1550 295"],
            await Invoices());
    }

    // 21.00 of the old price less 10.50 of the new one, with 19 %.
    [Fact]
    public async Task What_costs_less_and_begins_now_gives_credit_that_pays_the_next_invoice()
    {
        var slug = await Paid();
        await Plan("small", "15.50");
        var planned = (await Run(Adam, $"/subscription change-plan {slug} small when:now --dry-run")).Text;
        Assert.Contains("Credit note on INV-202603-0001: none → €12.50, €10.50 without tax", planned, StringComparison.Ordinal);
        Assert.Contains("Credit of buyer-1: €0.00 → €12.50", planned, StringComparison.Ordinal);
        var changed = (await Ask(Adam, $"/subscription change-plan {slug} small when:now")).Text;
        Assert.Contains("CN-202603-0001 takes €12.50 off INV-202603-0001: €12.50 is credit now.", changed, StringComparison.Ordinal);
        Assert.Equal("active small 2026-03-01 1 2026-04-01", await Now());
        await TheBooksAgree();
        // What is given back when it ends is of the price in force, not of what was charged once.
        Clock.AdvanceTo(new(2026, 3, 22, 9, 0, 0, TimeSpan.Zero));
        Assert.Contains("€5.95, €5.00 without tax", (await Run(Adam, $"/subscription cancel {slug} when:now --dry-run")).Text,
            StringComparison.Ordinal);
        Clock.AdvanceTo(new(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Assert.Equal("595", await Find<string>("select (total_minor - paid_minor)::text from invoices where period_start = '2026-04-01'"));
        await TheBooksAgree();
    }

    // A year of it costs less a month: what is left of the month is given back, and the year begins today.
    [Fact]
    public async Task Another_length_begins_a_period_of_its_own()
    {
        var slug = await Paid();
        await Plan("yearly", "310.00", "year");
        var planned = (await Run(Adam, $"/subscription change-plan {slug} yearly period:year when:now --dry-run")).Text;
        Assert.Contains("A month: €31.00 → €25.83", planned, StringComparison.Ordinal);
        Assert.Contains("yearly: none → €310.00 for 11 Mar 2026 – 10 Mar 2027, 365 days", planned, StringComparison.Ordinal);
        // Less a month, so that it would begin with the next period.
        Assert.Contains("Begins: not yet → 1 Apr 2026",
            (await Run(Adam, $"/subscription change-plan {slug} yearly period:year --dry-run")).Text, StringComparison.Ordinal);
        await Ask(Adam, $"/subscription change-plan {slug} yearly period:year when:now");
        await PayAll();
        Assert.Equal("active yearly 2026-03-11 1 2027-03-11", await Now());
        await TheBooksAgree();
    }

    [Fact]
    public async Task From_a_year_to_a_month_all_that_is_left_of_the_year_is_credit_from_which_the_month_is_paid()
    {
        var slug = await Paid(36500, "year");
        await Plan("monthly", "40.00");
        Assert.Contains("Begins: not yet → 1 Mar 2027",
            (await Run(Adam, $"/subscription change-plan {slug} monthly period:month when:renewal --dry-run")).Text,
            StringComparison.Ordinal);
        // 12 months of it are 480.00: dearer, so now unless it is said otherwise.
        var planned = (await Run(Adam, $"/subscription change-plan {slug} monthly period:month --dry-run")).Text;
        Assert.Contains("A month: €30.42 → €40.00", planned, StringComparison.Ordinal);
        Assert.Contains("Credit note on INV-202603-0001: none → €422.45, €355.00 without tax", planned, StringComparison.Ordinal);
        Assert.Contains("Credit of buyer-1: €0.00 → €374.85", planned, StringComparison.Ordinal);
        Assert.Contains("To be paid: nothing → €0.00", planned, StringComparison.Ordinal);
        // So much credit is given by two.
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/subscription change-plan {slug} monthly period:month")).Kind);
        var asked = await Find<long>("select max(number) from approvals");
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, $"/approval approve {asked}")).Kind);
        Assert.Equal("active monthly 2026-03-11 1 2026-04-11", await Now());
        await TheBooksAgree();
        Assert.Equal(["bank 43435", "credit -37485"], await Balances());
    }

    [Fact]
    public async Task Within_a_trial_nothing_is_charged()
    {
        var slug = await Subscribed("2026-03-20", state: "trialing");
        await Plan("yearly", "310.00", "year");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/subscription change-plan {slug} yearly period:year when:now")).Kind);
        Assert.Equal("trialing yearly 2026-03-20 0 2026-03-20", await Now());
        Assert.Empty(await Invoices());
    }

    [Fact]
    public async Task It_is_refused_while_an_invoice_is_unpaid_and_where_it_has_ended_or_more_is_up_than_comes_with_it()
    {
        var slug = await Subscribed("2026-03-01");
        await Plan("large", "62.00", with: "instances=1");
        Assert.Contains("is not invoiced yet", (await Ask(Adam, $"/subscription change-plan {slug} large")).Text, StringComparison.Ordinal);
        await Run();
        Assert.Contains("has not paid a draft yet", (await Ask(Adam, $"/subscription change-plan {slug} large")).Text,
            StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Assert.Contains("has not paid INV-202603-0001 yet", (await Ask(Adam, $"/subscription change-plan {slug} large")).Text,
            StringComparison.Ordinal);
        await PayAll();
        await Execute(
            """
            insert into servers (id, name, region, address, created_at, seen_at)
            values (gen_random_uuid(), 'h1', 'nbg1', 'http://h1', @Now, @Now);
            insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, changed_at, created_at)
            select gen_random_uuid(), 'shop-' || n, 'Shop', o.id, (select id from servers), 'production', '17.0', 'https://x', 'running',
                   @Now, @Now
            from   organizations o, generate_series(1, 2) n
            """, new { Now = Clock.GetUtcNow() });
        Assert.Contains("has 2 instances up, and large comes with 1. Stop 1 first",
            (await Ask(Adam, $"/subscription change-plan {slug} large")).Text, StringComparison.Ordinal);
        await Execute("update instances set state = 'stopped' where slug = 'shop-2'");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/subscription change-plan {slug} large")).Kind);
        await PayAll();
        Assert.Contains("with which 1 instance comes, and shop-1 is up already", (await Run(Olivia, "/instance start shop-2")).Text,
            StringComparison.Ordinal);
        Assert.Equal("stopped", await Find<string>("select state from instances where slug = 'shop-2'"));
    }

    // Nothing came in for it, and nothing is left of it either.
    [Fact]
    public async Task An_invoice_that_a_note_took_off_whole_is_paid_as_well()
    {
        var slug = await Paid();
        await Plan("large", "62.00");
        await Ask(Adam, $"/subscription change-plan {slug} large");
        await Execute("update invoices set state = 'paid', paid_minor = total_minor, ended_at = @Now where reason = 'change'",
            new { Now = Clock.GetUtcNow() });
        await Get<SubscriptionClock>().Round(Cancel);
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.Equal("active large 2026-03-01 1 2026-04-01", await Now());
    }

    // The price changes between asking and agreeing: nobody agreed to that one.
    [Fact]
    public async Task A_price_that_changes_before_somebody_agrees_makes_it_stale()
    {
        var slug = await Paid();
        await Plan("large", "62.00");
        await Ask(Adam, "/policy set subscription change-plan needs:approval");
        await Agree();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/subscription change-plan {slug} large")).Kind);
        var asked = await Find<long>("select max(number) from approvals");
        await Ask(Adam, "/plan price large 63.00");
        await Agree();
        await Ask(Bea, $"/approval approve {asked}");
        Assert.Equal("stale", await Find<string>("select state from approvals where number = @asked", new { asked }));
        Assert.Equal("active buyer-1 2026-03-01 1 2026-04-01", await Now());
        Assert.Single(await Invoices());
    }
}
