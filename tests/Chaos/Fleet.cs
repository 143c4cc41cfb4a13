using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;
using OpsBot.Core;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Docker;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;
using Outcome = OpsBot.Core.Operations.Outcome;
using Seed = OpsBot.Sandbox.Slack.Seed;

namespace OpsBot.Tests.Chaos;

/// <summary>
/// A company on one database: pretend Slack and Docker in the test, bots and workers as programs of their own that can be killed.
/// </summary>
public sealed class Fleet : IAsyncDisposable
{
    static readonly Catalog catalog = Catalog.Of(typeof(Services).Assembly);

    readonly List<OtherProcess> started = [];
    readonly Lazy<ServiceProvider> asking;
    readonly StandIn<SlackWorld> slack;
    readonly StandIn<DiscordWorld>? discord;
    readonly string connectionString, backups = Repository.At(".opsbot", "test-backups", Guid.CreateVersion7().ToString("n"));

    Fleet(StandIn<SlackWorld> slack, StandIn<DiscordWorld>? discord, WatchedDocker docker, string connectionString)
    {
        (this.slack, this.discord, Docker, this.connectionString) = (slack, discord, docker, connectionString);
        Source = NpgsqlDataSource.Create(connectionString);
        asking = new(() => Core(connectionString, Besides));
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public SlackWorld World => slack.World;

    public DiscordWorld Discord => discord?.World ?? throw new InvalidOperationException("This fleet is not on Discord.");

    public WatchedDocker Docker { get; }

    /// <summary>What bots and workers are set to besides.</summary>
    public IReadOnlyDictionary<string, string?> Besides { get; set; } = new Dictionary<string, string?>();

    public NpgsqlDataSource Source { get; }

    public static async Task<Fleet> Open(string connectionString, bool onDiscord = false, WatchedDocker? docker = null)
    {
        Mapping.Ready();
        var world = Seed.Workspace(TimeProvider.System, new AppManifest());
        // Nothing here is about how much Slack takes, and these tests speak faster than people.
        world.RateLimits.Enabled = false;
        world.Courier.Patience = TimeSpan.FromSeconds(30);
        return new(await SlackStandIn.Start(world, Cancel), onDiscord ? await StartDiscord() : null, docker ?? await WatchedDocker.Start(),
            connectionString);
    }

    static Task<StandIn<DiscordWorld>> StartDiscord()
    {
        var world = OpsBot.Sandbox.Discord.Seed.Guild(TimeProvider.System);
        world.RateLimits.Enabled = false;
        world.Commands.Replace(world.Guild.Id, DiscordCommands.Of(catalog));
        return DiscordStandIn.Start(world, Cancel);
    }

    /// <summary>The team and its one server; the schema has to stand.</summary>
    public async Task Settle()
    {
        foreach (var (account, handle, role) in new[] { (Workspace.Olivia, "olivia", Role.Operator), (Workspace.Adam, "adam", Role.Admin),
            (Workspace.Ruth, "ruth", Role.SuperAdmin) })
        {
            var id = OpsBot.Core.Values.Ids.New<OperatorId>(TimeProvider.System);
            await Execute("insert into operators (id, handle, name, role, created_at) values (@id, @handle, @handle, @role, @Now)",
                new { id, handle, role, Now });
            await Execute(
                "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) values ('slack', @account, @id, @handle, @Now)", new { account, id, handle, Now });
            if (discord?.World.People.FindByName(handle) is { } person)
                await Execute(
                    "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) values ('discord', @Account, @id, @handle, @Now)", new { Account = person.Id, id, handle, Now });
        }
        await Execute("insert into organizations (id, slug, name, tier, created_at) values (@Id, 'acme', 'Acme GmbH', 'growth', @Now)",
            new { Id = Guid.CreateVersion7(), Now });
        await Execute("insert into servers (id, name, region, address, created_at) values (@Id, 'h1', 'nbg1', @Address, @Now)",
            new { Id = Guid.CreateVersion7(), Address = Docker.AddressOf("h1"), Now });
    }

    /// <summary>Ruth has nobody to ask, so that she adds people with a reason alone.</summary>
    public Task RuthIsAlone() =>
        Execute("delete from chat_accounts where operator_id in (select id from operators where role = 'admin')", new { });

    /// <summary>A running instance with a container of its own.</summary>
    public Task Instance(string slug)
    {
        Docker.World.Load([new PretendInstance(slug, "h1", PretendStart.Running)]);
        return Row(slug, "running");
    }

    /// <summary>An instance whose container is somebody else's business.</summary>
    public Task Row(string slug, string state) => Execute(
        """
        insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, error, failed_at, changed_at, created_at)
        select @Id, @slug, @slug, o.id, s.id, 'production', '17.0', 'https://' || @slug || '.example', @state,
               case when @state = 'error' then 'It ended.' end, case when @state = 'error' then @Now::timestamptz end, @Now, @Now
        from   organizations o, servers s
        """, new { Id = Guid.CreateVersion7(), slug, state, Now });

    /// <summary>What the person types, in a program of the test's own; no bot has to run for it.</summary>
    public Task<Outcome> Ask(string person, string line, string? because = null)
    {
        var once = Guid.CreateVersion7().ToString("n");
        return asking.Value.GetRequiredService<Runner>()
            .Run(new Request(new Caller(new ChatAccount("slack", person)) { Workspace = World.TeamId, Channel = "COPS" }, line)
        {
            Filled = because is null ? new Dictionary<string, string>() : new() { ["reason"] = because },
            Answer = new ChatPlace("slack", PlaceKind.Answer, once),
            Room = new ChatPlace("slack", PlaceKind.Channel, "COPS"),
        }, Cancel);
    }

    static ServiceProvider Core(string connectionString, IReadOnlyDictionary<string, string?> besides) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Audit:Key", Convert.ToBase64String(new byte[32])), .. besides]).Build())
        .AddLogging()
        .AddCore(connectionString)
        .BuildServiceProvider();

    /// <summary>Starts a bot, waits until it is ready, and lets Slack talk to it.</summary>
    public async Task<BotProgram> StartBot()
    {
        var bot = BotProgram.Begin(connectionString, Settings());
        Started(bot.Process);
        await bot.Ready();
        PointSlackAt(bot);
        return bot;
    }

    public OtherProcess StartWorker() =>
        Started(OtherProcess.OfProgram("OpsBot.Worker", BotProgram.Environment(connectionString, Settings()), "--urls",
            "http://127.0.0.1:0"));

    public void PointSlackAt(BotProgram bot) => PointSlackAt(bot.Address);

    public void PointSlackAt(Uri bot)
    {
        Assert.Empty(ReadManifest.From(SlackManifest.Json(catalog, bot), out var manifest));
        World.App = World.App with { Manifest = manifest, Scopes = [.. SlackManifest.Scopes] };
    }

    /// <summary>Holds everybody off a table, reading included if so wanted, until disposed.</summary>
    public async Task<TableLock> Lock(string table, string mode = "access exclusive")
    {
        var db = await Source.OpenConnectionAsync(Cancel);
        var transaction = await db.BeginTransactionAsync(Cancel);
        await using var command = new NpgsqlCommand($"lock table {table} in {mode} mode", db, transaction);
        await command.ExecuteNonQueryAsync(Cancel);
        return new(db, transaction);
    }

    /// <summary>
    /// How many stand before a table that <see cref="Lock"/> holds. The round that looks after all instances comes by whenever a minute is
    /// over, and is not meant.
    /// </summary>
    public Task<long> WaitingFor(string table) => One<long>(
        """
        select count(*)
        from   pg_locks
        join   pg_stat_activity using (pid)
        where  not granted and relation = @table::regclass and not starts_with(query, '-- Reconciliation.cs')
        """, new { table });

    public async Task<T> One<T>([ConstantExpected] string sql, object? args = null)
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        return (await db.Find<T>(sql, args, Cancel))!;
    }

