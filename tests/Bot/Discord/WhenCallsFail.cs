using System.Text.Json.Nodes;
using OpsBot.Bot.Discord;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.PretendApi;

namespace OpsBot.Tests.Bot.Discord;

public sealed class WhenCallsFail : IAsyncLifetime
{
    static readonly Rendered hello = new(new JsonArray(new JsonObject { ["type"] = 10, ["content"] = "hello" }));

    readonly Clock clock = new();
    PretendApi discord = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => discord = await Start();

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task What_discord_dislikes_is_said_with_the_place_where()
    {
        discord.Json("""
            {"code":50035,"message":"Invalid Form Body","errors":{"components":{"0":{"components":{"1":{"label":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 80 or fewer in length."}]}}}}},"flags":{"_errors":[{"code":"X"}]}}}
            """, 400);

        var failure = (await Post()).Fault!;

        Assert.Equal("Invalid Form Body: components.0.components.1.label Must be 80 or fewer in length.; flags X (50035)",
            failure.ToString());
        Assert.True(failure is { IsAboutTheBody: true, IsPassing: false, IsTokenDead: false, Status: 400 });
        Assert.Single(discord.Calls);
    }

    [Theory]
    [InlineData(404, 10062, nameof(DiscordFailure.IsUnknownInteraction))]
    [InlineData(400, 40060, nameof(DiscordFailure.IsAlreadyAcknowledged))]
    [InlineData(404, 10008, nameof(DiscordFailure.IsUnknownMessage))]
    [InlineData(404, 10015, nameof(DiscordFailure.IsUnknownWebhook))]
    [InlineData(401, 50027, nameof(DiscordFailure.IsUnknownWebhook))]
    [InlineData(404, 0, nameof(DiscordFailure.IsUnknownWebhook))]
    [InlineData(403, 50001, nameof(DiscordFailure.IsForbidden))]
    [InlineData(403, 50013, nameof(DiscordFailure.IsForbidden))]
    [InlineData(400, 50007, nameof(DiscordFailure.IsForbidden))]
    [InlineData(403, 0, nameof(DiscordFailure.IsForbidden))]
    [InlineData(404, 10003, nameof(DiscordFailure.IsUnknownChannel), nameof(DiscordFailure.IsUnknownWebhook))]
    [InlineData(400, 50035, nameof(DiscordFailure.IsAboutTheBody))]
    [InlineData(429, 0, nameof(DiscordFailure.IsPassing), nameof(DiscordFailure.IsRateLimited))]
    public async Task Each_refusal_is_known_for_what_it_is(int status, int code, params string[] known)
    {
        discord.Json($$"""{"code":{{code}},"message":"no"}""", status);

        var failure = await discord.Api.EditOriginal("token", hello, Cancel);

        var checks = typeof(DiscordFailure).GetProperties()
            .Where(property => property.Name.StartsWith("Is", StringComparison.Ordinal) && (bool)property.GetValue(failure)!);
        Assert.Equal(known.Order(), checks.Select(property => property.Name).Order());
        Assert.Single(discord.Calls);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    public async Task A_page_from_something_in_between_is_no_word_of_discord(int status)
    {
        discord.Json("<html><title>Access denied</title></html>", status);

        var failure = (await Post()).Fault!;

        Assert.True(failure is { IsPassing: true, IsForbidden: false, IsTokenDead: false, RetryAfter: not null });
        Assert.Equal($"HTTP {status}, and not from Discord", failure.ToString());
        Assert.True((await discord.Api.EditOriginal("token", hello, Cancel)) is { IsPassing: true, IsUnknownWebhook: false });
    }

    [Fact]
    public async Task A_dead_token_is_left_alone_for_a_minute_and_answers_to_people_go_on()
    {
        await using var still = await Start(clock);
        still.Json("""{"message":"401: Unauthorized","code":0}""", 401);

        Assert.True((await still.Api.Me(Cancel)).Fault!.IsTokenDead);
        var second = (await still.Api.Channel("1", Cancel)).Fault!;
        Assert.True(second.IsTokenDead);
        Assert.Equal(TimeSpan.FromMinutes(1), second.RetryAfter);
        Assert.Single(still.Calls);

        var webhook = await still.Api.EditOriginal("token", hello, Cancel);
        Assert.True(webhook is { IsTokenDead: false, IsUnknownWebhook: true });
        clock.Advance(TimeSpan.FromMinutes(1));
        await still.Api.Me(Cancel);
        Assert.Equal(3, still.Calls.Count);
    }

    [Fact]
    public async Task What_is_harmless_twice_is_tried_again_and_nothing_else_is()
    {
        var failing = 2;
        discord.Answers = context => failing-- > 0 ? Json(context, "", 502) : Json(context, """{"id":"1"}""");
        Assert.Null((await Post()).Fault);
        Assert.Equal(3, discord.Calls.Count);

        discord.Json("", 502);
        var failure = (await discord.Api.FollowUp("token", hello, ephemeral: true, Cancel)).Fault!;
        Assert.True(failure is { IsPassing: true, Status: 502, Detail: "HTTP 502" });
        Assert.Equal(4, discord.Calls.Count);
    }

    [Fact]
    public async Task A_line_that_breaks_is_passing_and_has_no_status()
    {
        discord.Answers = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var failure = (await discord.Api.FollowUp("token", hello, ephemeral: true, Cancel)).Fault!;
        Assert.True(failure is { IsPassing: true, Status: null });
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"id\":7}")]
    [InlineData("{\"id\":\"\\ud83d\"}")]
    [InlineData("not json")]
    [InlineData("{\"session_start_limit\":{\"reset_after\":1e999,\"remaining\":1e9},\"url\":\"::\"}")]
    public async Task Answers_that_make_no_sense_are_failures_and_break_nothing(string body)
    {
        discord.Json(body);

        Assert.Equal(200, (await Post()).Fault!.Status);
        Assert.NotNull((await discord.Api.Gateway(Cancel)).Fault);
        Assert.NotNull((await discord.Api.Me(Cancel)).Fault);
        Assert.Equal(body == "[]", (await discord.Api.Commands(Cancel)).Fault is null);
        Assert.Null((await discord.Api.Channel("1", Cancel)).Fault);
        Assert.Null((await discord.Api.Respond("1", "t", [], [], Cancel)).Fault);
    }

    [Theory]
    [InlineData("{\"retry_after\":1e999}")]
    [InlineData("{\"retry_after\":-5}")]
    [InlineData("{\"retry_after\":\"soon\",\"code\":99999999999,\"message\":5}")]
    [InlineData("{\"errors\":{\"_errors\":7,\"a\":[1]},\"message\":\"m\"}")]
    public async Task Refusals_that_make_no_sense_are_refusals_all_the_same(string body)
    {
        discord.Json(body, 429, ("Retry-After", "soon"), ("X-RateLimit-Remaining", "-1"), ("X-RateLimit-Reset-After", "NaN"));

        Assert.True((await Post()).Fault!.IsRateLimited);
    }

    Task<Result<string, DiscordFailure>> Post() => discord.Api.Post("1", hello, "n", Cancel);
}
