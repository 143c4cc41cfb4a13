namespace OpsBot.Sandbox.Slack;

/// <summary>The pretend Slack on a web server of its own, for tests and load tests.</summary>
public sealed class SlackStandIn : IAsyncDisposable
{
    readonly WebApplication host;

    SlackStandIn(SlackWorld world, WebApplication host)
    {
        World = world;
        this.host = host;
    }

    public SlackWorld World { get; }

    /// <summary>What the app takes as its Slack ApiUrl.</summary>
    public Uri ApiUrl => World.Address;

    /// <summary>Listens on a free loopback port unless told otherwise.</summary>
    public static async Task<SlackStandIn> Start(SlackWorld world, CancellationToken cancel, string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = [], ApplicationName = typeof(SlackStandIn).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var host = builder.Build();
        host.MapSlackApi(world, "/api");
        await host.StartAsync(cancel);
        return new(world, host);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await host.DisposeAsync();
    }
}
