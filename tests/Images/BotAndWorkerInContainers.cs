using System.Runtime.Versioning;
using Npgsql;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Chaos;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Images;

/// <summary>The images of the Dockerfile, run as docker-compose.yml says. Only by `./test images`, which builds them first.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BotAndWorkerInContainers(Postgres postgres, RealEngine engine) : IAsyncLifetime
{
    const int Commands = 200;
    const string Role = "opsbot_serving_images", Password = "5e7a1c0ffee";

    static readonly TimeSpan soon = TimeSpan.FromSeconds(5);

    readonly DirectoryInfo sockets = Directory.CreateTempSubdirectory("opsbot-sockets-");
    Database database = null!;
    SocketTo door = null!;
    Fleet fleet = null!;
    DockerStandIn docker = null!;
    HttpClient wire = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        sockets.UnixFileMode = (UnixFileMode)0b111_111_111;
        database = await postgres.EmptyDatabase();
        door = new SocketTo(In(".s.PGSQL.5432"), new NpgsqlConnectionStringBuilder(database.ConnectionString).Port);
        fleet = await Fleet.Open(database.ConnectionString);
        docker = await DockerStandIn.StartHost(fleet.Docker.World, "h1", kestrel => kestrel.ListenUnixSocket(In("docker.sock")), Cancel);
        SocketTo.Open(In("docker.sock"));
        wire = RealContainers.Client((await engine.Open()).Address);
    }

    public async ValueTask DisposeAsync()
    {
        wire?.Dispose();
        await docker.DisposeAsync();
        await fleet.DisposeAsync();
        await door.DisposeAsync();
        await database.DisposeAsync();
        sockets.Delete(recursive: true);
    }

    [Fact(Explicit = true)]
    public async Task They_run_without_rights_carry_out_a_signed_command_and_stop_at_once_without_losing_anything()
    {
        await using (var migrate = await Start("migrate", network: "none"))
            Assert.True(await migrate.Ends() == 0, await migrate.Log());
        await fleet.Settle();
        await fleet.Execute("update servers set address = 'unix:///sockets/docker.sock'");
        await using var worker = await Start("worker", network: "none");
        // On the machine's network: the pretend Slack has to reach it.
        await using var bot = await Start("bot", network: "host");
        foreach (var container in new[] { bot, worker })
        {
            await container.IsHealthy();
            await HasNoRights(container);
        }

        var address = new Uri("http://127.0.0.1:8080/");
        fleet.PointSlackAt(address);
        await fleet.Instance("acme-prod");
        using var sender = new SignedCommands(fleet.World);
        await sender.Send([sender.Body(1, "/instance stop acme-prod reason:\"moving house\"")], 1, address);
        await fleet.World.Sees(Workspace.Ruth, "acme-prod is stopped");

        await TheBotLosesNothing(bot, sender, address);
        await TheWorkerLosesNothing(worker, sender, address);
        foreach (var container in new[] { bot, worker })
        {
            var log = await container.Log();
            Assert.DoesNotContain("gssapi", log, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("[ERR]", log, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled exception", log, StringComparison.Ordinal);
        }
    }

    async Task TheBotLosesNothing(ServiceContainer bot, SignedCommands sender, Uri address)
    {
        var acknowledged = 0;
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var many = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel };
        var sending = Parallel.ForEachAsync(Enumerable.Range(0, Commands), many, async (n, cancel) =>
        {
            var command = sender.Body(1000 + n, $"/admin add Tester{n:d4} reason:\"hired for the night shift\"");
            if (await sender.Post(address, command, cancel) is not (System.Net.HttpStatusCode.OK, ""))
                return;
            Interlocked.Increment(ref acknowledged);
            first.TrySetResult();
        });
        await first.Task.WaitAsync(Eventually.Patience, TimeProvider.System, Cancel);
        await IsStoppedSoon("The bot", bot);
        await sending;

        await bot.Start();
        await bot.IsHealthy();
        await Eventually.Equal(0L, fleet.Unhandled);
        Assert.InRange(await fleet.One<long>("select count(*) from inbox where body like '%Tester%'"), acknowledged, Commands);
    }

    async Task TheWorkerLosesNothing(ServiceContainer worker, SignedCommands sender, Uri address)
    {
        // Longer than anybody waits for the worker to stop.
        fleet.Docker.World.StopTakes = TimeSpan.FromSeconds(20);
        await fleet.Instance("acme-slow");
        await sender.Send([sender.Body(2, "/instance stop acme-slow reason:\"moving house\"")], 1, address);
        await Eventually.Equal("running", () => fleet.One<string>("select state from jobs where target_label = 'acme-slow'"));
        await IsStoppedSoon("The worker", worker);
        fleet.Docker.World.StopTakes = TimeSpan.Zero;
        await worker.Start();
        await fleet.World.Sees(Workspace.Ruth, "acme-slow is stopped");
        await worker.IsHealthy();
    }

    static async Task IsStoppedSoon(string name, ServiceContainer container)
    {
        var took = await container.Stop();
        TestContext.Current.TestOutputHelper?.WriteLine($"{name} stopped within {took.TotalSeconds:0.0} s.");
        Assert.InRange(took, TimeSpan.Zero, soon);
        Assert.Equal(0, (await container.State())["ExitCode"]!.GetValue<int>());
    }

    static async Task HasNoRights(ServiceContainer container)
    {
        var process = await container.Process();
        Assert.StartsWith("1654\t1654", process["Uid"], StringComparison.Ordinal);
        Assert.Equal("0000000000000000", process["CapEff"]);
        Assert.Equal("1", process["NoNewPrivs"]);
        Assert.False(await container.HasWritableRoot());
    }

    Task<ServiceContainer> Start(string service, string network)
    {
        var within = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "/sockets", Port = 5432 };
        KeyValuePair<string, string?>[] more = [];
        if (service == "migrate")
            more = [new("Database:Role", Role), new("Database:RolePassword", Password)];
        else
            (within.Username, within.Password) = (Role, Password);
        if (service == "worker")
            more = [new("Backups:Folder", "/backups")];
        // What the tests switch off by themselves is left to the image here.
        within.Remove("GSS Encryption Mode");
        return ServiceContainer.Start(wire, service, network, sockets.FullName, BotProgram.Environment(within.ConnectionString,
            [.. fleet.Settings(), .. more]));
    }

    string In(string name) => Path.Combine(sockets.FullName, name);
}
