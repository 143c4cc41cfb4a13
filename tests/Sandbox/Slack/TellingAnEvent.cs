using Microsoft.AspNetCore.Http;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class TellingAnEvent : SlackTest
{
    [Fact]
    public async Task Opening_the_home_tells_who_did()
    {
        await World.OpenHome(Adam, Cancel);
        var payload = App.Received.Last().Payload;
        Assert.Equal(("event_callback", "app_home_opened", Adam, "home"),
            ((string?)payload["type"], (string?)payload["event"]!["type"], (string?)payload["event"]!["user"],
                (string?)payload["event"]!["tab"]));
    }

    [Fact]
    public async Task A_failed_event_is_repeated_at_once_then_after_one_and_five_minutes_and_no_more()
    {
        App.Answer = _ => Task.FromResult(Results.StatusCode(500));
        await World.OpenHome(Adam, Cancel);
        await Eventually.True(() => World.Courier.Deliveries.Count == 2 && Clock.Waiting == 1);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.True(() => World.Courier.Deliveries.Count == 3 && Clock.Waiting == 1);
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Eventually.True(() => World.Courier.Deliveries.Count == 4 && Clock.Waiting == 0);

        Assert.Equal(["", "1", "2", "3"], App.Received.Select(got => got.Headers["x-slack-retry-num"].ToString()));
        Assert.Equal("http_error", App.Received.Last().Headers["x-slack-retry-reason"].ToString());
        Assert.Single(App.Received.Select(got => (string)got.Payload["event_id"]!).Distinct());
    }

    [Fact]
    public async Task An_app_that_wants_no_repetition_gets_none()
    {
        App.Answer = _ => Task.FromResult<IResult>(new NoRetry());
        await World.OpenHome(Adam, Cancel);
        Assert.Equal(0, Clock.Waiting);
        Assert.Single(App.Received);
    }
}

sealed class NoRetry : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = 503;
        httpContext.Response.Headers["x-slack-no-retry"] = "1";
        return Task.CompletedTask;
    }
}
