using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class EndingSubscriptions(Postgres postgres) : Invoicing(postgres)
{
    async Task<string> Invoiced(string begins = "2026-02-15", string state = "active")
    {
        var slug = await Subscribed(begins, state: state);
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        return slug;
    }

    Task<string?> State(string slug) => Find<string>(
        """
        select   concat_ws(' ', s.state, s.state_before, s.ends_on)
        from     subscriptions s
        join     organizations o on o.id = s.organization_id
        where    o.slug = @slug
        order by s.created_at desc
        limit    1
        """, new { slug });

    [Fact]
    public async Task What_belonged_to_who_is_deleted_ends_and_is_invoiced_no_more()
    {
        var slug = await Subscribed("2026-03-11");
        await Execute("update organizations set state = 'deleted' where slug = @slug", new { slug });
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.Equal("cancelled", await Find<string>("select state from subscriptions"));
        await Run();
        Assert.Equal(0, await Find<long>("select count(*) from invoices"));
    }

    [Fact]
    public async Task It_ends_with_what_is_paid_for_and_is_not_invoiced_again()
    {
        var slug = await Invoiced();
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/subscription cancel {slug}")).Text, StringComparison.Ordinal);
        var planned = (await Run(Adam, $"/subscription cancel {slug} --dry-run")).Text;
        Assert.Contains("From 15 Mar 2026 on: Plan buyer-1, €60.00 a month → nothing", planned, StringComparison.Ordinal);
        Assert.Contains("Still to be paid: INV-202603-0001", planned, StringComparison.Ordinal);
        Assert.Contains("ends with 14 Mar 2026", (await Ask(Adam, $"/subscription cancel {slug}")).Text, StringComparison.Ordinal);
        Assert.Equal("cancelling active 2026-03-15", await State(slug));
        Assert.Contains("Keep it first", (await Ask(Adam, $"/subscription cancel {slug}")).Text, StringComparison.Ordinal);
        Assert.Contains("has Plan buyer-1 already (cancelling)", (await Ask(Adam, $"/subscription start {slug} growth")).Text,
            StringComparison.Ordinal);
        Clock.AdvanceTo(new(2026, 3, 14, 22, 59, 0, TimeSpan.Zero));
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.Equal("cancelling active 2026-03-15", await State(slug));
        // The seller's day has begun, an hour before that of UTC.
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Get<SubscriptionClock>().Round(Cancel);
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.Equal("cancelled 2026-03-15", await State(slug));
        await Run();
        Assert.Single(await Invoices());
        Assert.Equal(1, await Find<long>("select count(*) from messages where key like 'subscription:%:ended'"));
    }

    [Fact]
    public async Task It_can_be_kept_until_then_and_is_what_it_has_become()
    {
        var slug = await Invoiced();
        Assert.Contains("was not cancelled", (await Ask(Adam, $"/subscription keep {slug}")).Text, StringComparison.Ordinal);
        await Ask(Adam, $"/subscription cancel {slug}");
        Assert.Contains("needs an admin", (await Run(Olivia, $"/subscription keep {slug}")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, $"/subscription keep {slug}")).Kind);
        Assert.Equal("active", await State(slug));
        // What was not paid while it was on its way out counts once it is kept.
        await Ask(Adam, $"/subscription cancel {slug}");
        await Execute("update invoices set state = 'overdue'");
        await Run(Adam, $"/subscription keep {slug}");
        Assert.Equal("past_due", await State(slug));
        Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(1, (await Run()).Drafted);
    }

    [Fact]
    public async Task A_trial_that_is_cancelled_ends_with_its_last_day_and_costs_nothing()
    {
        var slug = await Subscribed("2026-03-05", state: "trialing");
        Assert.Contains("ends with 4 Mar 2026", (await Ask(Adam, $"/subscription cancel {slug}")).Text, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromDays(4));
        await Run();
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.Equal("cancelled 2026-03-05", await State(slug));
        Assert.Empty(await Invoices());
    }

    [Fact]
    public async Task What_has_ended_begins_anew_as_another_one_at_the_price_of_today()
    {
        var slug = await Invoiced();
        Assert.Contains("only what has ended", (await Ask(Adam, $"/subscription reactivate {slug}")).Text, StringComparison.Ordinal);
        await Ask(Adam, $"/subscription cancel {slug}");
        Clock.Advance(TimeSpan.FromDays(14));
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.Contains("still owes INV-202603-0001", (await Ask(Adam, $"/subscription reactivate {slug}")).Text, StringComparison.Ordinal);
        await Ask(Adam, "/invoice mark-paid INV-202603-0001 71.40 \"SEPA 1\"");
        await Ask(Adam, $"/plan price {slug} 70.00");
        await Ask(Bea, "/approval approve 1");
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/subscription reactivate {slug}")).Text, StringComparison.Ordinal);
        var planned = (await Run(Adam, $"/subscription reactivate {slug} --dry-run")).Text;
        Assert.Contains("Price, without tax: €60.00 a month → €70.00 a month", planned, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/subscription reactivate {slug}")).Kind);
        Assert.Equal(["cancelled", "active"], await List<string>("select state from subscriptions order by created_at"));
        await Ask(Adam, $"/plan archive {slug}");
    }
}
