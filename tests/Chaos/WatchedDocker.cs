using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using OpsBot.Sandbox.Docker;
using OpsBot.Sandbox.Docker.Api;

namespace OpsBot.Tests.Chaos;

/// <summary>The pretend Docker, or a real one behind it, with a list of what was asked of it, and places to stop a caller at.</summary>
public sealed class WatchedDocker : IAsyncDisposable
{
    readonly WatchedCalls calls = new();
    WebApplication app = null!;

    public DockerWorld World { get; } = new(TimeProvider.System) { StopTakes = TimeSpan.Zero, StartTakes = TimeSpan.Zero };

    public string AddressOf(string host) => $"{app.Urls.First()}/docker/{host}";

    /// <summary>Of the pretend world, or with the address of a real engine, of that.</summary>
    public static async Task<WatchedDocker> Start(string? real = null)
    {
        var docker = new WatchedDocker();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        docker.app = builder.Build();
        docker.app.Use(docker.calls.Watch);
        docker.app.UseRouting();
        if (real is null) docker.app.MapDockerEngine(docker.World);
        else docker.app.MapRealEngine(real);
        await docker.app.StartAsync(TestContext.Current.CancellationToken);
        return docker;
    }

    /// <summary>How often it really changed something; what was so already is 304 and does not count.</summary>
    public int Changes(string call) => calls.Answered(call, 204);

    public int Asked(string call) => calls.Asked(call);

    public CallHold HoldBefore(string call) => calls.HoldBefore(call);

    public CallHold HoldAfter(string call) => calls.HoldAfter(call);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
