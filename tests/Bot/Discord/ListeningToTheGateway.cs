using Microsoft.Extensions.Logging;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.PretendGateway;

namespace OpsBot.Tests.Bot.Discord;

public sealed class ListeningToTheGateway(Postgres postgres) : IAsyncLifetime
{
    PretendGateway gateway = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => gateway = await Open(postgres);

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task It_says_who_it_is_asks_for_direct_messages_only_and_is_told_of_interactions()
    {
        var bot = await gateway.StartBot();
        var line = await gateway.Connected();
        Assert.Equal("/?v=10&encoding=json", line.Path);
        var identify = await line.Hear(2);
        Assert.Equal(PretendApi.Token, (string?)identify["d"]!["token"]);
        const int directMessages = 1 << 12;
        Assert.Equal(directMessages, (int)identify["d"]!["intents"]!);
        Assert.NotNull(identify["d"]!["properties"]!["os"]);
        Assert.False(DutyOf(bot).IsListening);

        await line.Say(gateway.ReadyMessage("s1"));
        await Eventually.True(() => DutyOf(bot).IsListening);
        foreach (var copy in new[] { 2, 3 }) await line.Say(Command(copy, "923456789012345671"));
        await line.Say(Command(4, "923456789012345672"));

        await Eventually.Equal(2L, () => gateway.Count("inbox"));
    }

    [Fact]
    public async Task Heartbeats_name_the_last_event()
    {
        gateway.HeartbeatMilliseconds = 1_500;
        await gateway.StartBot();
        var line = await gateway.Ready();
        await line.Say("""{"op":0,"t":"TYPING_START","s":7,"d":{}}""");
        await Eventually.True(async () => (int?)(await line.Hear(1))["d"] == 7);
    }

    [Fact]
    public async Task A_heartbeat_that_is_asked_for_comes_at_once()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        await line.Say("""{"op":1,"d":null}""");

