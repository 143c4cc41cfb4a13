using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>One open WebSocket of the app: what is sent goes out in order, what comes in is handed to the conversation.</summary>
sealed class GatewayConnection(DiscordWorld world, WebSocket socket)
{
    const int LargestPayload = 4096;
    const int MostEvents = 120;
    static readonly TimeSpan EventWindow = TimeSpan.FromSeconds(60);

    readonly System.Threading.Channels.Channel<Outgoing> outgoing = System.Threading.Channels.Channel.CreateUnbounded<Outgoing>();
    bool isClosing;
    readonly Queue<DateTimeOffset> received = new();

    /// <summary>Null until IDENTIFY or RESUME went well.</summary>
    internal GatewaySession? Session { get; set; }

    /// <summary>It came by the address for those who resume, where no session is started.</summary>
    internal bool IsForResuming { get; init; }

    /// <summary>A zombie: the line is open and nobody speaks any more.</summary>
    internal bool IsMute { get; set; }

    internal void Send(int op, JsonNode? data) =>
        Send(new JsonObject { ["t"] = null, ["s"] = null, ["op"] = op, ["d"] = data }.ToJsonString());

    internal void Send(string frame)
    {
        if (!IsMute) outgoing.Writer.TryWrite(new(frame, 0));
    }

    internal void Close(int code, string reason)
    {
        if (Session is { } session && CloseCode.EndsSession(code)) world.Gateway.End(session);
        isClosing = true;
        outgoing.Writer.TryWrite(new(reason, code));
        outgoing.Writer.TryComplete();
    }

    internal void Abort()
    {
        outgoing.Writer.TryComplete();
        socket.Abort();
    }

    internal void LoseSession(bool resumable)
    {
        Send(Op.InvalidSession, resumable);
        if (Session is not { } session) return;
        if (!resumable) world.Gateway.End(session);
        session.Detach(this, world.Time.GetUtcNow());
        Session = null;
    }

    /// <summary>Until either side closes or the line breaks.</summary>
    internal async Task Run(GatewayConversation conversation, CancellationToken cancel)
    {
        var writing = Write(cancel);
        var ended = await Read(conversation, cancel);
        // Who says 1000 or 1001 of their own accord has no intention of coming back.
        if (!isClosing && ended is WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable && Session is { } session)
            world.Gateway.End(session);
        outgoing.Writer.TryComplete();
        await writing;
        if (socket.State is WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(ended is null or WebSocketCloseStatus.Empty ? WebSocketCloseStatus.NormalClosure : ended.Value,
                null, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Abort();
    }

    async Task Write(CancellationToken cancel)
    {
        try
        {
            await foreach (var next in outgoing.Reader.ReadAllAsync(cancel))
            {
                if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
                if (next.Code != 0)
                    await socket.CloseOutputAsync((WebSocketCloseStatus)next.Code, next.Text, cancel);
                else
                    await socket.SendAsync(Encoding.UTF8.GetBytes(next.Text), WebSocketMessageType.Text, endOfMessage: true, cancel);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    async Task<WebSocketCloseStatus?> Read(GatewayConversation conversation, CancellationToken cancel)
    {
        var buffer = new byte[LargestPayload + 1];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancel);
                if (part.MessageType is WebSocketMessageType.Close) return socket.CloseStatus;
                length += part.Count;
                if (length > LargestPayload)
                {
                    Close(CloseCode.DecodeError, "Error while decoding payload.");
                    length = 0;
                    continue;
                }

                if (!part.EndOfMessage) continue;
                if (IsTooFast())
                    Close(CloseCode.RateLimited, "Rate limited.");
                else if (!isClosing)
                    conversation.Take(Encoding.UTF8.GetString(buffer, 0, length));
                length = 0;
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            return null;
        }
    }

    bool IsTooFast()
    {
        var now = world.Time.GetUtcNow();
        received.Enqueue(now);
        while (received.Peek() + EventWindow <= now) received.Dequeue();
        return received.Count > MostEvents;
    }

    /// <summary>A frame, or a close with its reason where the code is not zero.</summary>
    sealed record Outgoing(string Text, int Code);
}
