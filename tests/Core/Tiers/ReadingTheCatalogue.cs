using OpsBot.Core.Operations;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Tiers;

public sealed class ReadingTheCatalogue(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    Task Read() => desk.Get<CatalogueReading>().Round(Cancel);

    public async ValueTask InitializeAsync()
    {
        desk.Cloud.Restock();
        await Read();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Types_come_with_their_price_and_where_they_can_be_ordered()
    {
        var everywhere = await desk.Ask("olivia", "/tier types");
        Assert.Contains("Starter | cx23 | €3.49 | fsn1, hel1, nbg1", everywhere.Text, StringComparison.Ordinal);
        Assert.Contains("Starter | cx23 | – | not sold there", (await desk.Ask("olivia", "/tier types ash")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sold_out_meanwhile_is_told_after_the_next_look()
    {
        desk.Cloud.SellOut("nbg1");
        await Read();
        var there = await desk.Ask("olivia", "/tier types nuremberg");
        Assert.Contains("Growth | cx33 | €5.49 | sold out", there.Text, StringComparison.Ordinal);
        Assert.Contains("fsn1, hel1", (await desk.Ask("olivia", "/tier show growth")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tier_that_cannot_be_had_is_refused_with_what_can()
    {
        foreach (var type in new[] { "cx23", "cpx22" }) desk.Cloud.SellOut("nbg1", type);
        await Read();
        var refused = await Choose("starter", "nbg1");
        Assert.Contains("Starter cannot be had in Nuremberg now. It can in fsn1, hel1, ash, hil and sin. In Nuremberg there is Growth and Enterprise.",
            refused.Fault!.Sentence, StringComparison.Ordinal);
        Assert.Equal("cx33", (await Choose("growth", "nbg1")).Value.Type);
    }

    [Fact]
    public async Task Where_the_first_type_cannot_be_had_the_next_one_is_taken_and_every_tier_can_be_had_everywhere()
    {
        desk.Cloud.SellOut("nbg1", "cx23");
        await Read();
        Assert.Equal("cpx22", (await Choose("starter", "nbg1")).Value.Type);
        foreach (var (tier, type) in new[] { ("starter", "cpx21"), ("growth", "cpx31"), ("enterprise", "cpx41") })
            foreach (var place in new[] { "ash", "hil", "sin" })
                Assert.Equal(type, (await Choose(tier, place)).Value.Type);
    }

    [Fact]
    public async Task A_type_that_goes_is_told_once_with_its_last_day_and_what_is_as_large()
    {
        await desk.Execute("insert into channels (purpose, platform, channel_id) values ('ops', 'slack', 'COPS')", new { });
        desk.Cloud.Announce("cx43", new DateTimeOffset(2026, 5, 31, 22, 0, 0, TimeSpan.Zero));
        await Read();
        await Read();
        var told = Assert.Single(await desk.At("channel:COPS"), reply => reply.Heading == "Server type cx43 goes");
        foreach (var words in new[] { "until 2026-05-31 22:00 UTC", "for Enterprise", "As large: cpx42, €19.99 a month" })
            Assert.Contains(words, told.Text, StringComparison.Ordinal);
        Assert.Contains("/tier show enterprise", told.Buttons.Select(button => button.Command));
    }

    Task<Result<TierType>> Choose(string tier, string region) => desk.Get<Transactions>().As(Actor.OpsBot("test"),
        async work => await ChooseType.In(work,
            TierId.Of(await desk.One<Guid>("select id from tiers where slug = @tier", new { tier })),
            RegionId.Of(await desk.One<Guid>("select id from regions where name = @region", new { region })), Cancel), Cancel);
}