        // The next one by itself would come in ten minutes.
        Assert.Equal(1, (int?)(await line.Hear(1))["d"]);
    }

    [Fact]
    public async Task However_often_discord_asks_for_heartbeats_it_never_sends_so_many_that_discord_hangs_up()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        for (var i = 0; i < 300; i++) await line.Say("""{"op":1,"d":null}""");
        await line.Say(Command(2, "923456789012345671"));
        await Eventually.Equal(1L, () => gateway.Count("inbox"));

        // All that it sent has come once it hangs up.
        await line.Say("""{"op":7,"d":null}""");
        await line.Closed;
        Assert.InRange(line.Heartbeats, 30, 60);
    }

    [Fact]
    public async Task Nonsense_is_passed_over_and_long_messages_are_read()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        foreach (var nonsense in new[]
                 {
                     "", "{", "[]", "7", "null", "\"op\"", """{"op":"0"}""", """{"op":0}""", """{"op":0,"t":7,"s":"x","d":[]}""",
                     """{"op":99,"d":{}}""", """{"op":0,"t":"READY","s":2,"d":{"session_id":5}}""",
                     """{"op":0,"t":"INTERACTION_CREATE","s":3,"d":null}""", """{"op":0,"t":"INTERACTION_CREATE","s":4,"d":{}}""",
                     """{"op":0,"t":"INTERACTION_CREATE","s":5,"d":{"id":"\ud83d","type":1e99}}""", """{"op":10,"d":{}}""", """{"op":11}""",
                 }) await line.Say(nonsense);
        await line.Say(Command(6, "923456789012345671", new string('x', 2 * 1024 * 1024)));

        await Eventually.Equal(1L, () => gateway.Count("inbox"));
        await line.Say("""{"op":7,"d":null}""");
        Assert.Equal(6, (int)(await (await gateway.Connected()).Hear(6))["d"]!["seq"]!);
    }

    [Fact]
    public async Task A_broken_line_is_gone_on_with_at_the_sessions_own_address()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        await line.Say(Command(2, "923456789012345671"));
        await Eventually.Equal(1L, () => gateway.Count("inbox"));
        line.Break();

        var next = await gateway.Connected();

        Assert.Equal("/resumed?v=10&encoding=json", next.Path);
        var resume = await next.Hear(6);
        Assert.Equal($$"""{"token":"{{PretendApi.Token}}","session_id":"s1","seq":2}""", resume["d"]!.ToJsonString());
        await next.Say(Command(2, "923456789012345671"));
        await next.Say(Command(3, "923456789012345673"));
        await next.Say("""{"op":0,"t":"RESUMED","s":4,"d":{}}""");
        await Eventually.Equal(2L, () => gateway.Count("inbox"));
    }

    [Fact]
    public async Task A_session_that_discord_never_lets_it_go_on_with_is_given_up_for_another()
    {
        await gateway.StartBot();
        var first = await gateway.Ready();
        await Eventually.True(async () => (await gateway.Memo())!.Contains("s1", StringComparison.Ordinal));
        first.Break();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            var line = await gateway.Connected();
            await line.Hear(6);
            await line.Close(4000);
        }

        await gateway.Ready("s2");
        await Eventually.True(async () => (await gateway.Memo())!.Contains("s2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4000)]
    [InlineData(4008)]
    public async Task Closed_for_most_reasons_it_goes_on(int code)
    {
        await gateway.StartBot();
        await (await gateway.Ready()).Close(code);

        Assert.Equal("s1", (string?)(await (await gateway.Connected()).Hear(6))["d"]!["session_id"]);
    }

    [Theory]
    [InlineData(4007)]
    [InlineData(4009)]
    public async Task Closed_because_the_session_is_over_it_begins_another(int code)
    {
        await gateway.StartBot();
        await (await gateway.Ready()).Close(code);

        var line = await gateway.Ready("s2");
        Assert.Equal("/?v=10&encoding=json", line.Path);
    }

    [Theory]
    [InlineData(4004)]
    [InlineData(4010)]
    [InlineData(4011)]
    [InlineData(4012)]
    [InlineData(4013)]
    [InlineData(4014)]
    public async Task Closed_because_no_connection_can_work_it_stops_for_good_and_leaves_the_turn_to_others(int code)
    {
        var bot = await gateway.StartBot();
        await (await gateway.Ready()).Close(code);

        await Eventually.True(() => DutyOf(bot).ExecuteTask is { IsCompletedSuccessfully: true });
        Assert.Equal("{}", await gateway.Memo());
        Assert.Equal(1, await gateway.Count("leases where held_until <= clock_timestamp()"));
    }

    [Fact]
    public async Task Asked_to_go_on_elsewhere_it_closes_so_that_the_session_stays()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        await line.Say("""{"op":7,"d":null}""");

        Assert.Equal(4000, await line.Closed);
        var next = await gateway.Connected();
        await next.Hear(6);
        await next.Say("""{"op":9,"d":true}""");
        Assert.Equal(4000, await next.Closed);
        Assert.Equal("s1", (string?)(await (await gateway.Connected()).Hear(6))["d"]!["session_id"]);
        Assert.Contains(gateway.Logged,
            line => line.Level is LogLevel.Information && line.Text.Contains("asks for a new connection", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Logged,
            line => line.Level is LogLevel.Warning && line.Text.Contains("asks for a new connection", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_that_breaks_is_reported_with_what_broke_it()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        await Eventually.True(async () => (await gateway.Memo())!.Contains("s1", StringComparison.Ordinal));
        line.Break();

        await (await gateway.Connected()).Hear(6);
        Assert.DoesNotContain("did not answer", Assert.Single(gateway.Logged,
            line => line.Text.StartsWith("No connection to Discord", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Told_that_the_session_is_forgotten_it_waits_and_begins_another()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        var asked = TimeProvider.System.GetTimestamp();
        await line.Say("""{"op":9,"d":false}""");

        await gateway.Ready("s2");
        Assert.True(TimeProvider.System.GetElapsedTime(asked) > TimeSpan.FromSeconds(1));
        await Eventually.True(async () => (await gateway.Memo())!.Contains("s2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_on_which_nobody_answers_is_left_for_another()
    {
        gateway.HeartbeatMilliseconds = 1_500;
        await gateway.StartBot();
        var line = await gateway.Ready();
        line.Acknowledges = false;

        Assert.Equal(4000, await line.Closed);
        Assert.Equal("s1", (string?)(await (await gateway.Connected()).Hear(6))["d"]!["session_id"]);
    }

    // While the inbox is away, the number that a successor would go on from stays where it was.
    [Fact]
    public async Task What_is_not_written_down_yet_is_asked_for_again()
    {
        await gateway.StartBot(("Inbox:Patience", "00:01:00"));
        var line = await gateway.Ready();
        await using var db = await gateway.Database.Source.OpenConnectionAsync(Cancel);
        await using var held = await db.BeginTransactionAsync(Cancel);
        await using var command = db.CreateCommand();
        command.CommandText = "lock table inbox in access exclusive mode";
        await command.ExecuteNonQueryAsync(Cancel);

        await line.Say(Command(2, "923456789012345671"));
        await line.Say("""{"op":0,"t":"TYPING_START","s":3,"d":{}}""");
        await line.Say("""{"op":1,"d":null}""");
        Assert.Equal(1, (int?)(await line.Hear(1))["d"]);
        line.Break();
        Assert.Equal(1, (int)(await (await gateway.Connected()).Hear(6))["d"]!["seq"]!);
    }

    [Fact]
    public async Task With_no_session_left_to_begin_it_waits_until_there_is_one()
    {
        gateway.SessionStarts = (0, 1_000);
        var bot = await gateway.StartBot();
        await Eventually.True(() => gateway.ToldOfNone > 0);
        gateway.SessionStarts = (5, 0);

        await gateway.Ready();

        Assert.True(TimeProvider.System.GetElapsedTime(gateway.ToldOfNone) > TimeSpan.FromSeconds(1.5));
        await Eventually.True(() => DutyOf(bot).IsListening);
    }
}
