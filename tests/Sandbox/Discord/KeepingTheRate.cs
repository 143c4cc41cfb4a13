using System.Globalization;
using System.Text.Json.Nodes;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class KeepingTheRate : DiscordTest
{
    [Fact]
    public async Task Every_answer_says_how_its_bucket_stands()
    {
        using var response = await Send("POST", $"channels/{Ops.Id}/messages", JsonContent(new { content = "a" }));
        Assert.Equal(("5", "4", "5.000"), (Header(response, "X-RateLimit-Limit"), Header(response, "X-RateLimit-Remaining"),
            Header(response, "X-RateLimit-Reset-After")));
        Assert.Equal((Clock.GetUtcNow().ToUnixTimeSeconds() + 5).ToString(CultureInfo.InvariantCulture) + ".000",
            Header(response, "X-RateLimit-Reset"));
        Assert.Equal(32, Header(response, "X-RateLimit-Bucket").Length);
    }

    [Fact]
    public async Task A_channel_takes_five_messages_in_five_seconds()
    {
        for (var i = 0; i < 5; i++) await Post("a");
        Clock.Advance(TimeSpan.FromSeconds(1.5));
        using var refused = await Send("POST", $"channels/{Ops.Id}/messages", JsonContent(new { content = "a" }));
        var json = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((429, "4", "user", 3.5, false), ((int)refused.StatusCode, Header(refused, "Retry-After"),
            Header(refused, "X-RateLimit-Scope"), (double)json["retry_after"]!, (bool)json["global"]!));

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
        Assert.Equal((429, "global", "true"),
            ((int)refused.StatusCode, Header(refused, "X-RateLimit-Scope"), Header(refused, "X-RateLimit-Global")));
        await Respond(await Run(), new { type = 5 });
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Call("GET", "users/@me");
    }

    [Fact]
    public async Task Ten_thousand_invalid_requests_in_ten_minutes_are_the_last()
    {
        for (var i = 0; i < Throttle.Invalid.Calls - 1; i++) Throttle.NoteInvalid(World);
        Assert.Equal(401, (int)(await Send("GET", "users/@me", authorization: "Bot x")).StatusCode);
        using var banned = await Send("GET", "users/@me");
        Assert.Equal((429, "600", "error code: 1015"),
            ((int)banned.StatusCode, Header(banned, "Retry-After"), await banned.Content.ReadAsStringAsync(Cancel)));
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
    public async Task A_429_may_come_at_any_time_and_closes_its_route_for_as_long_as_it_says()
    {
        World.Trouble.RateLimit(1, TimeSpan.FromSeconds(2.25), "GET /users/@me");
        await Call("GET", "gateway/bot");
        using var refused = await Send("GET", "users/@me");
        Assert.Equal((429, "3", "user"), ((int)refused.StatusCode, Header(refused, "Retry-After"), Header(refused, "X-RateLimit-Scope")));
        Assert.Empty(World.Journal.Early);

        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0.25, (double)(await Call("GET", "users/@me", status: 429))!["retry_after"]!);
        Assert.Equal("GET /users/@me", Assert.Single(World.Journal.Early).Route);
        await Call("GET", "gateway/bot");

        Clock.Advance(TimeSpan.FromSeconds(0.25));
        await Call("GET", "users/@me");
        Assert.Single(World.Journal.Early);
    }

    [Fact]
    public async Task A_429_in_one_channel_leaves_the_others_open()
    {
        World.Trouble.RateLimit(1, TimeSpan.FromSeconds(5));
        await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a" }, 429);
        await Call("POST", $"channels/{World.Channels.FindByName("audit")!.Id}/messages", new { content = "a" });
        await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a" }, 429);
    }

    [Fact]
    public async Task A_429_that_is_to_come_twice_comes_again_when_its_time_is_over()
    {
        World.Trouble.RateLimit(2, TimeSpan.FromSeconds(1), "GET /users/@me");
        await Call("GET", "users/@me", status: 429);
        await Call("GET", "users/@me", status: 429);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Call("GET", "users/@me", status: 429);
        // Neither of the two at once could know of the other's 429.
        Assert.Empty(World.Journal.Early);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Call("GET", "users/@me");
    }

    [Fact]
    public async Task A_global_429_closes_all_that_the_bot_does_and_not_its_answers()
    {
        var payload = await Run();
        World.Trouble.RateLimit(1, TimeSpan.FromSeconds(1), scope: LimitScope.Global);
        await Respond(payload, new { type = 5 });
        Assert.True((bool)(await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a" }, 429))!["global"]!);
        using var early = await Send("GET", "users/@me");
        Assert.Equal((429, "global", "true"),
            ((int)early.StatusCode, Header(early, "X-RateLimit-Scope"), Header(early, "X-RateLimit-Global")));
        await Call("PATCH", Webhook(payload, "@original"), Text("done"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Call("GET", "users/@me");
    }

    [Fact]
    public async Task A_shared_429_is_nobodys_fault_and_does_not_lead_to_the_ban()
    {
        for (var i = 0; i < Throttle.Invalid.Calls - 1; i++) Throttle.NoteInvalid(World);
        World.Trouble.RateLimit(1, TimeSpan.FromSeconds(1), scope: LimitScope.Shared);
        for (var i = 0; i < 2; i++)
        {
            using var refused = await Send("GET", "users/@me");
            Assert.Equal((429, "shared"), ((int)refused.StatusCode, Header(refused, "X-RateLimit-Scope")));
        }

        Clock.Advance(TimeSpan.FromSeconds(1));
        await Call("GET", "users/@me");
    }

    [Fact]
    public async Task When_all_is_well_again_nothing_stays_closed()
    {
        World.Trouble.RateLimit(5, TimeSpan.FromHours(1));
        await Call("GET", "users/@me", status: 429);
        Assert.Equal(Clock.GetUtcNow().AddHours(1), World.Trouble.Spells.ClosedUntil);
        World.Trouble.Clear();
        await Call("GET", "users/@me");
    }

    [Fact]
    public async Task A_broken_call_does_nothing_and_a_lost_answer_did_all()
    {
        World.Trouble.Break(1);
        await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a" }, 500);
        Assert.Empty(World.Messages.All(Ops.Id));

        World.Trouble.LoseAnswer(1, "POST /channels/{channel}/messages");
        await Call("GET", "users/@me");
        await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a", nonce = "n", enforce_nonce = true }, 502);
        var posted = Assert.Single(World.Messages.All(Ops.Id));
        Assert.Equal(posted.Id,
            (string?)(await Call("POST", $"channels/{Ops.Id}/messages", new { content = "a", nonce = "n", enforce_nonce = true }))!["id"]);
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
        World.Trouble.Absence.BreaksConnections = false;
        World.Trouble.GoAway(TimeSpan.FromMinutes(1));
        Assert.Equal(503, (int)(await Send("GET", "users/@me")).StatusCode);
        World.Trouble.Absence.ComeBack();
        await Call("GET", "users/@me");
    }

    static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
