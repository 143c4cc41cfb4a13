using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OpsBot.Tests.Bot.Webhooks;

/// <summary>What was posted, with the headers it came with.</summary>
sealed record Posted(string Path, string Id, string Event, string Timestamp, string Signature, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Somebody's program that listens to alerts; it answers what the test says.</summary>
sealed class Listener : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<Posted> taken = new();

    Listener(WebApplication app) => this.app = app;

    public Func<Posted, HttpStatusCode> Answers { get; set; } = _ => HttpStatusCode.OK;

    public IReadOnlyList<Posted> Taken => [.. taken];

    public int Calls { get; private set; }

    public string At(string path) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + path;

    public static async Task<Listener> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var listener = new Listener(builder.Build());
        listener.app.Run(listener.Handle);
        await listener.app.StartAsync();
        return listener;
    }

    async Task Handle(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        string header(string name) => context.Request.Headers[$"X-OpsBot-{name}"].ToString();
        var posted = new Posted(
            context.Request.Path, header("Id"), header("Event"), header("Timestamp"), header("Signature"), body.ToArray());
        Calls++;
        var status = Answers(posted);
        if (status == HttpStatusCode.OK) taken.Enqueue(posted);
        if (status == HttpStatusCode.TemporaryRedirect) context.Response.Headers.Location = At("/elsewhere");
        context.Response.StatusCode = (int)status;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
