using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>One open WebSocket of the app.</summary>
public sealed class SocketConnection(SlackWorld world, WebSocket socket) : IDisposable
{
    const int LargestFrame = 1024 * 1024;

    readonly SemaphoreSlim sending = new(1);
    readonly ConcurrentDictionary<string, TaskCompletionSource<Answer>> waiting = new();

    internal async Task<Answer> Deliver(JsonObject envelope, Parcel parcel, CancellationToken cancel)
    {
        var id = (string)envelope["envelope_id"]!;
        var acknowledged = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = acknowledged;
        try
        {
            if (!await Send(envelope, cancel)) return Answer.Failed(Answer.NotReached);
            var answer = await acknowledged.Task.WaitAsync(world.Courier.Patience, world.Time, cancel);
            return parcel.TakesAnswer ? answer : answer with { Json = null, Text = "" };
        }
        catch (TimeoutException)
        {
            return Answer.Failed(Answer.TimedOut);
        }
        finally
        {
            waiting.TryRemove(id, out _);
        }
    }

    internal Task<bool> Send(JsonObject frame, CancellationToken cancel) => InTurn(() => Write(frame, cancel), cancel);

    Task Write(JsonObject frame, CancellationToken cancel) => socket
        .SendAsync(Encoding.UTF8.GetBytes(frame.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, cancel);

    /// <summary>False when the line is closed, or ended while its turn was awaited.</summary>
    async Task<bool> InTurn(Func<Task> use, CancellationToken cancel)
    {
        try
        {
            await sending.WaitAsync(cancel);
            try
            {
                if (socket.State != WebSocketState.Open) return false;
                await use();
                return true;
            }
            finally
            {
                sending.Release();
            }
        }
        // Its listener may have ended it between being chosen and being used, and with it the turn.
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Reads acknowledgements until the app closes or the line breaks.</summary>
    internal async Task Listen(CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        var frame = new MemoryStream();
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
                if (received.MessageType == WebSocketMessageType.Close) break;
                frame.Write(buffer, 0, received.Count);
                if (frame.Length > LargestFrame) break;
                if (!received.EndOfMessage) continue;
                Acknowledge(Encoding.UTF8.GetString(frame.GetBuffer(), 0, (int)frame.Length));
                frame.SetLength(0);
            }

            if (socket.State == WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            socket.Abort();
        }
    }

    internal async Task SayGoodbye(string reason, CancellationToken cancel)
    {
        await Send(new()
        {
            ["type"] = "disconnect",
            ["reason"] = reason,
            ["debug_info"] = new JsonObject { ["host"] = "sandbox" },
        }, cancel);
        if (reason == "warning") return;
        await InTurn(() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, reason, cancel), cancel);
    }

    internal void Abort()
    {
        socket.Abort();
        foreach (var acknowledged in waiting.Values) acknowledged.TrySetResult(Answer.Failed(Answer.NotReached));
    }

    void Acknowledge(string text)
    {
        // Anything that is not an acknowledgement of something sent here is ignored, as Slack does.
        if (Answer.ParseObject(text) is not { } frame || (frame["envelope_id"] as JsonValue)?.ToString() is not { } id) return;
        if (!waiting.TryRemove(id, out var acknowledged)) return;
        var payload = frame["payload"];
        acknowledged.TrySetResult(new()
        {
            Status = 200,
            Json = payload as JsonObject is { Count: > 0 } json ? (JsonObject)json.DeepClone() : null,
            Text = payload is JsonValue value ? value.ToString() : payload is JsonObject { Count: > 0 } ? payload.ToJsonString() : "",
        });
    }

    public void Dispose() => sending.Dispose();
}
