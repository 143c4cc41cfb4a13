using System.Net;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class MakingTrouble : SlackTest
{
    [Fact]
    public async Task While_Slack_is_away_calls_break_and_nothing_is_delivered()
    {
        World.Trouble.GoAway(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => Call("auth.test", new { }));
        Assert.Equal(Answer.Away, (await World.Type(Olivia, Ops.Id, "/instance list", Cancel)).Error);
        Assert.Empty(App.Received);

        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("none", ErrorOf(await Call("auth.test", new { })));
    }

    [Fact]
    public async Task A_method_that_refused_a_call_stays_closed_for_as_long_as_it_said()
    {
        World.Trouble.RateLimit(1, TimeSpan.FromSeconds(30), "auth.test");
        using var refused = await Send("auth.test", new StringContent(""));
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(30)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("none", ErrorOf(await Call("users.list", new { })));
        Assert.Empty(World.Journal.Early);
        Assert.Equal("ratelimited", ErrorOf(await Call("auth.test", new { })));
        Assert.Equal("auth.test", Assert.Single(World.Journal.Early).Route);

        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("none", ErrorOf(await Call("auth.test", new { })));
    }

    [Fact]
    public async Task A_broken_call_is_a_500_and_a_fatal_one_may_have_taken_effect()
    {
        World.Trouble.Break(1);
        using var broken = await Send("auth.test", new StringContent(""));
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);

        World.Trouble.LoseAnswer(1);
        Assert.Equal("fatal_error", ErrorOf(await Call("chat.postMessage", new { channel = Ops.Id, text = "a" })));
        Assert.Single(World.Messages.In(Ops.Id, Olivia));
    }

    [Fact]
    public async Task A_slow_call_waits_for_the_clock()
    {
        World.Trouble.SlowDown(1, TimeSpan.FromSeconds(10));
        var calling = Call("auth.test", new { });
        await Eventually.True(() => Clock.Waiting == 1);
        Assert.False(calling.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("none", ErrorOf(await InTime(calling)));
    }
}
