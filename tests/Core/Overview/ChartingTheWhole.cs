using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Overview;

public sealed class ChartingTheWhole(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Instances_are_those_that_are_there_now_at_the_end()
    {
        await desk.Instance();
        await desk.Instance();
        var there = await desk.One<long>("select count(*) from instances where state <> 'deleted'", null);
        var values = (await Chart("/ops chart instances 24h")).Series.Single().Values;
        Assert.Equal(30, values.Count);
        Assert.Equal(there, values[^1]);
        Assert.True(values[0] <= values[^1]);
    }

    [Fact]
    public async Task Organizations_and_what_their_servers_cost_are_those_that_are_there_now()
    {
        await desk.Rent();
        Assert.Equal(await desk.One<long>("select count(*) from organizations where state <> 'deleted'", null),
            (await Chart("/ops chart")).Series.Single().Values[^1]);
        var cost = await Chart("/ops chart cost 7d");
        Assert.Equal("EUR", cost.Unit);
        Assert.Equal(await desk.One<long>("select sum(price_minor)::bigint from servers where state <> 'deleted'", null) / 100.0,
            cost.Series.Single().Values[^1]!.Value, 3);
    }

    [Fact]
    public async Task Alerts_and_jobs_are_counted_where_they_opened_and_ended()
    {
        var server = await desk.Rent();
        await desk.Ask("adam", $"/vps reboot {server.Name}", because: "kernel update");
        await desk.RunJobs();
        await desk.Execute(
            """
            insert into alerts (id, kind, cause, severity, heading, opened_at, changed_at)
            select gen_random_uuid(), 'server', 'server:' || n, 'critical', 'x', @At, @At from generate_series(1, 3) n
            """, new { At = desk.Clock.GetUtcNow().AddDays(-2) });
        var alerts = await Chart("/ops chart alerts 7d");
        Assert.Equal(["critical", "warning"], alerts.Series.Select(series => series.Name));
        Assert.Equal(3, alerts.Series[0].Values.Sum());
        Assert.Equal(3, alerts.Series[0].Values.Max());
        Assert.Equal(0, alerts.Series[1].Values.Sum());
        Assert.True((await Chart("/ops chart jobs 1h")).Series.Single(series => series.Name == "succeeded").Values.Sum() >= 1);
    }

    async Task<Chart> Chart(string line) => (await desk.Ask("olivia", line)).Reply!.Parts.OfType<Chart>().Single();
}
