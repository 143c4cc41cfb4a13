using OpsBot.Tests.Core.Routing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

public sealed class ARouteThroughAKill(Postgres postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_killed_between_its_look_and_its_change_leaves_it_to_another_which_makes_it_once()
    {
        await using var database = await postgres.NewDatabase();
        await using var caddy = await ProxyTest.Real();
        await using var relay = await ProxyRelay.Start(caddy.Admin);
        await using var fleet = await Fleet.Open(database.ConnectionString);
        fleet.Besides = new Dictionary<string, string?>
        {
            ["Caddy:AdminUrl"] = relay.Address.ToString(), ["Routing:Pattern"] = "http://{slug}.nimbus.example",
        };
        await fleet.Settle();
        await fleet.Execute(
            """
            insert into routes (id, slug, organization_id, address, port, state, changed_at, created_at)
            select id, slug, id, '203.0.113.7', 3000, 'on', created_at, created_at
            from   organizations
            """);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        relay.BeforeChange = async hungUp =>
        {
            relay.BeforeChange = null;
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, hungUp);
            return false;
        };
        var worker = fleet.StartWorker();
        await reached.Task.WaitAsync(Eventually.Patience, TimeProvider.System, Cancel);
        await worker.Kill();
        Assert.Empty(relay.Changes);

        await fleet.Source.LetLapse("leases", "held_until");
        fleet.StartWorker();
        await Eventually.Equal(1L, () => fleet.One<long>("select count(*) from proxies where equal_at is not null and written_at is not null"));
        Assert.Equal("POST srv0/routes 200", Assert.Single(relay.Changes));
    }
}
