using System.Globalization;
using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

/// <summary>What OpsBot reboots by itself, by workers that are killed when it was done and they have not heard so yet.</summary>
public sealed class OpsBotRebootsThroughKills(Postgres postgres)
{
    [Fact]
    public async Task A_server_that_stays_ill_is_rebooted_once_although_the_worker_is_killed()
    {
        await using var database = await postgres.NewDatabase();
        await using var cloud = await WatchedCloud.Start();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        // Nobody listens at its ports.
        fleet.Besides = new Dictionary<string, string?>(cloud.Settings)
        {
            ["Health:Reboot"] = "true", ["Health:Every"] = "00:00:05", ["Servers:Ports:Web"] = "9", ["Servers:Ports:Convex"] = "10",
            ["Servers:Ports:Mta"] = "11",
        };
        await fleet.Settle();
        var server = await BadForFiveRounds(fleet, cloud.World);

        var reboot = $"^POST 127.0.0.1/hetzner/v1/servers/{server.Id}/actions/reboot$";
        var rebooted = cloud.Calls.HoldAfter(reboot);
        var worker = fleet.StartWorker();
        await rebooted.IsReached("when it reboots, before the worker hears so");
        await worker.Kill();

        fleet.StartWorker();
        await Eventually.Equal(1L, () => fleet.One<long>("select count(*) from jobs where state = 'succeeded'"));
        // The rounds after it find it as ill as before.
        await Eventually.Equal(1L, () => fleet.One<long>("select count(*) from alert_lines where kind = 'not_rebooted'"));
        Assert.Equal(1, cloud.Calls.Answered(reboot, 201));
        Assert.Equal(1, await fleet.One<long>("select count(*) from auto_reboots r join jobs j on j.trail = r.trail"));
        Assert.Equal(["vps reboot started", "vps reboot done"], await fleet.All<string>(
            "select operation || ' ' || outcome from audit where target_label = 'globex' order by seq"));
        Assert.Equal(1, await fleet.One<long>("select count(*) from alerts where kind = 'server'"));
    }

    static async Task<CloudServer> BadForFiveRounds(Fleet fleet, CloudWorld cloud)
    {
        var server = cloud.Put(new PutServer("globex", "cx23", "nbg1")
        {
            Labels = new Dictionary<string, string> { [Rented.LabelName] = "globex" },
        });
        // It is all of the fleet, which else were a reason not to.
        await fleet.Execute("insert into alert_rules (name, value, changed_at) values ('reboot-fleet', '100', @Now)",
            new { Now = TimeProvider.System.GetUtcNow() });
        await fleet.Execute(
            """
            with o as (
                insert into organizations (id, slug, name, tier, state, created_at)
                values (@Organization, 'globex', 'Globex', 'starter', 'active', @Now)
                returning id),
            s as (
                insert into servers (id, name, region, purpose, organization_id, provider, provider_id, label, type, state, reach, v4,
                                     created_at)
                select @Id, 'globex', 'nbg1', 'organization', o.id, 'hetzner', @ProviderId, 'globex', 'cx23', 'running', 'direct',
                       '127.0.0.1', @Now
                from   o
                returning id)
            insert into server_health (server_id, health, since, seen_at, bad_rounds, lesser_rounds, was_well_at, reach, address)
            select id, 'unreachable', @Before, @Before, 5, 5, @Before, 'direct', '127.0.0.1'
            from   s
            """,
            new
            {
                Organization = Guid.CreateVersion7(), Id = Guid.CreateVersion7(), Now = TimeProvider.System.GetUtcNow(),
                Before = TimeProvider.System.GetUtcNow().AddMinutes(-20),
                ProviderId = server.Id.ToString(CultureInfo.InvariantCulture),
            });
        return server;
    }
}
