using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.FirstBoot;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Nodes;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

/// <summary>What a server's node is asked to change, by workers that are killed before and after it does.</summary>
public sealed class ServersThroughKills(Postgres postgres)
{
    static readonly string key = Convert.ToBase64String(new byte[32]);

    static readonly NodePace quick = new()
    {
        FirstBoot = TimeSpan.Zero, Boot = TimeSpan.Zero, Services = TimeSpan.Zero, Update = TimeSpan.FromMilliseconds(500),
        Restart = TimeSpan.FromMilliseconds(200),
    };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Secrets_change_once_and_none_is_lost_and_a_release_comes_once_although_the_worker_is_killed() => Each(everywhere: false);

    [Fact(Explicit = true), Trait("Run", "kills")]
    public Task Secrets_change_once_and_a_release_comes_once_although_the_worker_is_killed_everywhere() => Each(everywhere: true);

    async Task Each(bool everywhere)
    {
        await using var database = await postgres.NewDatabase();
        await using var cloud = new CloudWorld(TimeProvider.System);
        var (nodes, calls) = (new PretendNodes(TimeProvider.System) { Pace = quick }, new WatchedCalls());
        await using var listener = await NodeListener.Start(nodes, Cancel, calls.Watch);
        cloud.Boots = nodes;
        await using var fleet = await Fleet.Open(database.ConnectionString);
        fleet.Besides = new Dictionary<string, string?>
        {
            ["Secrets:Key"] = key, ["Servers:Ports:Web"] = $"{nodes.Ports.Web}", ["Servers:Ports:Convex"] = $"{nodes.Ports.Convex}",
            ["Servers:Ports:Mta"] = $"{nodes.Ports.Mta}",
        };
        await fleet.Settle();
        var vault = new SecretVault(new SecretKeys(Options.Create(new SecretsOptions { Key = key })),
            fleet.Source, TimeProvider.System, NullLogger<SecretVault>.Instance);
        var (rotated, redeployed) = (await Put(fleet, cloud, vault, nodes, "rotated"), await Put(fleet, cloud, vault, nodes, "redeployed"));
        var before = (await vault.Open(rotated.Id, Cancel)).Value;
        await AskForBoth(fleet);

        var (rotate, update) = ($"^POST {rotated.Address}/api/internal/rotate-env$", $"^POST {redeployed.Address}/api/self-update$");
        var workers = new List<OtherProcess>();
        if (everywhere)
        {
            await Killed("before the node hears of it", calls.HoldBefore(rotate), calls.HoldBefore(update));
            Assert.Equal((0, 0), (calls.Answered(rotate, 202), calls.Answered(update, 202)));
        }
        await Killed("when the node has taken it, before they hear so", calls.HoldAfter(rotate), calls.HoldAfter(update));
        if (everywhere)
            await Killed("when it is asked whether it did", calls.HoldAfter($"^GET {rotated.Address}/api/internal/health$"),
                calls.HoldBefore($"^GET {redeployed.Address}/api/self-update$"));
        // While they write down how it ended.
        await using (await fleet.Lock("servers", "exclusive"))
        {
            workers.Add(fleet.StartWorker());
            await Eventually.True(async () => await fleet.WaitingFor("servers") >= 2, what: "both ends are being written down");
            await workers[^1].Kill();
        }

        workers.Add(fleet.StartWorker());
        await Eventually.Equal(2L, () => fleet.One<long>("select count(*) from jobs where state = 'succeeded'"));
        Assert.Equal((1, 1), (calls.Answered(rotate, 202), calls.Answered(update, 202)));
        var after = (await vault.Open(rotated.Id, Cancel)).Value;
        Assert.Equal(Values(after), SecretName.All.Select(name => nodes.Find("rotated")!.Disk!.Environment[name.Variable]));
        Assert.Empty(Values(before).Intersect(Values(after)));
        Assert.Null(await vault.OpenNext(rotated.Id, Cancel));
        Assert.Equal("1.8.4", nodes.Find("redeployed")!.Disk!.Version);
        Assert.Equal(["redeployed running 1.8.4", "rotated running 1.8.3"], await fleet.All<string>(
            "select name || ' ' || state || ' ' || app_version from servers where purpose = 'organization' order by name"));
        foreach (var name in new[] { "rotated", "redeployed" })
            Assert.Single(await Audit(fleet, name), row => row.EndsWith(" done", StringComparison.Ordinal));
        await NothingTells(fleet, workers, [.. Values(before), .. Values(after)]);

        async Task Killed(string when, params CallHold[] holds)
        {
            workers.Add(fleet.StartWorker());
            foreach (var hold in holds) await hold.IsReached(when);
            await workers[^1].Kill();
        }
    }

