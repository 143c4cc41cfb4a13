using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

/// <summary>A resize and a delete side by side, by workers that are killed before and after whatever they do.</summary>
public sealed class EndingsThroughKills(Postgres postgres)
{
    [Fact]
    public Task One_is_resized_and_one_is_gone_once_although_the_worker_is_killed_twice() => Walk(everywhere: false);

    [Fact(Explicit = true), Trait("Run", "kills")]
    public Task One_is_resized_and_one_is_gone_once_although_the_worker_is_killed_everywhere() => Walk(everywhere: true);

    async Task Walk(bool everywhere)
    {
        await using var database = await postgres.NewDatabase();
        await using var cloud = await WatchedCloud.Start();
        await using var fleet = await Begin(database, cloud);
        var (kept, ended) = (IdOf(cloud, "kept"), IdOf(cloud, "ended"));
        var (type, delete) = ($"/servers/{kept}/actions/change_type$", $"^DELETE .*/servers/{ended}$");

        if (everywhere)
        {
            await Killed("before anything is done", Before($"/servers/{kept}/actions/shutdown$"),
                Before($"/servers/{ended}/actions/change_protection$"));
            await Killed("after the first thing was done", After($"/servers/{kept}/actions/shutdown$"),
                After($"/servers/{ended}/actions/change_protection$"));
            await Killed("before the pictures", Before(Picture(kept)), Before(Picture(ended)));
            Assert.Empty(cloud.World.Pictures);
        }
        await Killed("after the pictures were begun, before they hear", After(Picture(kept)), After(Picture(ended)));
        if (everywhere) await Killed("before what nothing takes back", Before(type), Before(delete));
        await Killed("after what nothing takes back, before they hear", After(type), After(delete));
        if (everywhere)
        {
            await Killed("while they look what came of it", Before("/api/internal/health$"), Before("^GET .*/volumes$"));
            await using (await fleet.Lock("servers", "exclusive"))
            {
                var worker = fleet.StartWorker();
                await Eventually.True(async () => await fleet.WaitingFor("servers") >= 2, what: "both ends are being written down");
                await worker.Kill();
            }
        }

        fleet.StartWorker();
        await Eventually.Equal(2L, () => fleet.One<long>("select count(*) from jobs where state = 'succeeded'"));
        Assert.Equal((1, 1, 1, 1), (cloud.Calls.Answered(Picture(kept), 201), cloud.Calls.Answered(Picture(ended), 201),
            cloud.Calls.Answered(type, 201), cloud.Calls.Answered(delete, 200)));
        var there = Assert.Single(cloud.World.Servers);
        Assert.Equal((kept, "cx33", "running"), (there.Id, there.Type.Name, there.Status));
        Assert.Equal(2, cloud.World.Pictures.Count);
        Assert.Equal(["ended deleted starter deleted none", "kept active growth running on"], await fleet.All<string>(
            """
            select   o.slug || ' ' || o.state || ' ' || o.tier || ' ' || s.state || ' ' || coalesce(r.state, 'none')
            from     organizations o
            join     servers s on s.organization_id = o.id and s.purpose = 'organization'
            left     join routes r on r.organization_id = o.id
            order by o.slug
            """));
        Assert.Equal(["goodbye", "resize"], await fleet.All<string>("select made_for from snapshots order by made_for"));
        Assert.Equal(["org change-tier started", "org change-tier done"], await Audit(fleet, "kept"));
        Assert.Equal(["org delete requested", "org delete approved", "org delete started", "org delete done"], await Audit(fleet, "ended"));

        CallHold Before(string call) => cloud.Calls.HoldBefore(call);
        CallHold After(string call) => cloud.Calls.HoldAfter(call);

        async Task Killed(string when, params CallHold[] holds)
        {
            var worker = fleet.StartWorker();
            foreach (var hold in holds) await hold.IsReached(when);
            await worker.Kill();
        }
    }

    static string Picture(long server) => $"/servers/{server}/actions/create_image$";

    static long IdOf(WatchedCloud cloud, string name) => cloud.World.Servers.Single(one => one.Name == name).Id;

    static Task<IReadOnlyList<string>> Audit(Fleet fleet, string slug) => fleet.All<string>(
        "select operation || ' ' || outcome from audit where target_label = @slug order by seq", new { slug });

    static async Task<Fleet> Begin(Database database, WatchedCloud cloud)
    {
        var fleet = await Fleet.Open(database.ConnectionString);
        fleet.Besides = cloud.Settings;
        await fleet.Settle();
        await fleet.Execute(
            """
            insert into provider_types (provider, type, region, cpus, memory_mb, disk_gb, architecture, dedicated, price_minor, currency,
                                        available, seen_at)
            values ('hetzner', 'cx23', 'nbg1', 2, 4096, 40, 'x86', false, 349, 'EUR', true, @Now),
                   ('hetzner', 'cx33', 'nbg1', 4, 8192, 80, 'x86', false, 549, 'EUR', true, @Now)
            """, new { Now = TimeProvider.System.GetUtcNow() });
        var vault = new SecretVault(new SecretKeys(Options.Create(new SecretsOptions { Key = WatchedCloud.Key })), fleet.Source,
            TimeProvider.System, NullLogger<SecretVault>.Instance);
        foreach (var slug in new[] { "kept", "ended" })
        {
            await ServersThroughKills.Put(fleet, cloud.World, vault, cloud.Nodes, slug);
            var there = cloud.World.Servers.Single(one => one.Name == slug);
            lock (cloud.World.Gate)
                (there.IsProtected, there.Labels) = (true, new Dictionary<string, string> { ["opsbot-job"] = slug });
            await fleet.Execute(
                """
                insert into routes (id, slug, organization_id, address, port, state, changed_at, created_at)
                select @Id, slug, id, '127.77.0.9', 3000, 'on', @Now, @Now from organizations where slug = @slug
                """, new { Id = Guid.CreateVersion7(), slug, Now = TimeProvider.System.GetUtcNow() });
        }
        await Asked(fleet, Workspace.Adam, "/org change-tier kept growth snapshot:yes", OutcomeKind.Done, "they outgrew it");
        await Asked(fleet, Workspace.Adam, "/org delete ended", OutcomeKind.Waiting, "contract ended");
        await Asked(fleet, Workspace.Ruth, $"/approval approve {await fleet.One<long>("select number from approvals")}", OutcomeKind.Done);
        // The window is over.
        await fleet.Execute("update jobs set not_before = created_at");
        return fleet;
    }

    static async Task Asked(Fleet fleet, string person, string line, OutcomeKind kind, string? because = null)
    {
        var asked = await fleet.Ask(person, line, because);
        Assert.True(asked.Kind == kind, asked.Text);
    }
}
