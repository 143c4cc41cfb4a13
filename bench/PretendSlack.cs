using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpsBot.Bench;

/// <summary>Takes whatever the bot says to Slack, agrees at once, and notes when each answer came.</summary>
sealed class PretendSlack : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentDictionary<string, TaskCompletionSource<long>> awaited = new();

    PretendSlack(WebApplication app) => this.app = app;

    public int Port { get; private init; }

    public static async Task<PretendSlack> Start()
    {
        var port = Servers.ServerProcess.FreePort();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var slack = new PretendSlack(builder.Build()) { Port = port };
        slack.app.MapPost("/api/{method}", (string method) => Results.Content(
            method == "conversations.open" ? """{"ok":true,"channel":{"id":"D0BENCH"}}""" : """{"ok":true,"channel":"C0BENCH","ts":"1531420618.000100"}""", "application/json"));
        slack.app.MapFallback(context =>
        {
            if (slack.awaited.TryRemove(context.Request.Path, out var answer)) answer.TrySetResult(Stopwatch.GetTimestamp());
            return context.Response.WriteAsync("ok");
        });
        await slack.app.StartAsync();
        return slack;
    }

    /// <summary>The moment at which the answer under that path arrives.</summary>
    public Task<long> Answer(string path) =>
        awaited.GetOrAdd(path, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