    public async Task<IReadOnlyList<T>> All<T>([ConstantExpected] string sql, object? args = null)
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        return await db.List<T>(sql, args, Cancel);
    }

    public async Task Execute([ConstantExpected] string sql, object? args = null)
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        await db.Execute(sql, args, Cancel);
    }

    public Task<long> Unhandled() => One<long>("select count(*) from inbox where handled_at is null");

    /// <summary>The audit of one thing, oldest first: "instance stop started".</summary>
    public Task<IReadOnlyList<string>> AuditOf(string slug) => All<string>(
        "select operation || ' ' || outcome from audit where target_id = (select id from instances where slug = @slug) order by seq",
        new { slug });

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    OtherProcess Started(OtherProcess process)
    {
        lock (started) started.Add(process);
        return process;
    }

    /// <summary>What the dead held is taken up soon, so that nobody waits here for what operators wait for.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> SoonTakenUp { get; } =
        [new("Inbox:Claim", "00:00:03"), new("Delivery:Claim", "00:00:08"), new("Jobs:Lease", "00:00:03")];

    /// <summary>What every bot and worker of the fleet is set to.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings()
    {
        string Channel(string name) =>
            World.Channels.FindByName(name)!.Id + (discord is null ? "" : $",{Discord.Channels.FindByName(name)!.Id}");
        return
        [
            .. Workspace.Settings(World, slack.World.Address, sockets: false), .. OnDiscord(),
            new("Channels:Approvals", Channel("approvals")), new("Channels:Audit", Channel("audit")),
            .. SoonTakenUp, new("Backups:Folder", backups), .. Besides,
        ];
    }

    IEnumerable<KeyValuePair<string, string?>> OnDiscord() => discord is null ? [] :
    [
        new("Discord:Token", Discord.App.Token), new("Discord:ApplicationId", Discord.App.ApplicationId),
            new("Discord:GuildId", Discord.Guild.Id),
        new("Discord:ApiUrl", discord.World.Address.AbsoluteUri), new("Discord:GatewayUrl", discord.World.GatewayUrl.AbsoluteUri),
        new("Discord:Lease:Length", "00:00:06"), new("Discord:Lease:Renewal", "00:00:01"),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in started)
        {
            // Shown where the test has failed.
            TestContext.Current.TestOutputHelper?.WriteLine($"Process {process.Id} said:\n{process.Output}");
            await process.DisposeAsync();
        }
        if (asking.IsValueCreated) await asking.Value.DisposeAsync();
        await Source.DisposeAsync();
        await slack.DisposeAsync();
        if (discord is not null) await discord.DisposeAsync();
        await Docker.DisposeAsync();
    }
}

/// <summary>A table nobody else gets at; disposing lets them.</summary>
public sealed class TableLock(NpgsqlConnection db, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await db.DisposeAsync();
    }
}
