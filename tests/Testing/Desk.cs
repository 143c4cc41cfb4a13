using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsBot.Core;
using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Clients.Hetzner;
using OpsBot.Core.Clients.Node;
using OpsBot.Core.Database;
using OpsBot.Core.Health;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Values;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Docker;
using OpsBot.Sandbox.Nodes;

namespace OpsBot.Tests.Testing;

/// <summary>
/// A small team with the whole of Core behind it: people ask, jobs run, time is moved by hand. Take it as
/// <c>IClassFixture&lt;Desk&gt;</c>.
/// </summary>
public sealed class Desk(Postgres postgres) : IAsyncLifetime
{
    readonly Guid organization = Guid.CreateVersion7();
    ServiceProvider services = null!;
    DockerStandIn docker = null!;
    StandIn<CloudWorld> cloud = null!;
    NodeListener listener = null!;
    int made;

    public Clock Clock { get; } = new();

    public Database Database { get; private set; } = null!;

    public DockerWorld Docker => docker.World;

    public CloudWorld Cloud => cloud.World;

    public Uri CloudApi => cloud.World.ApiUrl;

    /// <summary>What runs on the servers of the pretend cloud.</summary>
    public PretendNodes Nodes { get; private set; } = null!;

    internal Written Log { get; } = new();

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.NewDatabase();
        docker = await DockerStandIn.Start(new DockerWorld(Clock) { StartTakes = TimeSpan.FromSeconds(3), StopTakes = TimeSpan.Zero },
            "http://127.0.0.1:0", CancellationToken.None);
        Docker.Host("h1");
        cloud = await CloudStandIn.Start(new CloudWorld(Clock), CancellationToken.None);
        Nodes = new PretendNodes(Clock);
        listener = await NodeListener.Start(Nodes, CancellationToken.None);
        Cloud.Boots = Nodes;
        var folder = Repository.At(".opsbot", "test-backups", Guid.CreateVersion7().ToString("n"));
        services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Backups:Folder"] = folder, ["Audit:Key"] = Convert.ToBase64String(new byte[32]),
                ["Hetzner:Token"] = Cloud.Token, ["Hetzner:ApiUrl"] = CloudApi.ToString(),
                ["Secrets:Key"] = Convert.ToBase64String(new byte[32]), ["Servers:AppVersion"] = "1.8.3", ["Health:Reboot"] = "true",
                ["Servers:Ports:Web"] = $"{Nodes.Ports.Web}", ["Servers:Ports:Convex"] = $"{Nodes.Ports.Convex}",
                ["Servers:Ports:Mta"] = $"{Nodes.Ports.Mta}", ["Routing:Pattern"] = "{slug}.nimbus.example",
            }).Build())
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(Log))
            .AddCore(Database.ConnectionString)
            // Its pauses between tries are real ones: nobody advances the clock while a call is under way.
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<DockerHosts>(provider, TimeProvider.System))
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<HetznerClient>(provider, TimeProvider.System))
            .AddSingleton<INode>(provider => ActivatorUtilities.CreateInstance<NodeClient>(provider, TimeProvider.System))
            .AddSingleton(new ProbeLimits { Pause = TimeSpan.FromMilliseconds(50) })
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<ProbeClient>(provider, TimeProvider.System))
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<Probes>(provider, TimeProvider.System))
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<ControlProbes>(provider, TimeProvider.System))
            .BuildServiceProvider();
        await People();
        await Execute(
            "insert into organizations (id, slug, name, tier, created_at) values (@organization, 'acme', 'Acme GmbH', 'growth', @Now)",
            new { organization });
        await Execute(
            "insert into customers (id, organization_id, email, name, created_at) "
                + "values (@Id, @organization, 'john@acme.example', 'John Smith', @Now)", new { Id = Guid.CreateVersion7(), organization });
        await Execute(
            "insert into servers (id, name, region, address, created_at, seen_at) "
                + "values (@organization, 'h1', 'nbg1', @Address, @Now, @Seen)", 
            new { organization, Address = docker.AddressOf("h1"), Seen = Clock.GetUtcNow().AddYears(1) });
        await Execute(
            "insert into channels (purpose, platform, channel_id) "
                + "values ('approvals', 'slack', 'CAPPROVALS'), ('audit', 'slack', 'CAUDIT'), ('alerts', 'slack', 'CALERTS')", new { });
    }

    async Task People()
    {
        foreach (var (handle, role) in new[] { ("olivia", "operator"), ("omar", "operator"), ("adam", "admin"), ("sam", "admin"),
            ("grace", "super_admin") })
        {
            var id = Guid.CreateVersion7();
            await Execute("insert into operators (id, handle, name, role, created_at) values (@id, @handle, @Name, @role, @Now)",
                new { id, handle, Name = char.ToUpperInvariant(handle[0]) + handle[1..], role });
            await Execute(
                "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) "
                    + "values ('slack', @Account, @id, @handle, @Now)", new { Account = "U" + handle.ToUpperInvariant(), id, handle });
        }
    }

    /// <summary>An instance with a container of its own in that state; its name is new each time.</summary>
    public async Task<string> Instance(PretendStart state = PretendStart.Running, string? slug = null)
    {
        slug ??= $"shop-{Interlocked.Increment(ref made)}";
        Docker.Load([new PretendInstance(slug, "h1", state)]);
        var (text, error) = state switch
        {
            PretendStart.Running => ("running", null),
            PretendStart.Stopped => ("stopped", null),
            PretendStart.Failed => ("error", "It ended with exit code 1."),
            _ => ("creating", null),
        };
        await Execute(
            """
            insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, error, failed_at, changed_at,
                   created_at)
            values (@Id, @slug, @Name, @organization, @organization, 'production', '17.0', @Url, @text, @error,
                   case when @error::text is null then null else @Now::timestamptz end, @Now, @Now)
            """,
            new
            {
                Id = Guid.CreateVersion7(), slug, Name = "Shop " + slug, organization, Url = $"https://{slug}.nimbus.example", text, error,
            });
        return slug;
    }

    /// <summary>
    /// Nobody answers at the host's address. Switching the host off instead would leave its circuit open, in real time, for the next test.
    /// </summary>
    public Task HostGoes() => Execute("update servers set address = 'http://127.0.0.1:9/docker/h1'", new { });

    public Task HostReturns() => Execute("update servers set address = @Address", new { Address = docker.AddressOf("h1") });

    /// <summary>What the person types or clicks, with what a form filled in.</summary>
    public Task<Outcome> Ask(string who, string line, string? because = null, bool form = true, string? seen = null,
        bool direct = false, bool inPlace = false, params (string Name, string Value)[] filled)
    {
        var values = filled.ToDictionary(pair => pair.Name, pair => pair.Value);
        if (because is not null) values["reason"] = because;
        var once = Guid.CreateVersion7().ToString("n");
        return Get<Runner>().Run(new Request(
            new Caller(new ChatAccount("slack", "U" + who.ToUpperInvariant())) { Workspace = "T1", Channel = "COPS", Name = who }, line)
        {
            Filled = values,
            Answer = new ChatPlace("slack", PlaceKind.Answer, once),
            Room = new ChatPlace("slack", PlaceKind.Channel, "COPS"),
            Dialog = form ? new ChatPlace("slack", PlaceKind.Dialog, once) : null,
            Seen = seen,
            IsDirect = direct,
            InPlace = inPlace,
        }, TestContext.Current.CancellationToken);
    }

    /// <summary>Asks for what takes a second person, and somebody else agrees.</summary>
    public async Task<Outcome> Agreed(string who, string line, string by, string because = "we agreed on it")
    {
        var asked = await Ask(who, line, because);
        Assert.True(asked.Kind == OutcomeKind.Waiting, asked.Text);
        return await Ask(by, $"/approval approve {await One<long>("select max(number) from approvals", null)}");
    }

    /// <summary>Breaks the glass, and means it.</summary>
    public async Task<Outcome> Alone(string who, string line, string because) => await Ask(who, await Confirm(who, line, because));

    /// <summary>What breaks the glass once it is said: the click under what that skips.</summary>
    public async Task<string> Confirm(string who, string line, string because)
    {
        var asked = await Ask(who, $"{line} --break-glass", because, form: false);
        return asked.Reply!.Buttons.Single(button => button.Label == "Run it alone").Command;
    }

    /// <summary>Runs every job to its end, moving time to the moment each wants.</summary>
    public async Task RunJobs()
    {
        for (var rounds = 0; rounds < 5_000; rounds++)
        {
            while (await Get<JobRunner>().RunNext(TestContext.Current.CancellationToken)) { }
            if (await Get<JobLease>().NextDue(TestContext.Current.CancellationToken) is not { } due) return;
            if (due > Clock.GetUtcNow()) Clock.AdvanceTo(due);
        }
        Assert.Fail("Jobs never ended.");
    }

    /// <summary>Takes up the job that is due next, and goes with it as far as it goes at once.</summary>
    public async Task Next()
    {
        var cancel = TestContext.Current.CancellationToken;
        if (await Get<JobLease>().NextDue(cancel) is { } due && due > Clock.GetUtcNow()) Clock.AdvanceTo(due);
        await Get<JobRunner>().RunNext(cancel);
    }

    public Task<string> StateOf(string slug) => One<string>("select state from instances where slug = @slug", new { slug });

    /// <summary>The audit of one thing, oldest first: "instance stop started".</summary>
    public Task<IReadOnlyList<string>> AuditOf(string label) => All<string>(
        "select operation || ' ' || outcome from audit where target_id = (select id from instances "
            + "where slug = @label) or target_label = @label order by seq", new { label });

    public Task<long> AuditRows() => One<long>("select count(*) from audit", null);

    /// <summary>What stands at a place now, newest last.</summary>
    public async Task<IReadOnlyList<Reply>> At(string place) =>
        [.. (await All<string>(
            """
            select   m.content
            from     messages m
            join     deliveries d on d.message_id = m.id
            where    m.kind = 'reply' and d.place_kind || ':' || d.place_id = @place
            order by d.id
            """, new { place })).Select(Json.Read<Reply>)];

    /// <summary>The living messages of alerts, oldest first, without their numbers, which go on from test to test.</summary>
    public async Task<IReadOnlyList<Reply>> Cards() =>
        [.. (await All<string>("select content from messages where key ~ '^alert:[0-9a-f]{32}$' order by id", null))
            .Select(Json.Read<Reply>).Select(one => one with { Heading = one.Heading[(one.Heading.IndexOf(' ') + 1)..] })];

    /// <summary>What that message says now.</summary>
    public async Task<Reply> Message(string key) =>
        Json.Read<Reply>(await One<string>("select content from messages where key = @key", new { key }));

    public async Task<T> One<T>(string sql, object? args)
    {
        await using var db = await Database.Source.OpenConnectionAsync();
        Mapping.Ready();
        return (await Dapper.SqlMapper.QuerySingleAsync<T>(db, sql, args))!;
    }

    public async Task<IReadOnlyList<T>> All<T>(string sql, object? args)
    {
        await using var db = await Database.Source.OpenConnectionAsync();
        Mapping.Ready();
        return [.. await Dapper.SqlMapper.QueryAsync<T>(db, sql, args)];
    }

    public async Task<int> Execute(string sql, object args)
    {
        await using var db = await Database.Source.OpenConnectionAsync();
        Mapping.Ready();
        var all = new Dapper.DynamicParameters(args);
        all.Add("Now", Clock.GetUtcNow().UtcDateTime);
        return await Dapper.SqlMapper.ExecuteAsync(db, sql, all);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await docker.DisposeAsync();
        await cloud.DisposeAsync();
        await listener.DisposeAsync();
        await Database.DisposeAsync();
    }
}
