using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpsBot.Sandbox.Docker.Api;

namespace OpsBot.Sandbox.Docker;

/// <summary>A running server with the pretend hosts, for tests; stopping it is the host that is really gone.</summary>
public sealed class DockerStandIn : IAsyncDisposable
{
    readonly WebApplication app;
    bool stopped;

    DockerStandIn(WebApplication app, DockerWorld world) => (this.app, World) = (app, world);

    public DockerWorld World { get; }

    /// <summary>Where it listens, such as http://127.0.0.1:40123.</summary>
    public string Url => app.Urls.First();

    /// <summary>All hosts of the world over one url; port 0 takes a free one.</summary>
    public static Task<DockerStandIn> Start(DockerWorld world, string url, CancellationToken cancel) =>
        Start(world, kestrel => { }, app =>
        {
            app.Urls.Add(url);
            app.MapDockerEngine(world);
        }, cancel);

    /// <summary>One host as an engine of its own: at a unix socket, or with TLS.</summary>
    public static Task<DockerStandIn> StartHost(
        DockerWorld world, string host, Action<KestrelServerOptions> listen, CancellationToken cancel) =>
        Start(world, listen, app => app.MapDockerHost(world.Host(host)), cancel);

    /// <summary>The address under which the product reaches a host.</summary>
    public string AddressOf(string host) => $"{Url}/docker/{host}";

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, true))
            return;
        // Not gently: a test that takes the host away means it.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    static async Task<DockerStandIn> Start(
        DockerWorld world, Action<KestrelServerOptions> listen, Action<WebApplication> map, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            listen(kestrel);
        });
        var app = builder.Build();
        map(app);
        await app.StartAsync(cancel);
        return new DockerStandIn(app, world);
    }
}
