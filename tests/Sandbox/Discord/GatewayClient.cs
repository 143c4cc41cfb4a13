using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Discord;

/// <summary>The app's end of a gateway connection, one frame at a time.</summary>
public sealed class GatewayClient : IDisposable
{
    public ClientWebSocket Socket { get; } = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<GatewayClient> Connect(Uri url, string query = "?v=10&encoding=json")
    {
        var client = new GatewayClient();
        await client.Socket.ConnectAsync(new Uri(url.AbsoluteUri + query), Cancel);
        return client;
    }

    public Task Send(int op, object? data) => SendText(JsonSerializer.Serialize(new { op, d = data }));

    public Task SendText(string text) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancel);

    /// <summary>The next frame; fails when the other side closes instead.</summary>
    public async Task<JsonObject> Read()
    {
        var frame = await ReadOrEnd();
        Assert.True(frame is not null, $"Closed with {(int?)Socket.CloseStatus}.");
        return frame;
    }

    /// <summary>The next frame, or null when the other side closes instead.</summary>
    public async Task<JsonObject?> ReadOrEnd() => await Receive() is { } text ? JsonNode.Parse(text)!.AsObject() : null;

    /// <summary>The next frame with this opcode, whatever comes before it.</summary>
    public async Task<JsonObject> Read(int op)
    {
        while (true)
        {
            var frame = await Read();
            if ((int)frame["op"]! == op) return frame;
        }
    }

    /// <summary>Reads until the other side closes and gives its code.</summary>
    public async Task<int> ReadClose()
    {
        while (await Receive() is not null) { }
        return (int)Socket.CloseStatus!;
    }

    public Task Close(int code) => Socket.CloseOutputAsync((WebSocketCloseStatus)code, null, Cancel);

    async Task<string?> Receive()
    {
        var (buffer, text) = (new byte[16 * 1024], new MemoryStream());
        while (true)
        {
            // Fails rather than hangs when nothing comes.
            var part = await Socket.ReceiveAsync(buffer, Cancel).WaitAsync(Eventually.Patience, TimeProvider.System, Cancel);
            if (part.MessageType is WebSocketMessageType.Close) return null;
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return Encoding.UTF8.GetString(text.ToArray());
        }
    }

    public void Dispose() => Socket.Dispose();
}
