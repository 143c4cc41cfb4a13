using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Discord;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.PretendGateway;

namespace OpsBot.Tests.Bot.Discord;

public sealed class TakingTurns(Postgres postgres) : IAsyncLifetime
{
    PretendGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await Open(postgres);

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task A_bot_that_stops_says_goodbye_keeps_the_session_and_the_next_goes_on_with_it()
    {
        var first = await gateway.StartBot();
        var line = await gateway.Ready();
        var second = await gateway.StartBot();
        await line.Say(Command(2, "923456789012345671"));
        await Eventually.Equal(1L, () => gateway.Count("inbox"));

        await gateway.StopBot(first);

        Assert.Equal(4000, await line.Closed);
        var next = await gateway.Connected();
        var resume = await next.Hear(6);
        Assert.Equal(("s1", 2), ((string?)resume["d"]!["session_id"], (int)resume["d"]!["seq"]!));
        await next.Say("""{"op":0,"t":"RESUMED","s":3,"d":{}}""");
        await Eventually.True(() => DutyOf(second).IsListening);
    }

    [Fact]
    public async Task A_bot_that_lost_its_turn_hangs_up_at_once_and_waits_for_the_next()
    {
        var bot = await gateway.StartBot();
        var line = await gateway.Ready();
        await Eventually.True(() => DutyOf(bot).IsListening);
        await gateway.Execute("update leases set holder = '00000000-0000-0000-0000-000000000001'");

        await line.Closed;
        await Eventually.True(() => !DutyOf(bot).IsListening);
        await gateway.Execute("update leases set held_until = held_until - interval '1 hour'");
        Assert.Equal("s1", (string?)(await (await gateway.Connected()).Hear(6))["d"]!["session_id"]);
    }

    [Fact]
    public async Task Without_the_database_it_hangs_up_before_another_could_listen_and_comes_back_by_itself()
    {
        var bot = await gateway.StartBot(("Discord:Lease:Length", "00:00:05"));
        var line = await gateway.Ready();
        await Eventually.True(() => DutyOf(bot).IsListening);
        var away = TimeProvider.System.GetTimestamp();
        await gateway.Execute("alter table leases rename to leases_away");

        await line.Closed;
        Assert.True(TimeProvider.System.GetElapsedTime(away) > TimeSpan.FromSeconds(1));

        await gateway.Execute("alter table leases_away rename to leases");
        Assert.Equal("s1", (string?)(await (await gateway.Connected()).Hear(6))["d"]!["session_id"]);
    }

    [Fact]
    public async Task What_was_written_down_after_the_last_memo_is_not_asked_for_again()
    {
        var bot = await gateway.StartBot(("Discord:Lease:Length", "00:00:10"));
        var line = await gateway.Ready();
        await Eventually.True(async () => (await gateway.Memo())!.Contains("s1", StringComparison.Ordinal));
        await gateway.Execute("alter table leases rename to leases_away");
        await line.Say(Command(2, "923456789012345671"));
        await Eventually.Equal(1L, () => gateway.Count("inbox"));
        await line.Closed;
        await Eventually.True(() => !DutyOf(bot).IsListening);

        await gateway.Execute("alter table leases_away rename to leases");

        Assert.Equal(2, (int)(await (await gateway.Connected()).Hear(6))["d"]!["seq"]!);
    }

    [Fact]
    public async Task A_bot_that_does_not_get_through_leaves_the_turn_to_one_that_does()
    {
        var cutOff = await gateway.StartBot(("Discord:GatewayUrl", "ws://127.0.0.1:1/"));
        await Eventually.Equal(1L, () => gateway.Count("leases"));
        var other = await gateway.StartBot();

        await gateway.Ready();

        await Eventually.True(() => DutyOf(other).IsListening);
        Assert.False(DutyOf(cutOff).IsListening);
        Assert.Equal((0, 1), (Gauge(cutOff), Gauge(other)));
    }

    [Fact]
    public async Task With_another_token_the_session_of_before_is_left_alone()
    {
        await gateway.StopBot(await StartReady());

        await gateway.StartBot(("Discord:Token", PretendApi.Token + "x"));

        await gateway.Ready("s2");
    }

    [Fact]
    public async Task Where_discord_delivers_by_http_no_connection_is_made()
    {
        var bot = await gateway.StartBot(("Discord:UseGateway", "false"), ("Discord:PublicKey", new string('a', 64)));

        await Eventually.True(() => DutyOf(bot).ExecuteTask is { IsCompletedSuccessfully: true });
        Assert.Equal(0, await gateway.Count("leases"));
        Assert.False(DutyOf(bot).IsListening);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[7]")]
    [InlineData("""{"session":"s","resume_url":"::","safe":"x"}""")]
    [InlineData("""{"session":"s","resumeUrl":"wss://x","safe":1,"token":"another"}""")]
    public void A_memo_that_makes_no_sense_is_none(string memo) => Assert.Null(GatewaySession.Read(memo, PretendApi.Token));

    [Fact]
    public void A_memo_names_the_number_before_the_first_that_is_open()
    {
        var session = new GatewaySession("s", new("wss://gateway.discord.gg"), 10);
        foreach (var number in new[] { 11, 12, 13 }) session.Open(number);
        session.Done(12);
        Assert.Equal(10, GatewaySession.Read(session.Write("t"), "t")!.Safe);
        session.Done(11);
        Assert.Equal(12, GatewaySession.Read(session.Write("t"), "t")!.Safe);
        // Told again after a resumption, and done with before the first telling is.
        session.Open(13);
        session.Done(13);
        Assert.Equal(13, session.Safe);
        Assert.DoesNotContain("secret", session.Write("secret"), StringComparison.Ordinal);
        Assert.Null(GatewaySession.Read(session.Write("t"), "other"));
    }

    static int Gauge(Microsoft.AspNetCore.Builder.WebApplication bot)
    {
        var factory = bot.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
            { if (instrument.Name == "opsbot_discord_listening"
            && instrument.Meter.Scope == factory) all.EnableMeasurementEvents(instrument); };
        var value = -1;
        listener.SetMeasurementEventCallback<int>((_, measured, _, _) => value = measured);
        listener.Start();
        listener.RecordObservableInstruments();
        return value;
    }

    async Task<Microsoft.AspNetCore.Builder.WebApplication> StartReady()
    {
        var bot = await gateway.StartBot();
        await gateway.Ready();
        await Eventually.True(() => DutyOf(bot).IsListening);
        return bot;
    }
}
