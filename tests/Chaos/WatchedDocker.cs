using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsBot.Sandbox.Docker;
using OpsBot.Sandbox.Docker.Api;

namespace OpsBot.Tests.Chaos;

/// <summary>The pretend Docker, or a real one behind it, with a list of what was asked of it, and places to stop a caller at.</summary>
public sealed class WatchedDocker : IAsyncDisposable
{
    readonly ConcurrentQueue<(string Call, int Status)> calls = new();
    readonly ConcurrentBag<DockerHold> holds = [];
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
        docker.app.Use(docker.Watch);
        docker.app.UseRouting();
        if (real is null) docker.app.MapDockerEngine(docker.World);
        else docker.app.MapRealEngine(real);
        await docker.app.StartAsync(TestContext.Current.CancellationToken);
        return docker;
    }

    /// <summary>How often it really changed something; what was so already is 304 and does not count.</summary>
    public int Changes(string call) => calls.Count(one => one.Status == 204 && Regex.IsMatch(one.Call, call));

    public int Asked(string call) => calls.Count(one => Regex.IsMatch(one.Call, call));

    public DockerHold HoldBefore(string call) => Hold(new(call, afterwards: false));

    public DockerHold HoldAfter(string call) => Hold(new(call, afterwards: true));

    DockerHold Hold(DockerHold hold)
    {
        holds.Add(hold);
        return hold;
    }

    async Task Watch(HttpContext context, RequestDelegate next)
    {
        var call = $"{context.Request.Method} {context.Request.Path}";
        try
        {
            foreach (var hold in holds) await hold.Pass(call, done: false, context.RequestAborted);
            await next(context);
            calls.Enqueue((call, context.Response.StatusCode));
            foreach (var hold in holds) await hold.Pass(call, done: true, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked was killed.
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
