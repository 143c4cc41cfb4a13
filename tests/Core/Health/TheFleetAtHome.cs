using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Health;

public sealed class TheFleetAtHome(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Home_shows_how_many_servers_were_not_well_and_nothing_while_all_are()
    {
        await Round(minutesAgo: 90, unreachable: 0);
        Assert.Empty(await Charts());

        await Round(minutesAgo: 60, unreachable: 3);
        // Of a round in which we ourselves were cut off, nothing is known.
        await desk.Execute(
            "insert into probe_rounds (began_at, ended_at, unreachable, void_why) values (@Now - interval '2 hours', @Now, 400, 'cut off')",
            new { });
        var chart = Assert.Single(await Charts());
        Assert.Equal(["degraded", "unhealthy", "unreachable"], chart.Series.Select(series => series.Name));
        Assert.Equal(3, chart.Series[2].Values.Max());
    }

    async Task<IReadOnlyList<Chart>> Charts() => [.. (await desk.Ask("olivia", "/ops home")).Reply!.Parts.OfType<Chart>()];

    Task Round(int minutesAgo, int unreachable) => desk.Execute(
        """
        insert into probe_rounds (began_at, ended_at, servers, unreachable)
        values (@Now - make_interval(mins => @minutesAgo), @Now - make_interval(mins => @minutesAgo), 10, @unreachable)
        """, new { minutesAgo, unreachable });
}
