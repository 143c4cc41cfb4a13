using System.Net.Sockets;
using System.Text.Json.Nodes;
using Npgsql;
using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;
using OpsBot.Core;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Caddy;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Cloud.Api;
using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Docker;
using OpsBot.Sandbox.Docker.Api;
using OpsBot.Sandbox.Mails;
using OpsBot.Sandbox.Nodes;
using OpsBot.Sandbox.Postgres;
using OpsBot.Sandbox.Seeding;
using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Stripe;
using OpsBot.Sandbox.Stripe.Api;
using OpsBot.Sandbox.Trouble;
using OpsBot.Sandbox.Workspace;
using Serilog;

namespace OpsBot.Sandbox.Running;

/// <summary>
/// The whole world in one process: Postgres, Caddy, the pretend Slack, Discord, Docker and Hetzner, the workspace, and the real bot
/// and worker.
/// </summary>
public sealed class SandboxHost : IAsyncDisposable
{
    // Nobody but the pretend Stripe reaches the bot in here.
    const string StripeSecret = "whsec_sandbox7c1e8f2a9b3d";

    readonly IAsyncDisposable? postgres;
    readonly WebApplication web;
    readonly BotHost bot;
    readonly ICaddy? caddy;
    readonly NodeListener nodes;
    readonly KeptCloud kept;
    readonly NodePushes pushes;
    readonly MailServer mails;

    SandboxHost(IAsyncDisposable? postgres, WebApplication web, BotHost bot, ICaddy? caddy, NodeListener nodes, KeptCloud kept,
        NodePushes pushes, MailServer mails) =>
        (this.postgres, this.web, this.bot, this.caddy, this.nodes, this.kept, this.pushes, this.mails) =
        (postgres, web, bot, caddy, nodes, kept, pushes, mails);

    KeptStripe KeptStripe { get; init; } = null!;

    /// <summary>Where a browser opens the workspace.</summary>
    public Uri Address { get; private init; } = null!;

    public Uri BotAddress => bot.Address;

    public SlackWorld Slack => web.Services.GetRequiredService<SlackWorld>();

    public DiscordWorld Discord => web.Services.GetRequiredService<DiscordWorld>();

    public DockerWorld Docker => web.Services.GetRequiredService<DockerWorld>();

    public CloudWorld Cloud => web.Services.GetRequiredService<CloudWorld>();

    /// <summary>Where visitors of one customer come in, in a browser on this machine; none where there is no proxy.</summary>
    public Uri? ShopAddress => caddy is null ? null : new($"http://acme.{Shops.Domain}:{caddy.Http.Port}/");

    public Mailbox Mails => mails.Box;

    public TroubleBoard Trouble => web.Services.GetRequiredService<TroubleBoard>();

    /// <summary>Of the bot and the worker, as long as they are up.</summary>
    internal IServiceProvider Services => bot.Services;

    public string ConnectionString { get; private init; } = null!;

    /// <summary>A script that sets what the bot was started with, for its command line.</summary>
    public string SettingsPath { get; private init; } = null!;

    public static async Task<SandboxHost> Start(SandboxOptions options, CancellationToken cancel)
    {
        var logs = LoggerFactory.Create(logging => logging.AddSerilog(new LoggerConfiguration().MinimumLevel.Warning()
            .MinimumLevel.Override("OpsBot", Serilog.Events.LogEventLevel.Information)
            .WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture).CreateLogger(), dispose: true));
        var server = options.ConnectionString is null
            ? await EmbeddedPostgres.Start(new() { Folder = options.Folder }, logs.CreateLogger("OpsBot.Postgres"), cancel) : null;
        var database = options.ConnectionString ?? server!.ConnectionString;

