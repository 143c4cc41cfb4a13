using OpsBot.Sandbox.Cloud.Api;

namespace OpsBot.Sandbox.Cloud;

/// <summary>A running server with the pretend project, for tests.</summary>
public sealed class CloudStandIn : IAsyncDisposable
{
    readonly WebApplication app;

    CloudStandIn(WebApplication app, CloudWorld world) => (this.app, World) = (app, world);

    public CloudWorld World { get; }

    /// <summary>Where the API begins, as OPSBOT_Hetzner__ApiUrl has it.</summary>
    public Uri ApiUrl => new(new Uri(app.Urls.First()), $"{CloudEndpoints.Prefix}/");

    public static async Task<CloudStandIn> Start(CloudWorld world, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapHetznerApi(world);
        await app.StartAsync(cancel);
        return new CloudStandIn(app, world);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
