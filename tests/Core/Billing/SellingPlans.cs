using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class SellingPlans(Desk desk) : IClassFixture<Desk>
{
    const string Yearly = "/plan create yearly \"Growth, yearly\" growth price:600.00 period:year entitlements:\"instances=3, backups=30\"";

    [Fact]
    public async Task Each_tier_is_sold_from_the_beginning()
    {
        var listed = (PlansListed)(await desk.Ask("olivia", "/plan list")).Answer!;
        Assert.Contains(listed.Plans, plan => plan.Slug == "starter");
        Assert.Contains("Enterprise | Enterprise | €120.00 a month | 0",
            (await desk.Ask("olivia", "/plan list")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_one_takes_a_second_person_and_the_same_again_is_refused()
    {
        Assert.Contains("needs an admin", (await desk.Ask("olivia", Yearly)).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("adam", Yearly, by: "sam")).Kind);
        var shown = (PlanShown)(await desk.Ask("olivia", "/plan show yearly")).Answer!;
        Assert.Equal(("Growth", "backups 30, instances 3", "€600.00 a year"),
            (shown.Plan.TierName, shown.Plan.Entitlements, Assert.Single(shown.Prices).InWords));
        Assert.Contains("There is a plan yearly", (await desk.Ask("adam", Yearly)).Text, StringComparison.Ordinal);
        Assert.Equal(1, await desk.One<long>("select count(*) from plans where slug = 'yearly'", null));
    }

    [Theory]
    [InlineData("/plan create Loud Loud growth price:1.00", "is no short name")]
    [InlineData("/plan create blank \"  \" growth price:1.00", "needs a name")]
    [InlineData("/plan create dear Dear growth price:1000000001.00", "more than a plan can cost")]
    [InlineData("/plan create odd Odd growth price:1.00 entitlements:\"many instances\"", "can't read what comes with it")]
    [InlineData("/plan create twice Twice growth price:1.00 entitlements:\"a=1, a=2\"", "can't read what comes with it")]
    [InlineData("/plan price growth 60.00", "costs €60.00 a month already")]
    [InlineData("/plan price growth 1000000001.00", "more than a plan can cost")]
    public async Task What_cannot_be_sold_is_refused_and_changes_nothing(string line, string words)
    {
        var before = await desk.One<string>("select count(*) || ' ' || (select count(*) from plan_prices) from plans", null);
        Assert.Contains(words, (await desk.Ask("adam", line)).Text, StringComparison.Ordinal);
        Assert.Equal(before, await desk.One<string>("select count(*) || ' ' || (select count(*) from plan_prices) from plans", null));
    }

    [Fact]
    public async Task Another_price_is_for_who_comes_next_and_who_has_one_keeps_it()
    {
        await desk.Agreed("adam", "/plan create solo Solo starter price:10.00", by: "sam");
        await desk.Execute(
            "insert into organizations (id, slug, name, tier, created_at) values (@Id, 'solo-first', 'First', 'starter', @Now)",
            new { Id = Guid.CreateVersion7() });
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", "/subscription start solo-first solo", because: "signed")).Kind);
        var planned = await desk.Ask("adam", "/plan price solo 12.50 --dry-run");
        Assert.Contains("1 subscription keeps €10.00 a month.", planned.Text, StringComparison.Ordinal);
        await desk.Agreed("adam", "/plan price solo 12.50", by: "sam");
        var shown = await desk.Ask("olivia", "/plan show solo");
        Assert.Contains("€12.50 a month | 2 | sold now | 0", shown.Text, StringComparison.Ordinal);
        Assert.Contains("€10.00 a month | 1 | kept by who has it | 1", shown.Text, StringComparison.Ordinal);
        Assert.Contains("€10.00 a month (version 1)",
            (await desk.Ask("olivia", "/subscription show solo-first")).Text, StringComparison.Ordinal);
        await desk.Agreed("adam", "/plan price solo 120.00 period:year", by: "sam");
        Assert.Equal(3, ((PlanShown)(await desk.Ask("olivia", "/plan show solo")).Answer!).Prices.Count);
    }

    [Fact]
    public async Task An_archived_one_is_sold_to_nobody_new()
    {
        await desk.Agreed("adam", "/plan create old Old starter price:5.00", by: "sam");
        Assert.Contains("Nobody has it.", (await desk.Ask("adam", "/plan archive old --dry-run")).Text, StringComparison.Ordinal);
        await desk.Agreed("adam", "/plan archive old", by: "sam");
        Assert.DoesNotContain("Old |", (await desk.Ask("olivia", "/plan list")).Text, StringComparison.Ordinal);
        Assert.Contains("Old (archived)", (await desk.Ask("olivia", "/plan list archived:yes")).Text, StringComparison.Ordinal);
        Assert.Contains("archived already", (await desk.Ask("adam", "/plan archive old")).Text, StringComparison.Ordinal);
        Assert.Contains("nobody new may have it", (await desk.Ask("adam", "/plan price old 6.00")).Text, StringComparison.Ordinal);
        Assert.Contains("nobody new may have it", (await desk.Ask("adam", "/subscription start acme old")).Text, StringComparison.Ordinal);
    }
}
