using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Components;

namespace OpsBot.Sandbox.Workspace.Live;

/// <summary>One browser window: events come in, pages go out, over one WebSocket.</summary>
sealed partial class LiveSocket(WebSocket socket, IServiceProvider services, ILogger<LiveSocket> log)
{
    const int LongestMessage = 1 << 20;

    readonly Channel<object> outgoing = Channel.CreateUnbounded<object>(new() { SingleReader = true });

    public async Task Run<TRoot>(CancellationToken aborted) where TRoot : IComponent
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var window = services.GetRequiredService<Window>();
        await using var renderer = new LiveRenderer(services, services.GetRequiredService<ILoggerFactory>());
        renderer.Broken += reference => outgoing.Writer.TryWrite(new { broken = reference });
        window.Went += url => outgoing.Writer.TryWrite(new { go = url });

        try
        {
            if (await Receive(stopping.Token) is not { Url: { } url } hello) return;
            window.Open(url, hello.TimeZone);
            await renderer.Start<TRoot>(ParameterView.Empty);
            await Task.WhenAll(Listen(renderer, window, stopping), Frames(renderer, stopping), Send(stopping));
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or JsonException)
        {
            LogGone(gone.Message);
        }
    }

    async Task Listen(LiveRenderer renderer, Window window, CancellationTokenSource stopping)
    {
        try
        {
            while (await Receive(stopping.Token) is { } message)
            {
                if (message.Shown is { } number) renderer.Shown(number);
                if (message.Resync) await renderer.Resync();
                if (message.Url is { } url) await renderer.Dispatcher.InvokeAsync(() => window.Move(url));
                // Not awaited on purpose within the loop: a handler that waits for the app must not stop the next key.
                if (message.Event is { } happened) Watch(renderer.Handle(happened));
            }
        }
        finally
        {
            await stopping.CancelAsync();
        }
    }

    /// <summary>Exceptions of handlers reach the renderer's own HandleException; this one is for the rest.</summary>
    void Watch(Task handling) =>
        handling.ContinueWith(
            failed => LogGone(failed.Exception!.GetBaseException().Message),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    async Task Frames(LiveRenderer renderer, CancellationTokenSource stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var frame = await renderer.Next(stopping.Token);
            outgoing.Writer.TryWrite(new { n = frame.Number, html = frame.Html });
        }
    }

    async Task Send(CancellationTokenSource stopping)
    {
        await foreach (var message in outgoing.Reader.ReadAllAsync(stopping.Token))
        {
            await socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), LiveMessage.Json),
                WebSocketMessageType.Text, endOfMessage: true, stopping.Token);
        }
    }

    async Task<LiveMessage?> Receive(CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        using var whole = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            whole.Write(buffer, 0, part.Count);
            if (whole.Length > LongestMessage) return null;
            if (part.EndOfMessage)
                return JsonSerializer.Deserialize<LiveMessage>(Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length),
                    LiveMessage.Json);
        }
    }

    [LoggerMessage(LogLevel.Debug, "A workspace window closed: {Reason}")]
    partial void LogGone(string reason);
}
