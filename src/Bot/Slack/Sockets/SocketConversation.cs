using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Why a connection needs a successor.</summary>
enum Leaving { Soon, Gone, NeverArrived, Disabled }

/// <summary>One connection of Socket Mode, read until it closes; every envelope is acknowledged on it, once the request is safe.</summary>
sealed partial class SocketConversation(
    ClientWebSocket socket, SlackIntake intake, Doorkeeping door, TimeProvider time, ILogger log) : IDisposable
{
    const int LargestFrame = 1024 * 1024;
    const int MostAtOnce = 256;

    static readonly TimeSpan helloFor = TimeSpan.FromSeconds(10);

    readonly TaskCompletionSource<Leaving> leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly SemaphoreSlim sending = new(1);
    readonly SemaphoreSlim handling = new(MostAtOnce);
    bool greeted;

    /// <summary>Done when the next connection should be opened; this one is still read until it closes.</summary>
    public Task<Leaving> Leaving => leaving.Task;

    public async Task Converse(CancellationToken cancel)
    {
        List<Task> envelopes = [];
        try
        {
            var buffer = new byte[16 * 1024];
            var frame = new MemoryStream();
            while (await Read(buffer, frame, cancel))
            {
                envelopes.RemoveAll(envelope => envelope.IsCompleted);
                if (Parse(frame) is { } message) await Hear(message, envelopes, cancel);
                frame.SetLength(0);
            }
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or IOException)
        {
            if (!cancel.IsCancellationRequested) LogBroken(broken.Message);
        }
        finally
        {
            leaving.TrySetResult(greeted ? Slack.Leaving.Gone : Slack.Leaving.NeverArrived);
            await Task.WhenAll(envelopes);
            Dispose();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        sending.Dispose();
        handling.Dispose();
    }

    /// <summary>The next whole text frame; false when the other side closes.</summary>
    async Task<bool> Read(byte[] buffer, MemoryStream frame, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(greeted ? Timeout.InfiniteTimeSpan : helloFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), both.Token);
            if (received.MessageType is WebSocketMessageType.Close)
            {
                if (socket.State is WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
                return false;
            }
            frame.Write(buffer, 0, received.Count);
            if (frame.Length > LargestFrame) return false;
            if (received.EndOfMessage) return true;
        }
    }

    async Task Hear(JsonElement message, List<Task> envelopes, CancellationToken cancel)
    {
        switch (message.Text("type"))
        {
            case "hello":
                greeted = true;
                LogConnected();
                break;
            case "disconnect":
                LogLeaving(message.Text("reason") ?? "");
                leaving.TrySetResult(message.Text("reason") is "link_disabled" ? Slack.Leaving.Disabled
                    : greeted ? Slack.Leaving.Soon : Slack.Leaving.NeverArrived);
                break;
            default:
                if (message.Text("envelope_id") is not { } id) break;
                await handling.WaitAsync(cancel);
                envelopes.Add(Take(id, message, cancel));
                break;
        }
    }

    async Task Take(string id, JsonElement message, CancellationToken cancel)
    {
        try
        {
            var payload = message.At("payload") ?? default;
            var ack = message.Text("type") switch
            {
                "slash_commands" => await intake.Command(name => payload.Text(name), cancel),
                "interactive" => await intake.Interaction(payload, cancel),
                "events_api" => await intake.Event(payload, cancel),
                _ => SlackAck.Empty,
            };
            if (ack.Refused is { } why) door.Count(why);
            // Not acknowledged, Slack tells the person, or sends an event again.
            else if (ack is not { Lost: true, Body: null })
                await Acknowledge(id, message.Is("accepts_response_payload") ? ack.Body : null, cancel);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            LogNotAcknowledged(gone.Message);
        }
        // Not acknowledged, so that Slack says to whoever asked that it did not work. The connection is everybody's and goes on.
        catch (Exception bug) when (!cancel.IsCancellationRequested)
        {
            LogBroken(bug, Guid.CreateVersion7(time.GetUtcNow()).ToString("n")[^12..]);
        }
        finally
        {
            handling.Release();
        }
    }

    async Task Acknowledge(string id, JsonObject? body, CancellationToken cancel)
    {
        var ack = new JsonObject { ["envelope_id"] = id };
        if (body is not null) ack["payload"] = body.DeepClone();
        await sending.WaitAsync(cancel);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(ack.ToJsonString(Json.Options)), WebSocketMessageType.Text, endOfMessage: true,
                cancel);
        }
        finally
        {
            sending.Release();
        }
    }

    static JsonElement? Parse(MemoryStream frame)
    {
        try
        {
            return JsonElement.Parse(frame.GetBuffer().AsSpan(0, (int)frame.Length));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Connected to Slack")]
    partial void LogConnected();

    [LoggerMessage(LogLevel.Information, "Slack closes a connection soon ({Reason}); another one is opened")]
    partial void LogLeaving(string reason);

    [LoggerMessage(LogLevel.Warning, "A connection to Slack broke: {Why}")]
    partial void LogBroken(string why);

    [LoggerMessage(LogLevel.Error, "What Slack sent could not be taken, reference {Reference}")]
    partial void LogBroken(Exception bug, string reference);

    [LoggerMessage(LogLevel.Warning, "A request was taken but could not be acknowledged: {Why}")]
    partial void LogNotAcknowledged(string why);
}