    static string[] Values(ServerSecrets secrets) => [.. SecretName.All.Select(name => secrets[name])];

    static Task<IReadOnlyList<string>> Audit(Fleet fleet, string name) => fleet.All<string>(
        "select operation || ' ' || outcome from audit where target_label = @name order by seq", new { name });

    static async Task AskForBoth(Fleet fleet)
    {
        Assert.Equal(OutcomeKind.Done, (await fleet.Ask(Workspace.Adam, "/vps redeploy redeployed 1.8.4", "fixes the mail")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await fleet.Ask(Workspace.Adam, "/vps rotate-secrets rotated", "somebody left")).Kind);
        var number = await fleet.One<long>("select number from approvals");
        Assert.Equal(OutcomeKind.Done, (await fleet.Ask(Workspace.Ruth, $"/approval approve {number}")).Kind);
    }

    /// <summary>A server of an organization of its own, which has come up.</summary>
    internal static async Task<(ServerId Id, string Address)> Put(
        Fleet fleet, CloudWorld cloud, SecretVault vault, PretendNodes nodes, string name)
    {
        var id = new ServerId(Guid.CreateVersion7());
        await fleet.Execute(
            """
            with o as (
                insert into organizations (id, slug, name, tier, state, created_at)
                values (@Organization, @name, @name, 'starter', 'active', @Now)
                returning id)
            insert into servers (id, name, region, purpose, organization_id, provider, label, type, state, reach, app_version, created_at)
            select @id, @name, 'nbg1', 'organization', o.id, 'hetzner', @name, 'cx23', 'running', 'node', '1.8.3', @Now
            from   o
            """, new { Organization = Guid.CreateVersion7(), id, name, Now = TimeProvider.System.GetUtcNow() });
        await vault.MakeNext(id, Cancel);
        await vault.TakeNext(id, Cancel);
        var ports = new ServicePorts { Web = nodes.Ports.Web, Convex = nodes.Ports.Convex, Mta = nodes.Ports.Mta };
        var userData = new UserData(Options.Create(new ServersOptions { AppVersion = "1.8.3", Ports = ports }),
            Options.Create(new RoutingOptions { Pattern = "{slug}.nimbus.example" }));
        var there = cloud.Put(new PutServer(name, "cx23", "nbg1")
        {
            UserData = userData.Of(new(name, "nbg1"), (await vault.Open(id, Cancel)).Value).Value,
        });
        await fleet.Execute("update servers set provider_id = @Provider, v4 = @Address::inet where id = @id",
            new { Provider = there.Id.ToString(CultureInfo.InvariantCulture), there.Address, id });
        return (id, there.Address);
    }

    /// <summary>Neither anything that is stored nor anything that a worker wrote has one of them in it.</summary>
    static async Task NothingTells(Fleet fleet, List<OtherProcess> workers, string[] secrets)
    {
        IReadOnlyList<string> written = [.. workers.Select(worker => worker.Output), .. await fleet.Source.Everything()];
        Assert.All(secrets, secret => Assert.All(written, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
    }
}
