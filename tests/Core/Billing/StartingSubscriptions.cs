using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class StartingSubscriptions(Desk desk) : IClassFixture<Desk>
{
    int made;

    async Task<string> Organization(string state = "active")
    {
        var slug = $"buyer-{Guid.CreateVersion7():n}"[..^20] + Interlocked.Increment(ref made);
        await desk.Execute(
            "insert into organizations (id, slug, name, tier, state, created_at) values (@Id, @slug, @slug, 'growth', @state, @Now)",
            new { Id = Guid.CreateVersion7(), slug, state });
        return slug;
    }

    [Fact]
    public async Task It_is_planned_to_the_cent_and_started_with_a_reason()
    {
        var slug = await Organization();
        var planned = await desk.Ask("adam", $"/subscription start {slug} growth --dry-run");
        Assert.Contains("DE VAT 19 %", planned.Text, StringComparison.Ordinal);
        Assert.Contains("€71.40", planned.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("adam", $"/subscription start {slug} growth")).Kind);
        var started = await desk.Ask("adam", $"/subscription start {slug} growth", because: "signed the contract");
        Assert.Equal(OutcomeKind.Done, started.Kind);
        var shown = ((SubscriptionShown)(await desk.Ask("olivia", $"/subscription show {slug}")).Answer!).Subscription;
        Assert.Equal((SubscriptionState.Active, "€60.00 a month", 0), (shown.State, shown.PriceInWords, shown.NextPeriod));
        Assert.Equal(shown.Anchor, shown.NextStart);
    }

    [Fact]
    public async Task A_second_one_is_refused_and_so_is_whoever_may_not()
    {
        var slug = await Organization();
        Assert.Contains("needs an admin", (await desk.Ask("olivia", $"/subscription start {slug} growth")).Text, StringComparison.Ordinal);
        await desk.Ask("adam", $"/subscription start {slug} growth", because: "signed");
        var again = await desk.Ask("adam", $"/subscription start {slug} starter", because: "signed");
        Assert.Contains("has Growth already (active)", again.Text, StringComparison.Ordinal);
        Assert.Equal(1, await desk.One<long>(
            "select count(*) from subscriptions s join organizations o on o.id = s.organization_id where o.slug = @slug", new { slug }));
    }

    [Theory]
    [InlineData("suspended", "growth", "is suspended, so it can have no subscription")]
    [InlineData("active", "growth period:year", "is not sold by the year")]
    public async Task What_cannot_begin_is_refused(string state, string what, string words)
    {
        var slug = await Organization(state);
        Assert.Contains(words, (await desk.Ask("adam", $"/subscription start {slug} {what}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_costs_nothing_and_its_first_period_begins_when_it_ends()
    {
        var slug = await Organization();
        var started = await desk.Ask("adam", $"/subscription start {slug} starter trial:14", because: "wants to try");
        var subscription = ((SubscriptionStarted)started.Answer!).Subscription;
        Assert.Equal((SubscriptionState.Trialing, subscription.Anchor), (subscription.State, subscription.TrialEndsOn));
        Assert.Equal(14, subscription.Anchor.DayNumber - DateOnly.FromDateTime(desk.Clock.GetUtcNow().UtcDateTime.AddHours(1)).DayNumber);
        Assert.Contains(slug, (await desk.Ask("olivia", "/subscription list status:trial")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(slug, (await desk.Ask("olivia", "/subscription list status:active")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(slug, (await desk.Ask("olivia", "/subscription list plan:growth")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_is_taxed_follows_from_whom_it_is_invoiced_to()
    {
        var slug = await Organization();
        Assert.Contains("needs an admin",
            (await desk.Ask("olivia", $"/billing profile {slug} Shop \"Rue 1\" FR")).Text, StringComparison.Ordinal);
        Assert.Equal("Tax on what it gets from now on: FR VAT 20 %.", await Profile("FR"));
        Assert.Equal("Tax on what it gets from now on: none: reverse charge.", await Profile("FR vat-id:\"fr 12345678901\""));
        Assert.Equal("Tax on what it gets from now on: DE VAT 19 %.", await Profile("de vat-id:DE123456789"));
        Assert.Equal("Tax on what it gets from now on: none: taxed where the buyer is.", await Profile("IN"));
        Assert.Equal("Tax on what it gets from now on: none: reverse charge.", await Profile("GR vat-id:EL123456789"));
        foreach (var (what, words) in new[] { ("G1", "is no country"), ("FR vat-id:DE123456789", "is no VAT id of FR"),
            ("GR vat-id:EL123456789", "invoiced like that already") })
            Assert.Contains(words, (await Ask(what)).Text, StringComparison.Ordinal);

        Task<Outcome> Ask(string where) => desk.Ask("adam", $"/billing profile {slug} Shop \"Rue 1\" {where}", because: "they wrote to us");
        async Task<string> Profile(string where)
        {
            // Each of another: who is invoiced otherwise than before takes two.
            slug = await Organization();
            return (await Ask(where)).Text.Split('\n')[1];
        }
    }
}
