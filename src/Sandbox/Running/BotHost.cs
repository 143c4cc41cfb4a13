using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpsBot.Bot;
using OpsBot.Bot.Intake;
using OpsBot.Core;
using OpsBot.Worker;

namespace OpsBot.Sandbox.Running;

/// <summary>The real bot and worker, as one host inside the sandbox that can be killed and started again.</summary>
sealed partial class BotHost(IReadOnlyDictionary<string, string?> settings, ILoggerFactory logs) : IAsyncDisposable
{
    static readonly TimeSpan DownFor = TimeSpan.FromSeconds(3);

    readonly SemaphoreSlim turn = new(1, 1);
    readonly ILogger log = logs.CreateLogger<BotHost>();
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

    WebApplication Build(Uri address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(logs);
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
        await rising;
        await Stop(TimeSpan.FromSeconds(5));
        turn.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "The bot was killed after acknowledging and before handling, as asked")]
    partial void LogKilled();

    [LoggerMessage(LogLevel.Information, "The bot is up again")]
    partial void LogRisen();
}
