using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Tiers;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Tiers;

public sealed class ChangingTiers(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    const string Scale = "/tier create scale Scale cpus:8 memory:16 disk:240 price:90.00";

    public async ValueTask InitializeAsync() => await desk.Get<CatalogueReading>().Round(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<Tier> The(string slug) => ((TierShown)(await desk.Ask("olivia", $"/tier show {slug}")).Answer!).Tier;

    [Fact]
    public async Task A_new_one_can_be_booked_and_the_same_again_is_refused()
    {
        var asked = await desk.Ask("adam", $"{Scale} types:cpx42");
        Assert.Equal(OutcomeKind.Asked, asked.Kind);
        var created = await desk.Ask("adam", $"{Scale} types:cpx42", because: "larger shops");
        Assert.Equal(OutcomeKind.Done, created.Kind);
        var tier = await The("scale");
        Assert.Equal(("8 vCPU, 16 GB, 240 GB disk", "€90.00", "cpx42"), (tier.Shape, tier.Price.ToString(), tier.TypesInOrder));
        var again = await desk.Ask("adam", $"{Scale} types:cpx42", because: "larger shops");
        Assert.Contains("There is a tier scale", again.Text, StringComparison.Ordinal);
        Assert.Equal(1, await desk.One<long>("select count(*) from tiers where slug = 'scale'", null));
    }

    [Theory]
    [InlineData("cx43", "cx43 is smaller than 8 vCPU, 16 GB, 240 GB disk. Large enough are cpx41, cpx42 and cx53.")]
    [InlineData("cpx43", "Nobody sells a server type “cpx43” now. Did you mean cpx4")]
    [InlineData("cx42", "Nobody sells a server type “cx42” now.")]
    public async Task One_of_types_that_are_not_sold_or_too_small_is_refused(string types, string words)
    {
        var refused = await desk.Ask("adam", $"/tier create other Other cpus:8 memory:16 disk:240 price:90.00 types:{types}");
        Assert.Contains(words, refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await desk.One<long>("select count(*) from tiers where slug = 'other'", null));
    }

    [Fact]
    public async Task A_new_price_is_planned_with_whom_it_touches_and_what_that_comes_to()
    {
        var planned = await desk.Ask("adam", "/tier update growth price:64.00 --dry-run");
        Assert.Contains("1 organization has it: €4.00 more a month in all", planned.Text, StringComparison.Ordinal);
        Assert.Contains("€60.00 → €64.00", planned.Text, StringComparison.Ordinal);
        Assert.Equal("€60.00", (await The("growth")).Price.ToString());
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("adam", "/tier update growth price:64.00", by: "sam")).Kind);
        Assert.Equal("€64.00", (await The("growth")).Price.ToString());
        Assert.Contains("like that already", (await desk.Ask("adam", "/tier update growth price:64.00")).Text, StringComparison.Ordinal);
        Assert.Contains("stays so", (await desk.Ask("adam", "/tier update growth price:\"64.00 USD\"")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_types_take_the_order_in_which_they_are_named()
    {
        await desk.Agreed("adam", "/tier update starter types:\"cpx22, cx23\"", by: "sam");
        Assert.Equal(["cpx22", "cx23"], (await The("starter")).Types);
        await desk.Agreed("adam", "/tier update starter types:\"cx23, cpx22\"", by: "sam");
        Assert.Equal(["cx23", "cpx22"], (await The("starter")).Types);
        Assert.Contains("one architecture", (await desk.Ask("adam", "/tier update starter types:\"cx23, cax11\"")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_one_is_offered_to_nobody_and_kept_by_who_has_it()
    {
        Assert.Contains("No organization has it.", (await desk.Ask("adam", "/tier archive enterprise --dry-run")).Text,
            StringComparison.Ordinal);
        await desk.Agreed("adam", "/tier archive enterprise", by: "sam");
        Assert.DoesNotContain("Enterprise", (await desk.Ask("olivia", "/tier list")).Text, StringComparison.Ordinal);
        Assert.Contains("Enterprise (archived)", (await desk.Ask("olivia", "/tier list archived:yes")).Text, StringComparison.Ordinal);
        Assert.True((await The("enterprise")).IsArchived);
        Assert.Contains("archived already", (await desk.Ask("adam", "/tier archive enterprise")).Text, StringComparison.Ordinal);
    }
}
