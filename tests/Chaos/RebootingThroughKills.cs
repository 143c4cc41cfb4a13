using System.Globalization;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

/// <summary>What is done once at the provider, by workers that are killed when it was done and they have not heard so yet.</summary>
public sealed class RebootingThroughKills(Postgres postgres)
{
    [Fact]
    public async Task A_server_reboots_once_and_an_orphan_goes_once_although_the_worker_is_killed()
    {
        await using var database = await postgres.NewDatabase();
        await using var cloud = await WatchedCloud.Start();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        fleet.Besides = cloud.Settings;
        await fleet.Settle();
        var server = await Recorded(fleet, cloud.World);
        var orphan = await Orphaned(fleet, cloud.World);
        Assert.Equal(OutcomeKind.Done, (await fleet.Ask(Workspace.Adam, "/vps reboot globex", "kernel update")).Kind);
        Assert.Equal(OutcomeKind.Waiting,
            (await fleet.Ask(Workspace.Adam, $"/vps remove-orphan server-{orphan.Id}", "left behind")).Kind);
        var number = await fleet.One<long>("select number from approvals");
        Assert.Equal(OutcomeKind.Done, (await fleet.Ask(Workspace.Ruth, $"/approval approve {number}")).Kind);

        var reboot = $"^POST 127.0.0.1/hetzner/v1/servers/{server.Id}/actions/reboot$";
        var delete = $"^DELETE 127.0.0.1/hetzner/v1/servers/{orphan.Id}$";
        var (rebooted, deleted) = (cloud.Calls.HoldAfter(reboot), cloud.Calls.HoldAfter(delete));
        var worker = fleet.StartWorker();
        await rebooted.IsReached("when it reboots, before the worker hears so");
        await deleted.IsReached("when it is being deleted, before the worker hears so");
        await worker.Kill();

        fleet.StartWorker();
        await Eventually.Equal(2L, () => fleet.One<long>("select count(*) from jobs where state = 'succeeded'"));
        Assert.Equal((1, 1), (cloud.Calls.Answered(reboot, 201), cloud.Calls.Answered(delete, 200)));
        Assert.Equal(server, Assert.Single(cloud.World.Servers));
        Assert.Equal(["globex running"], await fleet.All<string>(
            "select name || ' ' || state from servers where purpose = 'organization'"));
        Assert.Equal(["vps reboot started", "vps reboot done"], await fleet.All<string>(
            "select operation || ' ' || outcome from audit where target_label = 'globex' order by seq"));
        Assert.Equal("removed", await fleet.One<string>("select ended_by from orphans"));
    }

    static async Task<CloudServer> Recorded(Fleet fleet, CloudWorld cloud)
    {
        var server = cloud.Put(new PutServer("globex", "cx23", "nbg1")
        {
            Labels = new Dictionary<string, string> { [Rented.LabelName] = "globex" },
        });
        await fleet.Execute(
            """
            with o as (
                insert into organizations (id, slug, name, tier, state, created_at)
                values (@Organization, 'globex', 'Globex', 'starter', 'active', @Now)
                returning id)
            insert into servers (id, name, region, purpose, organization_id, provider, provider_id, label, type, state, created_at)
            select @Id, 'globex', 'nbg1', 'organization', o.id, 'hetzner', @ProviderId, 'globex', 'cx23', 'running', @Now
            from   o
            """,
            new
            {
                Organization = Guid.CreateVersion7(), Id = Guid.CreateVersion7(), Now = TimeProvider.System.GetUtcNow(),
                ProviderId = server.Id.ToString(CultureInfo.InvariantCulture),
            });
        return server;
    }

    static async Task<CloudServer> Orphaned(Fleet fleet, CloudWorld cloud)
    {
        var server = cloud.Put(new PutServer("left-behind", "cx23", "nbg1")
        {
            Labels = new Dictionary<string, string> { [Rented.LabelName] = "gone-job" },
        });
        await fleet.Execute(
            """
            insert into orphans (id, provider, kind, provider_id, slug, name, label, region, is_protected, price_minor, currency, made_at,
                                 first_seen_at, seen_at)
            values (@Id, 'hetzner', 'server', @ProviderId, 'server-' || @ProviderId, 'left-behind', 'gone-job', 'nbg1', false, 349, 'EUR',
                    @Now, @Now, @Now)
            """,
            new
            {
                Id = Guid.CreateVersion7(), Now = TimeProvider.System.GetUtcNow(),
                ProviderId = server.Id.ToString(CultureInfo.InvariantCulture),
            });
        return server;
    }
}
