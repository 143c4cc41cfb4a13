using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;
using OpsBot.Bot;
using OpsBot.Bot.Intake;
using OpsBot.Core;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Worker;

namespace OpsBot.Sandbox.Running;

/// <summary>The real bot and worker, as one host inside the sandbox that can be killed and started again.</summary>
sealed partial class BotHost(IReadOnlyDictionary<string, string?> settings, SandboxClock clock, ILoggerFactory logs) : IAsyncDisposable
{
    static readonly TimeSpan DownFor = TimeSpan.FromSeconds(3);

    // No step is over sooner than that, but for those that only write something down.
    static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(20);

    readonly SemaphoreSlim turn = new(1, 1);
    readonly ILogger log = logs.CreateLogger<BotHost>();
    readonly CancellationTokenSource ending = new();
    WebApplication? app;
    Task rising = Task.CompletedTask;
    bool killAtNextRequest;

    /// <summary>Where it listens; the same after every restart.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:8080");

    public IServiceProvider Services => app?.Services ?? throw new InvalidOperationException("The bot is down.");

    public async Task Start(Uri address, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            app = Build(address);
            if ((await app.Services.GetRequiredService<Preparation>().Prepare(cancel)).Fault is { } refusal)
                throw new InvalidOperationException(refusal.Sentence);
            await app.StartAsync(cancel);
            Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The next request is acknowledged, and before it is handled the bot dies; three seconds later it is back.</summary>
    public void KillAtNextRequest() => Volatile.Write(ref killAtNextRequest, true);

    /// <summary>While the next step of a job is being done it dies; three seconds later it is back.</summary>
    public void KillAtNextStep()
    {
        if (rising.IsCompleted) rising = Task.Run(() => KillInStep(ending.Token), CancellationToken.None);
    }

    /// <summary>The clock goes on by a day, and whatever is due then is done; so many times.</summary>
    public async Task<string> PassDays(int days, CancellationToken cancel)
    {
        var rounds = Services.GetServices<IHostedService>().OfType<DutyRounds>().Single();
        for (var day = 0; day < days; day++)
        {
            // What is under way now belongs to the day that ends.
            await rounds.All();
            clock.GoOn();
            // Nobody was away for a day.
            foreach (var presence in Services.GetServices<IHostedService>().OfType<Presence>()) await presence.Say(cancel);
            await rounds.CatchUp();
            await rounds.All().WaitAsync(cancel);
        }
        return $"It is {clock.GetUtcNow().ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture)} now, "
            + $"{(days == 1 ? "a day" : $"{days} days")} later.";
    }

    async Task KillInStep(CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(settings["Database:ConnectionString"]!);
        await using var db = await source.OpenConnectionAsync(cancel);
        try
        {
            while (!await db.Find<bool>(
                """
                select exists (
                       select from jobs j join job_steps s on s.job_id = j.id
                       where  j.state = 'running' and s.state = 'running')
                """, null, cancel)) await Task.Delay(betweenLooks, TimeProvider.System, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }
        LogKilledInStep();
        await KillAndRise(CancellationToken.None);
    }

    WebApplication Build(Uri address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.WebHost.UseUrls(address.ToString());
        var database = settings["Database:ConnectionString"]!;
        builder.Services.AddCore(database);
        builder.Services.AddBot(builder.Configuration);
        builder.Services.AddWorker();
        foreach (var source in builder.Services.Where(one => one.ServiceType == typeof(IInboxSource)).ToList())
        {
            builder.Services.Remove(source);
            builder.Services.AddSingleton<IInboxSource>(services =>
                new MortalSource((IInboxSource)ActivatorUtilities.CreateInstance(services, source.ImplementationType!), Dies));
        }
        var built = builder.Build();
        built.MapBot();
        return built;
    }

    bool Dies()
    {
        if (!Interlocked.Exchange(ref killAtNextRequest, false)) return false;
        LogKilled();
        rising = Task.Run(() => KillAndRise(CancellationToken.None), CancellationToken.None);
        return true;
    }

    async Task KillAndRise(CancellationToken cancel)
    {
        await Stop(TimeSpan.Zero);
        await Task.Delay(DownFor, TimeProvider.System, cancel);
        await Start(Address, cancel);
        LogRisen();
    }

    async Task Stop(TimeSpan grace)
    {
        await turn.WaitAsync();
        try
        {
            if (app is null) return;
            using var now = new CancellationTokenSource(grace);
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
            app = null;
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await rising;
        await Stop(TimeSpan.FromSeconds(5));
        turn.Dispose();
        ending.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "The bot was killed after acknowledging and before handling, as asked")]
    partial void LogKilled();

    [LoggerMessage(LogLevel.Warning, "The worker was killed in the middle of a step, as asked")]
    partial void LogKilledInStep();

    [LoggerMessage(LogLevel.Information, "The bot is up again")]
    partial void LogRisen();
}
