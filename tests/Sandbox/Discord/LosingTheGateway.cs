using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class LosingTheGateway : DiscordTest
{
    GatewayClient client = null!;
    string session = "";
    Uri resumeUrl = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        client = await GatewayClient.Connect(World.GatewayUrl);
        await client.Read();
        await client.Send(2, Identity());
        var ready = (await client.Read())["d"]!;
        (session, resumeUrl) = ((string)ready["session_id"]!, new Uri((string)ready["resume_gateway_url"]!));
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        client.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_was_missed_is_told_to_who_resumes_and_nothing_else()
    {
        _ = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        await client.Read();
        World.Gateway.Drop();
        await Eventually.Equal(0, () => World.Gateway.Connected);
        var missed = World.Type(Olivia, Ops.Id, "/instance log show", Cancel);

        using var back = await Resume(seq: 2);
        var replayed = await back.Read();
        Assert.Equal((3, "INTERACTION_CREATE"), ((int)replayed["s"]!, (string)replayed["t"]!));
        Assert.Equal("RESUMED", (string?)(await back.Read())["t"]);
        Assert.Equal((1, 1), (World.Gateway.Resumed, World.Gateway.Connected));

        await Respond(replayed["d"]!.AsObject(), new { type = 4, data = Text("here I am") });
        Assert.True((await InTime(missed)).Ok);
        _ = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        Assert.Equal(5, (int)(await back.Read())["s"]!);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    public async Task Who_says_goodbye_has_no_session_any_more(int code)
    {
        await client.Close(code);
        await Eventually.Equal(0, () => World.Gateway.Connected);
        using var back = await Resume(seq: 1);
        var invalid = await back.Read();
        Assert.Equal((9, false), ((int)invalid["op"]!, (bool)invalid["d"]!));

        // A fresh start is made at the address where the first one was, and nowhere else.
        Clock.Advance(TimeSpan.FromSeconds(5));
        await back.Send(2, Identity());
        invalid = await back.Read();
        Assert.Equal((9, false, 1), ((int)invalid["op"]!, (bool)invalid["d"]!, World.Gateway.Started));
        using var anew = await Identified();
        Assert.Equal(2, World.Gateway.Started);
    }

    [Fact]
    public async Task Any_other_close_leaves_the_session_for_a_while()
    {
        await client.Close(4000);
        await Eventually.Equal(0, () => World.Gateway.Connected);
        Clock.Advance(World.Gateway.ResumeWindow);
        using (var back = await Resume(seq: 1)) Assert.Equal("RESUMED", (string?)(await back.Read())["t"]);

        await Eventually.Equal(0, () => World.Gateway.Connected);
        Clock.Advance(World.Gateway.ResumeWindow + TimeSpan.FromSeconds(1));
        using var late = await Resume(seq: 2);
        Assert.Equal(9, (int)(await late.Read())["op"]!);
    }

    [Fact]
    public async Task A_number_that_was_never_said_closes_the_line()
    {
        World.Gateway.Drop();
        using var back = await Resume(seq: 17);
        Assert.Equal(CloseCode.InvalidSeq, await back.ReadClose());
        using var again = await Resume(seq: 1);
        Assert.Equal(9, (int)(await again.Read())["op"]!);
    }

    [Fact]
    public async Task Who_resumes_takes_the_session_from_the_old_line()
    {
        using var back = await Resume(seq: 1);
        Assert.Equal("RESUMED", (string?)(await back.Read())["t"]);
        await Assert.ThrowsAnyAsync<System.Net.WebSockets.WebSocketException>(client.ReadClose);
        _ = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        Assert.Equal("INTERACTION_CREATE", (string?)(await back.Read())["t"]);
    }

    [Fact]
    public async Task Discord_may_ask_to_come_back_and_may_take_the_session()
    {
        World.Gateway.AskToReconnect();
        Assert.Equal(7, (int)(await client.Read())["op"]!);
        World.Gateway.InvalidateSession(resumable: true);
        var invalid = await client.Read();
        Assert.Equal((9, true), ((int)invalid["op"]!, (bool)invalid["d"]!));
        using var back = await Resume(seq: 1);
        Assert.Equal("RESUMED", (string?)(await back.Read())["t"]);

        World.Gateway.InvalidateSession(resumable: false);
        Assert.False((bool)(await back.Read())["d"]!);
        using var gone = await Resume(seq: 1);
        Assert.Equal(9, (int)(await gone.Read())["op"]!);
    }

    [Theory]
    [InlineData(CloseCode.UnknownError, "RESUMED")]
    [InlineData(CloseCode.RateLimited, "RESUMED")]
    [InlineData(CloseCode.SessionTimedOut, null)]
    [InlineData(CloseCode.AuthenticationFailed, null)]
    public async Task Some_closes_end_the_session_and_others_do_not(int code, string? answer)
    {
        World.Gateway.CloseWith(code);
        Assert.Equal(code, await client.ReadClose());
        // The usual courtesy of a client library must not cost the session.
        await client.Close(1000);
        await Eventually.Equal(0, () => World.Gateway.Connected);
        using var back = await Resume(seq: 1);
        Assert.Equal(answer, (string?)(await back.Read())["t"]);
    }

    [Fact]
    public async Task A_zombie_stays_open_and_acknowledges_nothing()
    {
        World.Gateway.StopAcknowledging();
        await client.Send(1, 1);
        _ = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        Assert.Equal(System.Net.WebSockets.WebSocketState.Open, client.Socket.State);
        await client.Close(4000);
        Assert.Null(await client.ReadOrEnd());

        using var back = await Resume(seq: 1);
        Assert.Equal("INTERACTION_CREATE", (string?)(await back.Read())["t"]);
    }

    [Fact]
    public async Task An_event_may_come_twice()
    {
        World.Gateway.CopiesOfEach = 2;
        _ = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        var (one, two) = (await client.Read(), await client.Read());
        Assert.Equal((string?)one["d"]!["id"], (string?)two["d"]!["id"]);
        World.Trouble.Clear();
    }

    [Fact]
    public async Task While_Discord_is_away_nobody_gets_through()
    {
        World.Trouble.GoAway(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => GatewayClient.Connect(World.GatewayUrl));
        await Assert.ThrowsAsync<HttpRequestException>(() => Call("GET", "users/@me"));
        Assert.Equal(Answer.Away, Assert.Single((await World.Type(Olivia, Ops.Id, "/instance list", Cancel)).Details));
        Clock.Advance(TimeSpan.FromMinutes(1));
        using var back = await Resume(seq: 1);
        Assert.Equal("RESUMED", (string?)(await back.Read())["t"]);
    }

    async Task<GatewayClient> Resume(int seq)
    {
        var back = await GatewayClient.Connect(resumeUrl);
        Assert.Equal(10, (int)(await back.Read())["op"]!);
        await back.Send(6, new { token = World.App.Token, session_id = session, seq });
        return back;
    }
}
