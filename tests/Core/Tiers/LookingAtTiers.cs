using OpsBot.Core.Operations;
using OpsBot.Core.Tiers;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Tiers;

public sealed class LookingAtTiers(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_three_that_every_team_begins_with_are_there_cheapest_first()
    {
        var listed = (TiersListed)(await desk.Ask("olivia", "/tier list")).Answer!;
        Assert.Equal(
            [("Starter", "€28.00"), ("Growth", "€60.00"), ("Enterprise", "€120.00")],
            listed.Tiers.Select(tier => (tier.Name, tier.Price.ToString())));
        Assert.Equal([0, 1, 0], listed.Tiers.Select(tier => tier.Organizations));
    }

    [Fact]
    public async Task One_is_found_by_its_name_and_says_what_it_is()
    {
        var shown = await desk.Ask("olivia", "/tier show Growth");
        foreach (var words in new[] { "4 vCPU, 8 GB, 80 GB disk", "€60.00 a month", "cx33", "1 organization" })
            Assert.Contains(words, shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_not_there_is_asked_back_for()
    {
        var refused = await desk.Ask("olivia", "/tier show starters");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains("There is no tier “starters”", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_one_region_that_is_taken_where_none_is_named() =>
        Assert.Equal("nbg1", Assert.Single(await desk.All<string>("select name from regions where is_default", null)));
}
