using OpsBot.Core.Health;
using OpsBot.Core.Servers;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Health;

public sealed class ARoundOverServers(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    sealed record Stored(string Health, int BadRounds, int LesserRounds, int GoodRounds, string? Why);

    sealed record Rolled(int Rounds, int Healthy, int Convex, int Web, int Mta);

    sealed record Counted(int Servers, int Healthy, int Degraded, int Unhealthy, int Unreachable);

    static readonly TimeSpan every = TimeSpan.FromMinutes(5);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Each test has the fleet to itself.
    public async ValueTask InitializeAsync() => await desk.Execute(
        "update servers set state = 'off', state_before = null where purpose = 'organization' and state = 'running'", new { });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task Round()
    {
        desk.Clock.Advance(every);
        await desk.Get<HealthRound>().Round(Cancel);
    }

    Task<Stored> Of(RentedServer server) => desk.One<Stored>(
        "select health, bad_rounds, lesser_rounds, good_rounds, why from server_health where server_id = @Id", new { Id = server.Id.Value });

    Task<Counted> Newest() => desk.One<Counted>(
        "select servers, healthy, degraded, unhealthy, unreachable from probe_rounds order by began_at desc limit 1", null);

    Task<IReadOnlyList<string>> ChangesOf(RentedServer server) => desk.All<string>(
        "select coalesce(before, 'new') || ' > ' || health from health_changes where server_id = @Id order by at", new { Id = server.Id.Value });

    [Theory]
    [InlineData(ServerReach.Node)]
    [InlineData(ServerReach.Direct)]
    public async Task Keeps_how_each_server_is_since_when_and_for_how_many_rounds_in_a_row(ServerReach reach)
    {
        var server = await desk.Rent(reach);
        await Round();
        await Round();
        Assert.Equal(new("healthy", 0, 0, 2, null), await Of(server));
        lock (desk.Nodes.Gate) desk.Nodes.Find(server.Name)!.NeverGreen = true;
        await Round();
        Assert.Equal(("degraded", 0, 1, 0), await Of(server) is var lesser
            ? (lesser.Health, lesser.BadRounds, lesser.LesserRounds, lesser.GoodRounds) : default);
        desk.PowerOff(server);
        await Round();
        await Round();
        var away = await Of(server);
        Assert.Equal(("unreachable", 2, 3, 0), (away.Health, away.BadRounds, away.LesserRounds, away.GoodRounds));
        Assert.StartsWith("None of its services answers: ", away.Why, StringComparison.Ordinal);
        Assert.Equal(["new > healthy", "healthy > degraded", "degraded > unreachable"], await ChangesOf(server));
        Assert.Equal(new(1, 0, 0, 0, 1), await Newest());
        Assert.Equal(new Rolled(5, 2, 3, 3, 2), await desk.One<Rolled>(
            "select sum(rounds)::integer as rounds, sum(healthy)::integer as healthy, sum(convex)::integer as convex, "
            + "sum(web)::integer as web, sum(mta)::integer as mta from health_hours where server_id = @Id", new { Id = server.Id.Value }));
    }
}
