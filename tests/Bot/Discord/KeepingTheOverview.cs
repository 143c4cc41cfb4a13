using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Bot;
using OpsBot.Bot.Discord;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Discord;

public sealed class KeepingTheOverview(Desk desk) : IClassFixture<Desk>, IHomeSection
{
    int looks;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    int IHomeSection.Order => 1;

    void IHomeSection.Ask(Batch batch, HomeReader reader) => batch.Add("select 1", null);

    async Task<IReadOnlyList<Part>> IHomeSection.Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        Assert.Equal([1], await answers.Rows<int>(cancel));
        return [new Paragraph($"Look {Interlocked.Increment(ref looks)}")];
    }

    Dashboard Bot() => new(
        desk.Get<Transactions>(), new TeamBoard(new HomeSections([this])),
        Options.Create(new ChannelsOptions { Ops = "112233445566778899" }),
        desk.Database.Source, desk.Clock, NullLogger<Dashboard>.Instance);

    async Task Round(int waiting)
    {
        await Eventually.Equal(waiting, () => desk.Clock.Waiting, what: "all bots pause");
        desk.Clock.Advance(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Of_many_bots_one_looks_every_fifteen_seconds_and_when_it_stops_another_does()
    {
        using var first = Bot();
        using var second = Bot();
        using var third = Bot();
        await first.StartAsync(Cancel);
        await Eventually.Equal(1, () => looks);
        await second.StartAsync(Cancel);
        await third.StartAsync(Cancel);
        for (var round = 2; round <= 4; round++)
        {
            await Round(3);
            await Eventually.Equal(round, () => looks);
        }
        await Eventually.Equal(3, () => desk.Clock.Waiting, what: "all bots pause");
        Assert.Equal(4, looks);
        await Eventually.True(async () => (await desk.At("page:112233445566778899")) is [var board]
            && board.Text.Contains("Look 4", StringComparison.Ordinal), what: "what was seen last stands there");

        await first.StopAsync(Cancel);
        await Round(2);
        await Eventually.Equal(5, () => looks);
        await second.StopAsync(Cancel);
        await third.StopAsync(Cancel);
        Assert.Equal(5, looks);
    }
}
