using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpsBot.Bench;

/// <summary>Takes whatever the bot says to Slack or Discord, agrees at once, and notes when each answer came.</summary>
sealed class PretendChat : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentDictionary<string, TaskCompletionSource<long>> awaited = new();
    readonly ConcurrentDictionary<string, string> said = new();
    volatile Answers? listening;

    PretendChat(WebApplication app) => this.app = app;

    public int Port { get; private init; }

    public static async Task<PretendChat> Start()
    {
        var port = Servers.ServerProcess.FreePort();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var chat = new PretendChat(builder.Build()) { Port = port };
        chat.app.MapPost("/slack/{method}", (string method) => Results.Content(
            method == "conversations.open" ? """{"ok":true,"channel":{"id":"D0BENCH"}}"""
                : """{"ok":true,"channel":"C0BENCH","ts":"1531420618.000100"}""", "application/json"));
        chat.app.Map("/discord/{**path}", () => Results.Content("""{"id":"1531420618000100"}""", "application/json"));
        chat.app.MapFallback(async context =>
        {
            if (chat.awaited.ContainsKey(context.Request.Path))
            {
                using var reader = new StreamReader(context.Request.Body);
                var text = await reader.ReadToEndAsync();
                // What only says that the answer is on its way is none.
                if (!text.Contains("Working on it", StringComparison.Ordinal)) chat.said[context.Request.Path] = text;
            }
            if (chat.said.ContainsKey(context.Request.Path) && chat.awaited.TryRemove(context.Request.Path, out var answer))
                answer.TrySetResult(Stopwatch.GetTimestamp());
            chat.listening?.Came(context.Request.Path, Stopwatch.GetTimestamp());
            await context.Response.WriteAsync("ok");
        });
        await chat.app.StartAsync();
        return chat;
    }

    /// <summary>The moment at which the answer under that path arrives.</summary>
    public Task<long> Answer(string path) =>
        awaited.GetOrAdd(path, _ => new(TaskCreationOptions.RunContinuationsAsynchronously))
            .Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

    /// <summary>What was answered there, once.</summary>
    public string Said(string path) => said.TryRemove(path, out var text) ? text : "";

    /// <summary>Notes every answer's moment from now on.</summary>
    public Answers Listen() => listening = new(this);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>When each answer came; of several under one path, the first.</summary>
    public sealed class Answers(PretendChat chat) : IDisposable
    {
        readonly ConcurrentDictionary<string, long> came = new();

        public int Count => came.Count;

        public long? At(string path) => came.TryGetValue(path, out var at) ? at : null;

        internal void Came(string path, long at) => came.TryAdd(path, at);

        public void Dispose() => chat.listening = null;
    }
}
