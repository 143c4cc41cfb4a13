using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class TalkingOverASocket : SlackTest
{
    [Fact]
    public async Task A_command_comes_in_an_envelope_and_its_acknowledgement_is_the_answer()
    {
        using var socket = await Connect();
        var typing = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        var envelope = await Read(socket);
        Assert.Equal(("slash_commands", "list", true),
            ((string?)envelope["type"], (string?)envelope["payload"]!["text"], (bool)envelope["accepts_response_payload"]!));

        await Write(socket, new { envelope_id = (string)envelope["envelope_id"]!, payload = new { text = "312 instances" } });
        Assert.True((await typing).Ok);
        Assert.Equal("312 instances", Assert.Single(World.Messages.In(Ops.Id, Olivia)).Text);
        Assert.Empty(App.Received);
    }

    [Fact]
    public async Task Each_payload_goes_to_one_connection_only()
    {
        using var one = await Connect();
        using var two = await Connect();
        var readers = new[] { Serve(one), Serve(two) };
        for (var i = 0; i < 20; i++) Assert.True((await World.Type(Olivia, Ops.Id, $"/instance show {i}", Cancel)).Ok);
        await World.Sockets.Disconnect("refresh_requested", Cancel);

        var served = await Task.WhenAll(readers);
        Assert.Equal(20, served.Sum());
        await Eventually.Equal(0, () => World.Sockets.Count);
    }

    [Fact]
    public async Task Without_a_socket_or_an_acknowledgement_the_command_fails()
    {
        World.App = World.App with { Manifest = World.App.Manifest with { SocketMode = true } };
        Assert.Equal("dispatch_failed", (await World.Type(Olivia, Ops.Id, "/instance list", Cancel)).Error);

        using var socket = await Connect();
        var typing = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        await Read(socket);
        // It has begun to wait at the latest a moment after it has sent.
        await Eventually.True(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(3));
            return typing.IsCompleted;
        });
        Assert.Equal("operation_timeout", (await InTime(typing)).Error);
    }

    [Fact]
    public async Task A_ticket_is_good_once()
    {
        var url = await Ticket();
        using var first = await Connect(url);
        await Assert.ThrowsAsync<WebSocketException>(() => Connect(url));
    }

    [Fact]
    public async Task The_eleventh_connection_is_sent_away()
    {
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < SocketHub.MostConnections; i++)
        {
            if (i == 9) Clock.Advance(TimeSpan.FromMinutes(1));
            sockets.Add(await Connect());
        }

        using var eleventh = new ClientWebSocket();
        await eleventh.ConnectAsync(await Ticket(), Cancel);
        Assert.Equal(("disconnect", "too_many_websockets"), await Goodbye(eleventh));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_short_lived_connection_is_warned_ten_seconds_before_its_end()
    {
        using var socket = await Connect(new Uri(await Ticket() + "&debug_reconnects=true"));
        await Eventually.True(() => Clock.Waiting == 1);
        Clock.Advance(TimeSpan.FromSeconds(350));
        Assert.Equal(("disconnect", "warning"), await Goodbye(socket));
        await Eventually.True(() => Clock.Waiting == 1);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(("disconnect", "refresh_requested"), await Goodbye(socket));
    }

    [Fact]
    public async Task With_Socket_Mode_off_the_link_is_disabled()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(await Ticket(), Cancel);
        Assert.Equal(("disconnect", "link_disabled"), await Goodbye(socket));
    }

    async Task<Uri> Ticket() => new((string)(await Call("apps.connections.open", new { }, World.App.AppToken))["url"]!);

    async Task<ClientWebSocket> Connect(Uri? url = null)
    {
        World.App = World.App with { Manifest = World.App.Manifest with { SocketMode = true } };
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(url ?? await Ticket(), Cancel);
        Assert.Equal("hello", (string?)(await Read(socket))["type"]);
        return socket;
    }

    static async Task<(string?, string?)> Goodbye(ClientWebSocket socket)
    {
        var frame = await Read(socket);
        return ((string?)frame["type"], (string?)frame["reason"]);
    }

    static async Task<int> Serve(ClientWebSocket socket)
    {
        for (var served = 0; ; served++)
        {
            var frame = await Read(socket);
            if ((string?)frame["type"] == "disconnect")
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
                return served;
            }

            await Write(socket, new { envelope_id = (string)frame["envelope_id"]! });
        }
    }

    static async Task<JsonObject> Read(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(buffer, Cancel);
        return JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, received.Count))!.AsObject();
    }

    static Task Write(ClientWebSocket socket, object frame) =>
        socket.SendAsync(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, endOfMessage: true,
            Cancel);
}
