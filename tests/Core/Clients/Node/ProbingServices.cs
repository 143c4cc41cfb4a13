using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Node;
using OpsBot.Core.Health;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Core.Clients.Node;

/// <summary>Servers that answer in every way but the right one.</summary>
public sealed class ProbingServices
{
    static readonly ProbeLimits hasty = new()
    {
        Connect = TimeSpan.FromSeconds(2), InAll = TimeSpan.FromSeconds(5), Pause = TimeSpan.FromMilliseconds(20),
    };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<WebApplication> Serve(IPAddress address, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Cancel);
        return app;
    }

    static ProbeClient Client(WebApplication app, ProbeLimits? limits = null) => Client(new Uri(app.Urls.Single()).Port, limits);

    static ProbeClient Client(int port, ProbeLimits? limits = null) => new(
        Options.Create(new ServersOptions { Ports = new() { Web = port, Convex = port, Mta = port } }),
        limits ?? hasty, TimeProvider.System);

    static NodeTarget At(string address) => new("acme", address, "a secret of sixteen letters");

    static async Task<Probed> Web(RequestDelegate answer, ProbeLimits? limits = null)
    {
        await using var app = await Serve(IPAddress.Loopback, answer);
        using var client = Client(app, limits);
        return await client.Web(At("127.0.0.1"), Cancel);
    }

    [Fact]
    public async Task Nobody_is_sent_elsewhere()
    {
        var followed = false;
        var seen = await Web(context =>
        {
            if (context.Request.Path == "/elsewhere") followed = true;
            else context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        Assert.Equal((Probed.Not("HTTP 302"), false), (seen, followed));
    }

    [Fact]
    public async Task An_answer_without_an_end_is_read_as_far_as_anybody_wants_to_know()
    {
        // By hand: a web server takes what is written to somebody who has left, and counts it as sent.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sending = Endless(listener);
        using var client = Client(((IPEndPoint)listener.LocalEndpoint).Port);
        Assert.True((await client.Web(At("127.0.0.1"), Cancel)).Answers);
        // Whoever answers so is left at once, and what lay in the buffers between is all it could say.
        var sent = await sending.WaitAsync(Cancel);
        Assert.InRange(sent, 64_000, 50_000_000);
    }

    static async Task<long> Endless(TcpListener listener)
    {
        using var asked = await listener.AcceptTcpClientAsync(Cancel);
        await using var stream = asked.GetStream();
        long sent = 0;
        try
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"u8.ToArray(), Cancel);
            for (var block = new byte[8_000]; ; sent += block.Length) await stream.WriteAsync(block, Cancel);
        }
        // They have left.
        catch (IOException)
        {
            return sent;
        }
    }

    [Fact]
    public async Task Headers_without_an_end_are_no_answer()
    {
        var seen = await Web(context =>
        {
            for (var i = 0; i < 40; i++) context.Response.Headers[$"X-{i}"] = new string('x', 1_000);
            return Task.CompletedTask;
        });
        Assert.False(seen.Answers);
    }

    [Fact]
    public async Task Who_answers_a_letter_at_a_time_is_not_waited_for()
    {
        var seen = await Web(async context =>
        {
            for (; !context.RequestAborted.IsCancellationRequested; await Task.Delay(10, context.RequestAborted))
            {
                await context.Response.WriteAsync("x", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }, hasty with { InAll = TimeSpan.FromMilliseconds(400) });
        Assert.Equal(Probed.Not("no whole answer within 0.4 s"), seen);
    }

    [Fact]
    public async Task Over_IPv6_it_is_the_same()
    {
        await using var app = await Serve(IPAddress.IPv6Loopback, _ => Task.CompletedTask);
        using var client = Client(app);
        Assert.True((await client.Convex(At("::1"), Cancel)).Answers);
    }

    [Fact]
    public async Task Where_nothing_listens_it_says_so()
    {
        using var client = new ProbeClient(Options.Create(new ServersOptions { Ports = new() { Web = 9 } }), hasty, TimeProvider.System);
        Assert.Equal(Probed.Not("connection refused"), await client.Web(At("127.0.0.1"), Cancel));
    }

    [Fact]
    public async Task What_failed_is_asked_once_more_and_what_answered_is_left_alone()
    {
        var asked = new List<string>();
        await using var app = await Serve(IPAddress.Loopback, context =>
        {
            lock (asked)
            {
                asked.Add(context.Request.Path);
                var isFirst = asked.Count(path => path == context.Request.Path) == 1;
                if (context.Request.Path == "/health" || (isFirst && context.Request.Path == "/")) context.Response.StatusCode = 502;
            }
            return Task.CompletedTask;
        });
        using var client = Client(app);
        var seen = (await new Probes(client, hasty, TimeProvider.System).Look(
            [new(ServerId.New(TimeProvider.System), 1, ServerReach.Direct, At("127.0.0.1"), null)], Cancel)).Single();
        Assert.Equal((HealthState.Degraded, "mail: HTTP 502."), (seen.Health, seen.Why));
        Assert.Equal(["/", "/", "/health", "/health", "/version"], asked.Order());
    }

    [Theory]
    [InlineData(401, HealthState.Unhealthy, "does not take the secret")]
    [InlineData(503, HealthState.Unhealthy, "has no secret of its own")]
    [InlineData(404, HealthState.Unhealthy, "does not tell as a node does")]
    [InlineData(500, HealthState.Unreachable, "its node answers HTTP 500")]
    public async Task A_node_that_does_not_tell_is_not_taken_for_well(int status, HealthState health, string why)
    {
        await using var app = await Serve(IPAddress.Loopback, context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var client = Client(app);
        var seen = await client.Node(At("127.0.0.1"), Cancel);
        Assert.Equal((health, status != 500), (seen.Health, seen.Blind is not null));
        Assert.Contains(why, seen.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_for_the_second_look_keeps_no_place()
    {
        var (asked, late) = (0, TimeSpan.FromMilliseconds(300));
        await using var app = await Serve(IPAddress.Loopback, context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = 502;
            return Task.CompletedTask;
        });
        using var client = Client(app);
        // One place for all: were it kept, each of them would wait by itself.
        var probes = new Probes(client, hasty with { ServersAtOnce = 1, Pause = late }, TimeProvider.System);
        var begun = TimeProvider.System.GetTimestamp();
        await probes.Look([.. Enumerable.Range(0, 40).Select(_ => new ProbedServer(
            ServerId.New(TimeProvider.System), 1, ServerReach.Direct, At("127.0.0.1"), null))], Cancel);
        Assert.Equal(40 * 3 * 2, asked);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < 40 * late);
    }
}
