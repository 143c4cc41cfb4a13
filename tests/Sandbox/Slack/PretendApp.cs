using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace OpsBot.Tests.Sandbox.Slack;

/// <summary>What the app got: the raw body, the headers, and the payload however it was packed.</summary>
public sealed record Got(string Path, string Body, IHeaderDictionary Headers)
{
    public IReadOnlyDictionary<string, string> Form { get; } =
        QueryHelpers.ParseQuery(Body).ToDictionary(field => field.Key, field => field.Value.ToString());

    public JsonObject Payload => JsonNode.Parse(Form.TryGetValue("payload", out var payload) ? payload : Body)!.AsObject();
}

/// <summary>A small web server in the app's place, which records deliveries and answers as a test says.</summary>
public sealed class PretendApp : IAsyncDisposable
{
    WebApplication? host;

    public Func<Got, Task<IResult>> Answer { get; set; } = _ => Task.FromResult(Results.Ok());
    public ConcurrentQueue<Got> Received { get; } = new();
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public static async Task<PretendApp> Start()
    {
        var app = new PretendApp();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app.host = builder.Build();
        app.host.MapPost("/{**path}", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var got = new Got(context.Request.Path, await reader.ReadToEndAsync(context.RequestAborted),
                new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)));
            app.Received.Enqueue(got);
            return await app.Answer(got);
        });
        await app.host.StartAsync();
        app.Url = new Uri(app.host.Urls.First());
        return app;
    }

    /// <summary>Answers every delivery with this JSON.</summary>
    public void Say(string json) => Answer = _ => Task.FromResult(Results.Text(json, "application/json"));

    public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;
}
