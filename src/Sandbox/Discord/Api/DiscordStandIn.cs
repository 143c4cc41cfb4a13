namespace OpsBot.Sandbox.Discord;

/// <summary>The pretend Discord on a web server of its own, for tests and load tests.</summary>
public sealed class DiscordStandIn : IAsyncDisposable
{
    readonly WebApplication host;

    DiscordStandIn(DiscordWorld world, WebApplication host)
    {
        World = world;
        this.host = host;
    }

    public DiscordWorld World { get; }

    /// <summary>What the app takes as its Discord ApiUrl.</summary>
    public Uri ApiUrl => World.Address;

    public Uri GatewayUrl => World.GatewayUrl;

    /// <summary>Listens on a free loopback port unless told otherwise.</summary>
    public static async Task<DiscordStandIn> Start(DiscordWorld world, CancellationToken cancel, string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = [], ApplicationName = typeof(DiscordStandIn).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var host = builder.Build();
        host.MapDiscordApi(world, "/discord-api");
        await host.StartAsync(cancel);
        return new(world, host);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await host.DisposeAsync();
    }
}
