using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Nodes;

/// <summary>
/// Listens for all pretend servers of one project: one listener for each kind of service, on ports of its own, and which server is meant
/// is told by the address that was called. Only addresses of 127.77.0.0/16 are servers'.
/// </summary>
public sealed class NodeListener : IAsyncDisposable
{
    readonly WebApplication app;

    NodeListener(WebApplication app) => this.app = app;

    /// <summary>On free ports, which <see cref="PretendNodes.Ports"/> tells then.</summary>
    public static async Task<NodeListener> Start(
        PretendNodes nodes, CancellationToken cancel, Func<HttpContext, RequestDelegate, Task>? watch = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            for (var service = 0; service < 3; service++) kestrel.Listen(IPAddress.Any, 0);
        });
        var app = builder.Build();
        if (watch is not null) app.Use(watch);
        app.Run(context => Answer(nodes, context));
        await app.StartAsync(cancel);
        var ports = app.Urls.Select(url => new Uri(url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)).Port).ToList();
        nodes.Ports = new(ports[0], ports[1], ports[2]);
        return new(app);
    }

    static async Task Answer(PretendNodes nodes, HttpContext context)
    {
        var (address, port) = ($"{context.Connection.LocalIpAddress!.MapToIPv4()}", context.Connection.LocalPort);
        if (nodes.Hanging.IsAway)
        {
            await Hang(context);
            return;
        }
        var body = await Read(context);
        NodeAnswer? answer = null;
        var isSlow = false;
        lock (nodes.Gate)
            if (nodes.At(address) is { } node && node.Disk?.OpenPorts.Contains(port) == true)
                (isSlow, answer) = (node.IsWarmingUp, Say(nodes, node, port, context.Request, body));
        if (isSlow && nodes.SlowAtFirst > TimeSpan.Zero)
            await Task.Delay(nodes.SlowAtFirst, TimeProvider.System, context.RequestAborted);
        // As a server does on which nothing listens.
        if (answer is null) context.Abort();
        else await Write(context, answer);
    }

    // Both ends keep the connection, and nothing comes.
    static async Task Hang(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var aborted = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    static NodeAnswer? Say(PretendNodes nodes, PretendNode node, int port, HttpRequest request, JsonObject? body)
    {
        if (!node.IsUp) return null;
        if (port == nodes.Ports.Convex)
            return node.Convex && request.Path == "/version" ? NodeAnswer.Ok(new { version = node.Disk!.Version }) : null;
        if (port == nodes.Ports.Mta) return node.Mta && request.Path == "/health" ? NodeAnswer.Ok(new { status = "ok" }) : null;
        return !request.Path.StartsWithSegments("/api") ? NodeAnswer.Ok(Page(node))
            : NodeApi.Call(nodes, node, request.Method, request.Path.Value!, $"{request.Headers["X-Instance-Secret"]}", body);
    }

    static async Task<JsonObject?> Read(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method)) return null;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        return context.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true
            && StrictJson.TryParse(text, out var node) ? node as JsonObject : null;
    }

    static async Task Write(HttpContext context, NodeAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (answer.Body is string page)
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(page, context.RequestAborted);
        }
        else await context.Response.WriteAsJsonAsync(answer.Body, context.RequestAborted);
    }

    static string Page(PretendNode node)
    {
        var slug = WebUtility.HtmlEncode(node.Disk!.Environment.GetValueOrDefault("SLUG", node.Name));
        return $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{slug}</title></head>
            <body style="font-family:sans-serif;text-align:center;padding:20vh 1rem"><h1>{slug}</h1>
            <p>This is their product {WebUtility.HtmlEncode(node.Disk.Version)} on {WebUtility.HtmlEncode(node.Name)}.</p></body></html>
            """;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
