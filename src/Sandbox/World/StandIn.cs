namespace OpsBot.Sandbox;

/// <summary>A pretend platform on a web server of its own, for tests and load tests.</summary>
public sealed class StandIn<TWorld> : IAsyncDisposable where TWorld : IAsyncDisposable
{
    readonly WebApplication host;

    StandIn(TWorld world, WebApplication host) => (World, this.host) = (world, host);

    public TWorld World { get; }

    internal static async Task<StandIn<TWorld>> Start(TWorld world, string url, Action<WebApplication> map, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var host = builder.Build();
        map(host);
        await host.StartAsync(cancel);
        return new(world, host);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await host.DisposeAsync();
    }
}
