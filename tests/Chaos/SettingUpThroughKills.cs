using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

/// <summary>An organization that gets a server, by workers that are killed, or stand still, before and after whatever they do.</summary>
public sealed class SettingUpThroughKills(Postgres postgres)
{
    const string Order = "^POST 127.0.0.1/hetzner/v1/servers$", Protect = "/actions/change_protection$";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task There_is_one_server_one_route_and_one_trail_although_the_worker_is_killed() => Walk(everywhere: false);

    [Fact(Explicit = true), Trait("Run", "kills")]
    public Task There_is_one_server_one_route_and_one_trail_although_the_worker_is_killed_everywhere() => Walk(everywhere: true);

    async Task Walk(bool everywhere)
    {
        await using var database = await postgres.NewDatabase();
        await using var cloud = await WatchedCloud.Start();
        await using var fleet = await Begin(database, cloud, "globex");

        if (everywhere)
        {
            await Killed(fleet, cloud.Calls.HoldBefore("^GET 127.0.0.1/hetzner/v1/servers$"), "looking for it before it orders");
            await Killed(fleet, cloud.Calls.HoldBefore(Order), "before it is ordered");
            Assert.Empty(cloud.World.Servers);
        }
        await Killed(fleet, cloud.Calls.HoldAfter(Order), "after the order, before it hears");
        Assert.Single(cloud.World.Servers);
        Assert.Equal(0, await fleet.One<long>("select count(*) from servers where provider_id is not null"));
        if (everywhere)
        {
            await KilledAt(fleet, "servers", "ServerOrdering.cs", "writing down what came of the order");
            await Killed(fleet, cloud.Calls.HoldBefore(Protect), "before it is protected");
            await Killed(fleet, cloud.Calls.HoldAfter(Protect), "after it was protected");
            await KilledAt(fleet, "organizations", "Lived.cs", "on to deploying");
            await Killed(fleet, cloud.Calls.HoldBefore("/api/internal/health$"), "asking for a sign of life");
            await KilledAt(fleet, "server_secrets", "SecretVault.cs", "keeping the secrets to come");
            await Killed(fleet, cloud.Calls.HoldBefore("/api/internal/rotate-env$"), "before the secrets are handed over");
        }
        await Killed(fleet, cloud.Calls.HoldAfter("/api/internal/rotate-env$"), "after the secrets were handed over");
        if (everywhere)
        {
            await KilledAt(fleet, "routes", "RouteChanges.cs", "opening the route");
            await KilledAt(fleet, "servers", "ServerOrders.cs", "writing down the end");
        }

        fleet.StartWorker();
        await IsWell(fleet, cloud, "globex");
        Assert.Equal((1, 1), (cloud.Calls.Answered(Order, 201), cloud.Calls.Answered("/api/internal/rotate-env$", 202)));
        Assert.Equal(["org approve started", "org approve started", "org approve done"], await fleet.All<string>(
            "select operation || ' ' || outcome from audit where target_label = 'globex' order by seq"));
    }

    [Fact]
    public async Task A_worker_that_stands_still_before_its_order_and_goes_on_beside_its_successor_orders_nothing()
    {
        await using var database = await postgres.NewDatabase();
        await using var cloud = await WatchedCloud.Start();
        await using var fleet = await Begin(database, cloud, "globex", "initech");
        var hold = cloud.Calls.HoldBefore(Order);
        var frozen = fleet.StartWorker();
        await hold.IsReached("before it is ordered");
        await OtherProcess.Signal("STOP", frozen.Id);
        // Two more, which share what there is to do and take over what the frozen one held.
        fleet.StartWorker();
        fleet.StartWorker();
        await Eventually.Equal(2L, () => fleet.One<long>("select count(*) from servers where provider_id is not null"));
        hold.Release();
        await Eventually.True(() => cloud.Calls.Asked(Order) == 3, seen: () => $"{cloud.Calls.Asked(Order)} orders");
        await OtherProcess.Signal("CONT", frozen.Id);
        foreach (var slug in new[] { "globex", "initech" }) await IsWell(fleet, cloud, slug);
        Assert.Equal((2, 2), (cloud.Calls.Answered(Order, 201), cloud.World.Servers.Count));
    }

    static async Task<Fleet> Begin(Database database, WatchedCloud cloud, params string[] slugs)
    {
        var fleet = await Fleet.Open(database.ConnectionString);
        fleet.Besides = cloud.Settings;
        await fleet.Settle();
        await fleet.Execute(
            """
            insert into provider_types (provider, type, region, cpus, memory_mb, disk_gb, architecture, dedicated, price_minor, currency,
                                        available, seen_at)
            values ('hetzner', 'cx23', 'nbg1', 2, 4096, 40, 'x86', false, 349, 'EUR', true, @Now)
            """, new { Now = TimeProvider.System.GetUtcNow() });
        foreach (var slug in slugs)
        {
            await fleet.Execute(
                "insert into organizations (id, slug, name, tier, state, created_at) values (@Id, @slug, @slug, 'starter', 'pending', @Now)",
                new { Id = Guid.CreateVersion7(), slug, Now = TimeProvider.System.GetUtcNow() });
            var asked = await fleet.Ask(Workspace.Adam, $"/org approve {slug}");
            Assert.True(asked.Kind == OutcomeKind.Done, asked.Text);
        }
        return fleet;
    }

    static async Task Killed(Fleet fleet, CallHold hold, string when)
    {
        var worker = fleet.StartWorker();
        await hold.IsReached(when);
        await worker.Kill();
    }

    static async Task KilledAt(Fleet fleet, string table, string file, string when)
    {
        await using var held = await fleet.Lock(table, "exclusive");
        var worker = fleet.StartWorker();
        await Eventually.True(() => fleet.One<bool>(
            """
            select exists (
                   select from pg_locks join pg_stat_activity using (pid)
                   where  not granted and relation = @table::regclass and starts_with(query, '-- ' || @file))
            """, new { table, file }), what: $"the worker is {when}");
        await worker.Kill();
    }

    static async Task IsWell(Fleet fleet, WatchedCloud cloud, string slug)
    {
        await Eventually.Equal("active", () => fleet.One<string>("select state from organizations where slug = @slug", new { slug }));
        var server = Assert.Single(cloud.World.Servers, one => one.Name.StartsWith($"{slug}-", StringComparison.Ordinal));
        Assert.True(server.IsProtected);
        Assert.Equal("running", await fleet.One<string>("select state from servers where name = @Name and label = @Label and not unproven",
            new { server.Name, Label = server.Labels["opsbot-job"] }));
        Assert.Equal(server.Address, await fleet.One<string>("select host(address) from routes where slug = @slug", new { slug }));
        // What only the two know is the same on both sides.
        var vault = new SecretVault(new SecretKeys(Options.Create(new SecretsOptions { Key = WatchedCloud.Key })), fleet.Source,
            TimeProvider.System, NullLogger<SecretVault>.Instance);
        var id = await fleet.One<ServerId>("select id from servers where name = @Name", new { server.Name });
        var kept = (await vault.Open(id, Cancel)).Value;
        Assert.All(SecretName.All, name => Assert.Equal(kept[name], cloud.Nodes.Find(server.Name)!.Disk!.Environment[name.Variable]));
        Assert.Null(await vault.OpenNext(id, Cancel));
    }
}
