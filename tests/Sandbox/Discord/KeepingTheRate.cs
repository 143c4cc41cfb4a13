using System.Globalization;
using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class KeepingTheRate : DiscordTest
{
    [Fact]
    public async Task Every_answer_says_how_its_bucket_stands()
    {
        using var response = await Send("POST", $"channels/{Ops.Id}/messages", JsonContent(new { content = "a" }));
        Assert.Equal(("5", "4", "5.000"), (Header(response, "X-RateLimit-Limit"), Header(response, "X-RateLimit-Remaining"), Header(response, "X-RateLimit-Reset-After")));
        Assert.Equal((Clock.GetUtcNow().ToUnixTimeSeconds() + 5).ToString(CultureInfo.InvariantCulture) + ".000", Header(response, "X-RateLimit-Reset"));
        Assert.Equal(32, Header(response, "X-RateLimit-Bucket").Length);
    }

    [Fact]
    public async Task A_channel_takes_five_messages_in_five_seconds()
    {
        for (var i = 0; i < 5; i++) await Post("a");
        Clock.Advance(TimeSpan.FromSeconds(1.5));
        using var refused = await Send("POST", $"channels/{Ops.Id}/messages", JsonContent(new { content = "a" }));
        var json = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((429, "4", "user", 3.5, false), ((int)refused.StatusCode, Header(refused, "Retry-After"), Header(refused, "X-RateLimit-Scope"), (double)json["retry_after"]!, (bool)json["global"]!));

        await Call("POST", $"channels/{World.Channels.FindByName("audit")!.Id}/messages", new { content = "another bucket" });
        Clock.Advance(TimeSpan.FromSeconds(3.5));
        await Post("a");
        Assert.Equal(6, World.Messages.All(Ops.Id).Count);
    }

    [Fact]
    public async Task A_bot_makes_fifty_calls_a_second_but_answers_interactions_as_it_likes()
    {
        foreach (var channel in World.Channels.All)
        {
            for (var i = 0; i < 5 && World.Journal.Calls.Count < 50; i++) await Call("GET", $"channels/{channel.Id}");
        }

        Assert.Equal(50, World.Journal.Calls.Count);
        using var refused = await Send("GET", "users/@me");
        Assert.Equal((429, "global", "true"), ((int)refused.StatusCode, Header(refused, "X-RateLimit-Scope"), Header(refused, "X-RateLimit-Global")));
        await Respond(await Run(), new { type = 5 });
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Call("GET", "users/@me");
    }

    [Fact]
    public async Task Ten_thousand_invalid_requests_in_ten_minutes_are_the_last()
    {
        for (var i = 0; i < RateLimits.Invalid.Calls - 1; i++) World.RateLimits.NoteInvalid();
        Assert.Equal(401, (int)(await Send("GET", "users/@me", authorization: "Bot x")).StatusCode);
        using var banned = await Send("GET", "users/@me");
        Assert.Equal((429, "600", "error code: 1015"), ((int)banned.StatusCode, Header(banned, "Retry-After"), await banned.Content.ReadAsStringAsync(Cancel)));
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Call("GET", "users/@me");
    }

    [Fact]
    public async Task Switched_off_nothing_is_counted()
    {
        World.RateLimits.Enabled = false;
        for (var i = 0; i < 60; i++) await Post("a");
        Assert.Equal(60, World.Messages.All(Ops.Id).Count);
    }

    [Fact]
    public async Task A_429_may_come_at_any_time_for_one_route_or_for_all()
    {
        World.Trouble.RateLimit(1, TimeSpan.FromSeconds(2.25), "GET /users/@me");
        await Call("GET", "gateway/bot");
        using var one = await Send("GET", "users/@me");
        Assert.Equal((429, "3", "user"), ((int)one.StatusCode, Header(one, "Retry-After"), Header(one, "X-RateLimit-Scope")));
        World.Trouble.RateLimit(1, TimeSpan.FromSeconds(1), isGlobal: true);
        Assert.True((bool)(await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a" }, 429))!["global"]!);
        await Call("GET", "users/@me");
    }

    [Fact]
    public async Task A_broken_call_does_nothing_and_a_lost_answer_did_all()
    {
        World.Trouble.Break(1);
        await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a" }, 500);
        Assert.Empty(World.Messages.All(Ops.Id));

        World.Trouble.FailMessageSend(1);
        await Call("GET", "users/@me");
        await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a", nonce = "n", enforce_nonce = true }, 502);
        var posted = Assert.Single(World.Messages.All(Ops.Id));
        Assert.Equal(posted.Id, (string?)(await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a", nonce = "n", enforce_nonce = true }))!["id"]);
    }

    [Fact]
    public async Task A_slow_call_waits_for_the_clock()
    {
        World.Trouble.SlowDown(1, TimeSpan.FromSeconds(10));
        var calling = Call("GET", "users/@me");
        await Eventually.Equal(1, () => Clock.Waiting);
        Assert.False(calling.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(await InTime(calling));
    }

    [Fact]
    public async Task Away_can_also_be_a_503()
    {
        World.Trouble.AwayBreaksConnections = false;
        World.Trouble.GoAway(TimeSpan.FromMinutes(1));
        Assert.Equal(503, (int)(await Send("GET", "users/@me")).StatusCode);
        World.Trouble.ComeBack();
        await Call("GET", "users/@me");
    }

    static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
