using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsBot.Tests.Core.Routing;

/// <summary>
/// Passes every call on to Caddy's admin API, lists the changes, and lets a test act between what was read and what is written. The tag
/// comes as a header, as it does from Caddy 2.8 on; Debian's own sends it behind the body.
/// </summary>
public sealed class ProxyRelay : IAsyncDisposable
{
    readonly SocketsHttpHandler handler = new() { PooledConnectionLifetime = TimeSpan.Zero };
    readonly ConcurrentQueue<string> changes = new();
    readonly HttpMessageInvoker caddy;
    readonly IPEndPoint admin;
    WebApplication app = null!;
    int at, mostAtOnce;

    ProxyRelay(IPEndPoint admin) => (this.admin, caddy) = (admin, new(handler));

    public Uri Address => new(app.Urls.First());

    /// <summary>"PATCH routes 200", in order.</summary>
    public IReadOnlyList<string> Changes => [.. changes];

    public int MostAtOnce => mostAtOnce;

    /// <summary>Done before a change is passed on; it is not where this gives false, and its caller hears nothing.</summary>
    public Func<CancellationToken, Task<bool>>? BeforeChange { get; set; }

    /// <summary>The change is made, and its caller does not hear so.</summary>
    public bool LosesAnswers { get; set; }

    public static async Task<ProxyRelay> Start(IPEndPoint admin)
    {
        var relay = new ProxyRelay(admin);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        relay.app = builder.Build();
        relay.app.Run(relay.Pass);
        await relay.app.StartAsync(TestContext.Current.CancellationToken);
        return relay;
    }

    async Task Pass(HttpContext context)
    {
        var change = !HttpMethods.IsGet(context.Request.Method);
        try
        {
            if (!change) await Send(context);
            else
            {
                InterlockedMax(ref mostAtOnce, Interlocked.Increment(ref at));
                if (BeforeChange is { } before && !await before(context.RequestAborted)) context.Abort();
                else await Send(context);
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            if (change) Interlocked.Decrement(ref at);
        }
    }

    async Task Send(HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri($"http://{admin}{context.Request.Path}"));
        request.Headers.Host = admin.ToString();
        if (context.Request.Headers.IfMatch is { Count: > 0 } tag) request.Headers.TryAddWithoutValidation("If-Match", (string?)tag);
        if (context.Request.ContentType is { } type)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        using var answer = await caddy.SendAsync(request, context.RequestAborted);
        var said = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            var place = context.Request.Path.Value!["/config/apps/http/servers/".Length..];
            changes.Enqueue($"{context.Request.Method} {place} {(int)answer.StatusCode}");
        }
        if (LosesAnswers && !HttpMethods.IsGet(context.Request.Method))
        {
            LosesAnswers = false;
            context.Abort();
            return;
        }
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.Headers.ETag is { } told) context.Response.Headers.ETag = told.ToString();
        else if (answer.TrailingHeaders.TryGetValues("ETag", out var tags)) context.Response.Headers.ETag = tags.Single();
        await context.Response.Body.WriteAsync(said, context.RequestAborted);
    }

    static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; seen < value;)
        {
            var was = Interlocked.CompareExchange(ref most, value, seen);
            if (was == seen) return;
            seen = was;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        caddy.Dispose();
    }
}