        var clock = SandboxClock.Open(options.Folder);
        var slack = OpsBot.Sandbox.Slack.Seed.Workspace(clock, new AppManifest { SocketMode = options.SocketMode });
        var docker = new DockerWorld(clock) { FailingStartsInHundred = 6 };
        var discord = OpsBot.Sandbox.Discord.Seed.Guild(clock);
        discord.Log = logs.CreateLogger("OpsBot.Discord");
        var cloud = new CloudWorld(clock) { MostServers = 60, Pace = options.Pace };
        var stripe = new StripeWorld(clock);
        var web = BuildWeb(options, slack, discord, docker, cloud, stripe, clock, logs);
        await web.StartAsync(cancel);

        var caddy = options.ProxyAddress is { } proxy
            ? await ICaddy.Start(Path.Combine(options.Folder, "caddy"), proxy.Port, cancel) : null;
        var nodes = new PretendNodes(clock)
        {
            Log = logs.CreateLogger("OpsBot.Nodes"), Pace = new NodePace().Times(options.Pace),
            SlowAtFirst = TimeSpan.FromMilliseconds(800),
        };
        // Long enough to be seen both ways.
        nodes.Days.FlapsEvery = options.HealthEvery * 2;
        var listener = await NodeListener.Start(nodes, cancel);
        cloud.Boots = nodes;
        var settings = SandboxSettings.Of(options, database, slack, discord, cloud, nodes.Ports, caddy);
        settings["Stripe:Key"] = stripe.Key;
        settings["Stripe:ApiUrl"] = stripe.ApiUrl.ToString();
        settings["Stripe:WebhookSecrets"] = StripeSecret;
        var mails = await MailServer.Start(web.Services.GetRequiredService<Mailbox>(), 0, cancel);
        settings["Smtp:Port"] = $"{mails.Port}";
        var bot = new BotHost(settings, clock, logs);
        await Prepare(database, slack, discord, docker, clock, logs, cancel);
        var (kept, keptStripe) = await PrepareCloud(options, settings, cloud, nodes, stripe, clock, cancel);
        await bot.Start(options.BotAddress, cancel);
        stripe.Listen(new Uri(bot.Address, "/stripe/webhooks"), StripeSecret);
        var catalog = bot.Services.GetRequiredService<Catalog>();
        Install(slack, SlackManifest.Json(catalog, options.SocketMode ? null : bot.Address));
        discord.Commands.Replace(discord.Guild.Id, DiscordCommands.Of(catalog));
        var board = web.Services.GetRequiredService<TroubleBoard>();
        board.KillBot = _ =>
            { bot.KillAtNextRequest(); return Task.FromResult(
            "The bot will die right after it acknowledges the next request. Type a command and watch."); };
        board.KillWorker = _ =>
            { bot.KillAtNextStep(); return Task.FromResult(
            "The worker will die while the next step of a job is being done. Ask for something that takes long, as /vps reboot does."); };
        board.FailContainer = _ => Task.FromResult(Failures.FailOne(docker));
        board.PassDays = (days, passing) => bot.PassDays(days, passing);
        board.Docker = docker;
        board.Cloud = cloud;
        board.Stripe = stripe;
        board.Nodes = nodes;
        board.Caddy = caddy;
        board.Mailbox = mails.Box;
        return new(server, web, bot, caddy, listener, kept, new NodePushes(nodes, () => bot.Address), mails)
        {
            Address = new Uri(web.Urls.First()), ConnectionString = database, SettingsPath = SettingsFile.Write(options.Folder, settings),
            KeptStripe = keptStripe,
        };
    }

    /// <summary>
    /// Until the program is to end. It stops nothing: the pretend Discord ends after the bot that is connected to it, or would wait for
    /// it.
    /// </summary>
    public async Task Wait(CancellationToken cancel)
    {
        var over = new TaskCompletionSource();
        await using var stopping = web.Lifetime.ApplicationStopping.Register(() => over.TrySetResult());
        await using var canceled = cancel.Register(() => over.TrySetResult());
        await over.Task;
    }

    static WebApplication BuildWeb(
        SandboxOptions options, SlackWorld slack, DiscordWorld discord, DockerWorld docker, CloudWorld cloud, StripeWorld stripe,
        SandboxClock clock, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(logs);
        builder.WebHost.UseUrls(options.Address.ToString());
        builder.Services.AddSingleton(slack).AddSingleton(discord).AddSingleton(docker).AddSingleton(cloud).AddSingleton(stripe)
            .AddSingleton(clock);
        builder.AddWorkspace();
        var web = builder.Build();
        web.UseWebSockets();
        web.UseShops(docker);
        web.MapWorkspace();
        web.MapSlackApi(slack, "/slack-api");
        web.MapDiscordApi(discord, "/discord-api");
        web.MapDockerEngine(docker);
        web.MapHetznerApi(cloud);
        web.MapStripeApi(stripe);
        return web;
    }

    static async Task Prepare(
        string database, SlackWorld slack, DiscordWorld discord, DockerWorld docker, SandboxClock clock, ILoggerFactory logs,
        CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(database);
        if ((await new Migrations(source, clock, logs.CreateLogger<Migrations>()).Apply(cancel)).Fault is { } refusal)
            throw new InvalidOperationException(refusal.Sentence);
        var seed = new SeedDatabase(source, clock);
        await seed.Fill(slack, discord, cancel);
        await seed.Load(docker, new Uri(slack.Address, "/"), cancel);
        await SeedRoutes.Load(source, slack.Address.Port, clock, cancel);
        await SeedJobs.Fill(source, clock, cancel);
    }

    /// <summary>What the database says of rented servers stands in the pretend project, and the other way round.</summary>
    static async Task<(KeptCloud Cloud, KeptStripe Stripe)> PrepareCloud(
        SandboxOptions options, Dictionary<string, string?> settings, CloudWorld cloud, PretendNodes nodes, StripeWorld stripe,
        SandboxClock clock, CancellationToken cancel)
    {
        await using var core = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddLogging().AddSingleton<TimeProvider>(clock).AddCore(settings["Database:ConnectionString"]!).BuildServiceProvider();
        var source = core.GetRequiredService<NpgsqlDataSource>();
        var isKnown = await SeedServers.AreThere(source, cancel);
        var kept = KeptCloud.Open(cloud, nodes, options.Folder, isKnown);
        if (!isKnown)
            await ActivatorUtilities.CreateInstance<SeedServers>(core, cloud).Fill(nodes.Ports, settings["Servers:AppVersion"]!, cancel);
        nodes.AreUp();
        await SeedServers.Load(source, cloud, nodes.Ports, clock, cancel);
        await new SeedHealth(source, clock).Fill(cancel);
        await SeedHealth.Load(source, cancel);
        await SeedMoney.Fill(source, clock, cancel);
        var keptStripe = KeptStripe.Open(stripe, options.Folder, isKnown, out var wasThere);
        if (!wasThere) SeedStripe.Fill(stripe);
        return (kept, keptStripe);
    }

    static void Install(SlackWorld slack, JsonObject json)
    {
        if (ReadManifest.From(json, out var manifest) is { Count: > 0 } problems)
            throw new InvalidOperationException($"Slack would refuse the manifest: {string.Join(" ", problems)}");
        slack.App = slack.App with { Manifest = manifest, Scopes = ReadManifest.ScopesOf(json) };
    }

    /// <summary>The wanted address, or a free port where that one is taken.</summary>
    public static Uri FreeNear(Uri wanted)
    {
        using var probe = new TcpListener(System.Net.IPAddress.Loopback, wanted.Port);
        try
        {
            probe.Start();
            return wanted;
        }
        catch (SocketException)
        {
            return new UriBuilder(wanted) { Port = 0 }.Uri;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await pushes.DisposeAsync();
        await bot.DisposeAsync();
        await mails.DisposeAsync();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await web.StopAsync(now.Token);
        await web.DisposeAsync();
        await kept.DisposeAsync();
        await KeptStripe.DisposeAsync();
        await nodes.DisposeAsync();
        if (caddy is not null) await caddy.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
    }
}
