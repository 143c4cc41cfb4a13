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
            for (var service = 0; service < 4; service++) kestrel.Listen(IPAddress.Any, 0);
        });
        var app = builder.Build();
        if (watch is not null) app.Use(watch);
        app.Run(context => Answer(nodes, context));
        await app.StartAsync(cancel);
        var ports = app.Urls.Select(url => new Uri(url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)).Port).ToList();
        nodes.Ports = new(ports[0], ports[1], ports[2], ports[3]);
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
        if (port == nodes.Ports.Control)
        {
            if (nodes.Days.CutOff) context.Abort();
            else await Write(context, NodeAnswer.Ok("Whoever reads this is not cut off."));
            return;
        }
        var body = await Read(context);
        var said = Said.Nothing;
        lock (nodes.Gate)
            if (nodes.At(address) is { } node && node.Disk?.OpenPorts.Contains(port) == true)
                said = Say(nodes, node, port, context.Request, body);
        if (said.Late > TimeSpan.Zero) await Task.Delay(said.Late, TimeProvider.System, context.RequestAborted);
        if (said.Hangs) await Hang(context);
        // As a server does on which nothing listens.
        else if (said.Answer is null) context.Abort();
        else await Write(context, said.Answer);
    }

    sealed record Said(NodeAnswer? Answer)
    {
        public static Said Nothing { get; } = new((NodeAnswer?)null);

        public bool Hangs { get; init; }

        public TimeSpan Late { get; init; }
    }

    // Both ends keep the connection, and nothing comes.
    static async Task Hang(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var aborted = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    static Said Say(PretendNodes nodes, PretendNode node, int port, HttpRequest request, JsonObject? body)
    {
        if (!node.IsUp || nodes.Days.IsAway(node)) return Said.Nothing;
        var service = port == nodes.Ports.Convex ? NodeService.Convex : port == nodes.Ports.Mta ? NodeService.Mail : NodeService.Web;
        var late = nodes.Days.Late(node) + (node.IsWarmingUp ? nodes.SlowAtFirst : TimeSpan.Zero);
        return nodes.Days.Of(node, service) switch
        {
            Breakage.Refuses => Said.Nothing,
            Breakage.Hangs => Said.Nothing with { Hangs = true },
            Breakage.Fails => new(NodeAnswer.Error(500, "it is broken")) { Late = late },
            null when service == NodeService.Web && request.Path == NodeApi.HealthPath && NodeApi.Awaits(nodes, node) =>
                new(Answer(nodes, node, service, request, body)) { Late = late + NodeApi.Patience },
            null => new(Answer(nodes, node, service, request, body)) { Late = late },
        };
    }

    static NodeAnswer? Answer(PretendNodes nodes, PretendNode node, NodeService service, HttpRequest request, JsonObject? body) =>
        service switch
        {
            NodeService.Convex =>
                node.Convex && request.Path == "/version" ? NodeAnswer.Ok(new { version = node.Disk!.Version }) : null,
            NodeService.Mail => node.Mta && request.Path == "/health" ? NodeAnswer.Ok(new { status = "ok" }) : null,
            NodeService.Web => !request.Path.StartsWithSegments("/api") ? NodeAnswer.Ok(Page(node))
                : NodeApi.Call(nodes, node, request.Method, request.Path.Value!, $"{request.Headers["X-Instance-Secret"]}", body),
        };

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
