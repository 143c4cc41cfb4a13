using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>One WebSocket to the gateway: whole messages in, few and small ones out.</summary>
sealed class GatewaySocket(ClientWebSocket socket, TimeProvider time) : IDisposable
{
    // Far more than one interaction; without an end, a slip of the other side would take all memory.
    const int LargestFrame = 16 * 1024 * 1024;

    // Discord closes the connection on the 121st within a minute. What it asks for itself may use half of that, so that heartbeats always
    // have room.
    const int MostSends = 110;
    const int MostOnRequest = 60;

    // Any code but 1000 and 1001, which would end the session.
    const WebSocketCloseStatus GoingOn = (WebSocketCloseStatus)4000;

    static readonly TimeSpan window = TimeSpan.FromSeconds(60);
    static readonly TimeSpan connectFor = TimeSpan.FromSeconds(10);
    static readonly TimeSpan sendFor = TimeSpan.FromSeconds(10);

    readonly byte[] buffer = new byte[16 * 1024];
    readonly MemoryStream frame = new();
    readonly SemaphoreSlim sending = new(1);
    readonly Queue<long> sends = new();

    /// <summary>Why the other side closed it, once Read has said that it did.</summary>
    public (int? Code, string? Reason) Closed => ((int?)socket.CloseStatus, socket.CloseStatusDescription);

    public static async Task<GatewaySocket> Connect(Uri address, TimeProvider time, CancellationToken cancel)
    {
        var socket = new ClientWebSocket();
        // The gateway has heartbeats of its own.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        using var patience = new CancellationTokenSource(connectFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            await socket.ConnectAsync(new UriBuilder(address) { Query = "v=10&encoding=json" }.Uri, both.Token);
            return new(socket, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next message that can be read; none when the other side closes. Canceling breaks the connection.</summary>
    public async Task<JsonElement?> Read(CancellationToken cancel)
    {
        while (await ReadFrame(cancel))
            if (Parse() is { } message) return message;
        return null;
    }

    /// <summary>False where too much was sent of late.</summary>
    public async Task<bool> Send(JsonObject message, CancellationToken cancel, bool onRequest = false)
    {
        using var patience = new CancellationTokenSource(sendFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        await sending.WaitAsync(both.Token);
        try
        {
            while (sends.TryPeek(out var sent) && time.GetElapsedTime(sent) >= window) sends.Dequeue();
            if (sends.Count >= (onRequest ? MostOnRequest : MostSends)) return false;
            sends.Enqueue(time.GetTimestamp());
            await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString(Json.Options)), WebSocketMessageType.Text,
                endOfMessage: true, both.Token);
            return true;
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Says that this connection ends and the session does not; Read then sees the other side close.</summary>
    public async Task Leave(CancellationToken cancel)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(GoingOn, null, cancel);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // Then it has ended already.
        }
    }

    public static bool IsBroken(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or HttpRequestException;

    public void Dispose()
    {
        socket.Dispose();
        // Not the semaphore: somebody may wait for it still, and without a wait handle it holds nothing.
        frame.Dispose();
    }

    async Task<bool> ReadFrame(CancellationToken cancel)
    {
        frame.SetLength(0);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
            if (received.MessageType is WebSocketMessageType.Close) return false;
            frame.Write(buffer, 0, received.Count);
            if (frame.Length > LargestFrame) throw new IOException("a message of more than 16 MB");
            if (received.EndOfMessage) return true;
        }
    }

    JsonElement? Parse()
    {
        try
        {
            return JsonElement.Parse(frame.GetBuffer().AsSpan(0, (int)frame.Length)) is { ValueKind: JsonValueKind.Object } message
                && message.Whole("op") is not null ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
