using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class TalkingOverTheGateway : DiscordTest
{
    [Fact]
    public async Task The_address_comes_with_the_days_allowance()
    {
        var told = (await Call("GET", "gateway/bot"))!;
        Assert.Equal(World.GatewayUrl.AbsoluteUri, (string?)told["url"]);
        Assert.Equal((1000, 1000, 1), ((int)told["session_start_limit"]!["total"]!, (int)told["session_start_limit"]!["remaining"]!,
            (int)told["session_start_limit"]!["max_concurrency"]!));
        using var client = await Identified();
        Clock.Advance(TimeSpan.FromHours(1));
        told = (await Call("GET", "gateway/bot"))!;
        Assert.Equal(999, (int)told["session_start_limit"]!["remaining"]!);
        Assert.InRange((long)told["session_start_limit"]!["reset_after"]!, 1, 24 * 3600 * 1000);
    }

    [Fact]
    public async Task Hello_then_ready_then_events_numbered_in_order()
    {
        using var client = await GatewayClient.Connect(World.GatewayUrl);
        Assert.Equal((10, 41_250), await Hello(client));
        await client.Send(2, Identity());
        var ready = await client.Read();
        Assert.Equal(("READY", 1), ((string)ready["t"]!, (int)ready["s"]!));
        Assert.Equal((World.App.ApplicationId, World.App.BotUserId),
            ((string)ready["d"]!["application"]!["id"]!, (string)ready["d"]!["user"]!["id"]!));
        Assert.StartsWith("ws://", (string)ready["d"]!["resume_gateway_url"]!, StringComparison.Ordinal);

        foreach (var number in new[] { 2, 3 })
        {
            _ = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
            var told = await client.Read();
            Assert.Equal((0, "INTERACTION_CREATE", number), ((int)told["op"]!, (string)told["t"]!, (int)told["s"]!));
        }
    }

    [Fact]
    public async Task Heartbeats_are_acknowledged_before_and_after_identifying()
    {
        using var client = await GatewayClient.Connect(World.GatewayUrl);
        await Hello(client);
        await client.Send(1, null);
        Assert.Equal(11, (int)(await client.Read())["op"]!);
        await client.Send(2, Identity());
        await client.Read();
        await client.Send(1, 1);
        Assert.Equal(11, (int)(await client.Read())["op"]!);
        World.Gateway.AskForHeartbeat();
        Assert.Equal(1, (int)(await client.Read())["op"]!);
    }

    [Theory]
    [InlineData("""{"op":2,"d":{"token":"a.b.c","intents":0,"properties":PROPERTIES}}""", CloseCode.AuthenticationFailed)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","properties":PROPERTIES}}""", CloseCode.InvalidIntents)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":131072,"properties":PROPERTIES}}""", CloseCode.InvalidIntents)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":-1,"properties":PROPERTIES}}""", CloseCode.InvalidIntents)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":32768,"properties":PROPERTIES}}""", CloseCode.DisallowedIntents)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":0}}""", CloseCode.DecodeError)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":0,"properties":PROPERTIES,"shard":[1,1]}}""", CloseCode.InvalidShard)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":0,"properties":{}}}""", CloseCode.DecodeError)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":0,"properties":{"os":"linux","browser":"test"}}}""", CloseCode.DecodeError)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":0,"properties":{"os":"linux","browser":"test","device":7}}}""",
        CloseCode.DecodeError)]
    [InlineData("""{"op":1,"d":"7"}""", CloseCode.DecodeError)]
    [InlineData("""{"op":1,"d":7.5}""", CloseCode.DecodeError)]
    [InlineData("""{"op":1,"d":{}}""", CloseCode.DecodeError)]
    [InlineData("""{"op":2}""", CloseCode.DecodeError)]
    [InlineData("""{"op":6,"d":{"token":"a.b.c","session_id":"x","seq":1}}""", CloseCode.AuthenticationFailed)]
    [InlineData("""{"op":6,"d":{"token":"TOKEN"}}""", CloseCode.DecodeError)]
    [InlineData("""{"op":3,"d":{}}""", CloseCode.NotAuthenticated)]
    [InlineData("""{"op":99}""", CloseCode.UnknownOpcode)]
    [InlineData("""{"d":1}""", CloseCode.DecodeError)]
    [InlineData("""[1]""", CloseCode.DecodeError)]
    [InlineData("hello", CloseCode.DecodeError)]
    public async Task What_cannot_be_right_closes_the_line_with_its_code(string text, int code)
    {
        using var client = await GatewayClient.Connect(World.GatewayUrl);
        await client.SendText(text.Replace("TOKEN", World.App.Token, StringComparison.Ordinal)
            .Replace("PROPERTIES", """{"os":"linux","browser":"test","device":"test"}""", StringComparison.Ordinal));
        Assert.Equal(code, await client.ReadClose());
        Assert.Equal(0, World.Gateway.Started);
    }

    [Fact]
    public async Task Identifying_twice_closes_the_line()
    {
        using var client = await Identified();
        await client.Send(2, Identity());
        Assert.Equal(CloseCode.AlreadyAuthenticated, await client.ReadClose());
    }

    [Theory]
    [InlineData("?v=8&encoding=json", CloseCode.InvalidApiVersion)]
    [InlineData("", CloseCode.InvalidApiVersion)]
    [InlineData("?v=10&encoding=etf", CloseCode.DecodeError)]
    public async Task Only_the_current_version_is_spoken_and_in_json(string query, int code)
    {
        using var client = await GatewayClient.Connect(World.GatewayUrl, query);
        Assert.Equal(code, await client.ReadClose());
    }

    [Fact]
    public async Task Too_large_or_too_many_frames_close_the_line()
    {
        using var large = await GatewayClient.Connect(World.GatewayUrl);
        await large.SendText($$"""{"op":1,"d":null,"x":"{{new string('x', 4096)}}"}""");
        Assert.Equal(CloseCode.DecodeError, await large.ReadClose());

        using var chatty = await GatewayClient.Connect(World.GatewayUrl, "/?v=10&encoding=json");
        for (var i = 0; i < 121; i++) await chatty.Send(1, null);
        Assert.Equal(CloseCode.RateLimited, await chatty.ReadClose());
    }

    [Fact]
    public async Task A_frame_may_come_in_parts()
    {
        using var client = await GatewayClient.Connect(World.GatewayUrl);
        await Hello(client);
        await client.Socket.SendAsync("{\"op\":"u8.ToArray(), System.Net.WebSockets.WebSocketMessageType.Text, endOfMessage: false, Cancel);
        await client.Socket.SendAsync("1}"u8.ToArray(), System.Net.WebSockets.WebSocketMessageType.Text, endOfMessage: true, Cancel);
        Assert.Equal(11, (int)(await client.Read())["op"]!);
    }

    [Fact]
    public async Task Sessions_start_five_seconds_apart()
    {
        using var first = await Identified();
        using var second = await GatewayClient.Connect(World.GatewayUrl);
        await Hello(second);
        await second.Send(2, Identity());
        var refused = await second.Read();
        Assert.Equal((9, false), ((int)refused["op"]!, (bool)refused["d"]!));
        Clock.Advance(TimeSpan.FromSeconds(5));
        await second.Send(2, Identity());
        Assert.Equal("READY", (string?)(await second.Read())["t"]);

        // Both of one shard are told, as both would be by Discord.
        _ = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        Assert.Equal((string?)(await first.Read())["d"]!["id"], (string?)(await second.Read())["d"]!["id"]);
    }

    [Fact]
    public async Task Sessions_keep_their_distance_although_calls_are_not_counted()
    {
        World.RateLimits.Enabled = false;
        using var first = await Identified();
        using (var second = await GatewayClient.Connect(World.GatewayUrl))
        {
            await Hello(second);
            await second.Send(2, Identity());
            Assert.Equal(9, (int)(await second.Read())["op"]!);
        }

        World.Gateway.SpacesStarts = false;
        using var third = await Identified();
    }

    [Fact]
    public async Task Who_starts_too_many_sessions_loses_the_token()
    {
        World.Gateway.StartsPerDay = 1;
        var token = World.App.Token;
        using var first = await Identified();
        Clock.Advance(TimeSpan.FromSeconds(5));
        using var second = await GatewayClient.Connect(World.GatewayUrl);
        await second.Send(2, Identity());
        Assert.Equal(CloseCode.AuthenticationFailed, await second.ReadClose());
        Assert.NotEqual(token, World.App.Token);
        Assert.Equal(401, (int)(await Send("GET", "users/@me", authorization: $"Bot {token}")).StatusCode);
    }

    [Fact]
    public async Task Who_does_not_heartbeat_is_sent_away_and_has_to_start_over()
    {
        using var client = await Identified();
        await Eventually.True(() => Clock.Waiting > 0);
        Clock.Advance(World.Gateway.HeartbeatInterval * 1.4);
        await client.Send(1, 1);
        await client.Read(11);
        Clock.Advance(World.Gateway.HeartbeatInterval * 1.4);
        Assert.Equal(1, World.Gateway.Connected);
        Clock.Advance(World.Gateway.HeartbeatInterval * 0.2);
        Assert.Equal(CloseCode.SessionTimedOut, await client.ReadClose());
        await Eventually.Equal(0, () => World.Gateway.Connected);
    }

    static async Task<(int, int)> Hello(GatewayClient client)
    {
        var frame = await client.Read();
        return ((int)frame["op"]!, (int)frame["d"]!["heartbeat_interval"]!);
    }
}
