using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Node;
using OpsBot.Core.Health;
using OpsBot.Core.Servers;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Health;

public sealed class ARoundOverServers(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    sealed record Stored(string Health, int BadRounds, int LesserRounds, int GoodRounds);

    sealed record Rolled(int Rounds, int Healthy, int Convex, int Web, int Mta);

    sealed record Counted(int Servers, int Healthy, int Degraded, int Unhealthy, int Unreachable);

    static readonly TimeSpan every = TimeSpan.FromMinutes(5);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    DateTimeOffset Now => desk.Clock.GetUtcNow();

    // Each test has the fleet to itself, and a slot.
    public async ValueTask InitializeAsync()
    {
        await desk.Execute("update servers set state = 'off' where purpose = 'organization' and state = 'running'", new { });
        desk.Clock.Advance(every);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Task Round()
    {
        desk.Clock.Advance(every);
        return desk.Get<HealthRound>().Round(Cancel);
    }

    async Task Rounds(int count)
    {
        for (var i = 0; i < count; i++) await Round();
    }

    Task<Stored> Of(RentedServer server) => desk.One<Stored>(
        "select health, bad_rounds, lesser_rounds, good_rounds from server_health where server_id = @Id", new { Id = server.Id.Value });

    Task<T> Of<T>(RentedServer server, string column) =>
        desk.One<T>($"select {column} from server_health where server_id = @Id", new { Id = server.Id.Value });

    Task<long> Count(string what) => desk.One<long>($"select count(*) from {what}", null);

    Task<Counted> Newest() => desk.One<Counted>(
        "select servers, healthy, degraded, unhealthy, unreachable from probe_rounds order by began_at desc limit 1", null);

    Task<IReadOnlyList<string>> ChangesOf(RentedServer server) => desk.All<string>(
        "select coalesce(before, 'new') || ' > ' || health from health_changes where server_id = @Id order by at",
        new { Id = server.Id.Value });

    HealthRound CutOff(params string[] controls) => new(desk.Database.Source, desk.Get<ProbedServers>(), desk.Get<Probes>(),
        new(desk.Get<ProbeClient>(), Options.Create(new HealthOptions { Controls = controls }), desk.Get<ProbeLimits>(),
            TimeProvider.System), desk.Get<HealthBook>(), desk.Get<HealthIncidents>(), desk.Clock, NullLogger<HealthRound>.Instance);

    [Theory]
    [InlineData(ServerReach.Node)]
    [InlineData(ServerReach.Direct)]
    public async Task Keeps_how_each_server_is_since_when_and_for_how_many_rounds_in_a_row(ServerReach reach)
    {
        var server = await desk.Rent(reach);
        await Rounds(2);
        Assert.Equal(new("healthy", 0, 0, 2), await Of(server));
        lock (desk.Nodes.Gate) desk.Nodes.Find(server.Name)!.NeverGreen = true;
        await Round();
        Assert.Equal(new("degraded", 0, 1, 0), await Of(server));
        desk.PowerOff(server);
        await Rounds(2);
        Assert.Equal(new("unreachable", 2, 3, 0), await Of(server));
        Assert.StartsWith("None of its services answers: ", await Of<string>(server, "why"), StringComparison.Ordinal);
        Assert.Equal(["new > healthy", "healthy > degraded", "degraded > unreachable"], await ChangesOf(server));
        Assert.Equal(new(1, 0, 0, 0, 1), await Newest());
        foreach (var sums in new[] { "health_hours", "health_days" })
            Assert.Equal(new Rolled(5, 2, 3, 3, 2), await desk.One<Rolled>(
                "select sum(rounds)::integer as rounds, sum(healthy)::integer as healthy, sum(convex)::integer as convex, "
                + $"sum(web)::integer as web, sum(mta)::integer as mta from {sums} where server_id = @Id", new { Id = server.Id.Value }));
    }

    [Fact]
    public async Task Looks_at_what_runs_and_is_not_suspended_and_at_nothing_else()
    {
        var servers = new[] { await desk.Rent(), await desk.Rent(), await desk.Rent(), await desk.Rent(boots: false) };
        await desk.Execute("update servers set state = 'busy', state_before = 'running', trail = gen_random_uuid() where id = @Id",
            new { Id = servers[1].Id.Value });
        await desk.Execute(
            "update organizations set state = 'suspended' where id = (select organization_id from servers where id = @Id)",
            new { Id = servers[2].Id.Value });
        await Round();
        Assert.Equal(new(1, 1, 0, 0, 0), await Newest());
    }

    [Fact]
    public async Task Counts_once_in_its_slot_whoever_does_it_and_however_often()
    {
        var server = await desk.Rent();
        await Round();
        // A worker died after it had kept all and before it had said so; and another had been frozen over its own round.
        await desk.Get<HealthRound>().Round(Cancel);
        var (all, seen) = await Looked(server);
        Assert.Null(await desk.Get<HealthBook>().Keep(Now, all, seen, Cancel));
        Assert.Null(await desk.Get<HealthBook>().Keep(Now - TimeSpan.FromMinutes(1), all, seen, Cancel));
        Assert.Equal(new("healthy", 0, 0, 1), await Of(server));
        await Round();
        Assert.Equal(2, await Of<int>(server, "good_rounds"));
    }

    [Fact]
    public async Task Two_workers_that_are_at_it_together_count_one()
    {
        var server = await desk.Rent();
        var rounds = await Count("probe_rounds");
        desk.Clock.Advance(every);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.Get<HealthRound>().Round(Cancel)));
        Assert.Equal((1, rounds + 1), (await Of<int>(server, "good_rounds"), await Count("probe_rounds")));
    }

    [Fact]
    public async Task A_clock_that_was_far_ahead_stops_nobody()
    {
        var server = await desk.Rent();
        var (all, seen) = await Looked(server);
        Assert.NotNull(await desk.Get<HealthBook>().Keep(Now.AddDays(2), all, seen, Cancel));
        await Round();
        Assert.Equal(Now, await Of<DateTimeOffset>(server, "seen_at"));
        await desk.Execute("delete from probe_rounds where began_at > @Now", new { });
    }

    [Fact]
    public async Task One_that_was_deleted_moved_or_changed_meanwhile_is_left_out()
    {
        var (gone, busy, changed) = (await desk.Rent(), await desk.Rent(), await desk.Rent());
        var (all, seen) = await Looked(gone, busy, changed);
        await desk.Execute("update servers set state = 'deleted', deleted_at = @Now, version = version + 1 where id = @Id",
            new { Id = gone.Id.Value });
        await desk.Execute("update servers set state = 'busy' where id = @Id", new { Id = busy.Id.Value });
        await desk.Execute("update servers set version = version + 1 where id = @Id", new { Id = changed.Id.Value });
        Assert.Equal(0, (await desk.Get<HealthBook>().Keep(Now, all, seen, Cancel))!.Servers);
        Assert.Equal(0, await Count("server_health where server_id in "
            + $"('{gone.Id.Value}', '{busy.Id.Value}', '{changed.Id.Value}')"));
    }

    [Fact]
    public async Task One_that_is_cut_off_half_way_has_looked_at_nothing()
    {
        var server = await desk.Rent();
        await Round();
        var before = (await Of(server), await Count("probe_rounds"), await Count("health_changes"));
        desk.Nodes.Hanging.GoAway(null);
        try
        {
            desk.Clock.Advance(every);
            using var killed = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            killed.CancelAfter(TimeSpan.FromMilliseconds(200));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => desk.Get<HealthRound>().Round(killed.Token));
        }
        finally { desk.Nodes.Hanging.ComeBack(); }
        Assert.Equal(before, (await Of(server), await Count("probe_rounds"), await Count("health_changes")));
        await desk.Get<HealthRound>().Round(Cancel);
        Assert.Equal(new("healthy", 0, 0, 2), await Of(server));
    }

    [Fact]
    public async Task Where_nothing_that_is_always_there_answers_it_counts_for_nothing_and_says_why()
    {
        var server = await desk.Rent();
        await Round();
        desk.PowerOff(server);
        desk.Clock.Advance(every);
        await CutOff("http://127.0.0.1:9/", "http://127.0.0.1:10/").Round(Cancel);
        Assert.Equal(new("healthy", 0, 0, 1), await Of(server));
        Assert.Equal("None of what is always there could be reached (127.0.0.1: connection refused; 127.0.0.1: connection refused).",
            await desk.One<string>("select void_why from probe_rounds order by id desc limit 1", null));
        // One is enough, and whatever it says.
        await CutOff("http://127.0.0.1:9/", $"http://{(await desk.Rent()).Address}:{desk.Nodes.Ports.Web}/nothing/there").Round(Cancel);
        Assert.Equal("unreachable", (await Of(server)).Health);
    }

    [Fact]
    public async Task Well_for_a_day_holds_for_the_way_it_was_seen_by()
    {
        var server = await desk.Rent();
        for (var i = 0; i <= 48; i++)
        {
            desk.Clock.Advance(TimeSpan.FromMinutes(30));
            Assert.Null(await WellAt(server));
            await desk.Get<HealthRound>().Round(Cancel);
        }
        Assert.Equal(Now, await WellAt(server));
        // Ill now, it was well all the same.
        desk.PowerOff(server);
        await Round();
        Assert.NotNull(await WellAt(server));
        await desk.Execute("update servers set reach = 'direct', version = version + 1 where id = @Id", new { Id = server.Id.Value });
        await Round();
        Assert.Equal((null, 1), (await WellAt(server), (await Of(server)).BadRounds));
    }

    [Fact]
    public async Task Rounds_that_are_far_apart_are_none_in_a_row()
    {
        var server = await desk.Rent();
        await Rounds(2);
        desk.Clock.Advance(TimeSpan.FromHours(2));
        await Round();
        Assert.Equal((1, Now), ((await Of(server)).GoodRounds, await Of<DateTimeOffset>(server, "well_since")));
    }

    [Fact]
    public async Task A_node_that_takes_another_secret_is_not_well_and_never_was_by_what_it_tells()
    {
        var server = await desk.Rent();
        await Round();
        await desk.Execute("update server_health set was_well_at = @Now where server_id = @Id", new { Id = server.Id.Value });
        lock (desk.Nodes.Gate)
            desk.Nodes.Find(server.Name)!.Rotate(new Dictionary<string, string> { ["INSTANCE_SECRET"] = new string('x', 64) });
        desk.Clock.Advance(desk.Nodes.Pace.Restart);
        await Round();
        Assert.Equal(("unhealthy", null), ((await Of(server)).Health, await WellAt(server)));
        Assert.Contains("does not take the secret", await Of<string>(server, "why"), StringComparison.Ordinal);
        await desk.Execute("delete from server_secrets where server_id = @Id", new { Id = server.Id.Value });
        await Round();
        Assert.Contains("keeps no secrets of this server", await Of<string>(server, "why"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 10, 10, 10, 10 }, 10, 10)]
    [InlineData(new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 5000 }, 16, 5000)]
    [InlineData(new int[0], null, null)]
    public async Task Percentiles_are_told_within_a_twentieth(int[] times, int? p50, int? p95)
    {
        var spread = times.Aggregate("'{}'::smallint[]", (all, ms) => $"spread_with({all}, {ms})");
        foreach (var (part, wanted) in new[] { ("0.5", p50), ("0.95", p95) })
            if (await desk.One<int?>($"select spread_at({spread}, {part})", null) is { } told)
                Assert.InRange(told, wanted!.Value * 0.94, wanted.Value * 1.06);
            else Assert.Null(wanted);
    }

    Task<DateTimeOffset?> WellAt(RentedServer server) => desk.One<DateTimeOffset?>(
        "select max(was_well_at) from server_health where server_id = @Id", new { Id = server.Id.Value });

    async Task<(IReadOnlyList<ProbedServer> All, IReadOnlyList<HealthSeen> Seen)> Looked(params RentedServer[] servers)
    {
        await using var db = await desk.Database.Source.OpenConnectionAsync(Cancel);
        IReadOnlyList<ProbedServer> all =
            [.. (await desk.Get<ProbedServers>().All(db, Cancel)).Where(one => servers.Any(server => server.Id == one.Id))];
        return (all, await desk.Get<Probes>().Look(all, Cancel));
    }
}
