using System.Diagnostics;
using System.Text.Json.Nodes;
using OpsBot.Bot.Discord;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.PretendApi;

namespace OpsBot.Tests.Bot.Discord;

public sealed class KeepingTheLimits : IAsyncLifetime
{
    static readonly Rendered hello = new(new JsonArray(new JsonObject { ["type"] = 10, ["content"] = "hello" }));

    readonly Clock clock = new();
    PretendApi discord = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => discord = await Start(clock);

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task An_empty_bucket_is_not_called_until_it_fills_again_and_other_channels_are()
    {
        Says(remaining: 0, resetAfter: "1.5");
        Assert.Null((await Post("1")).Fault);

        var held = (await Post("1")).Fault!;
        Assert.True(held.IsRateLimited && held.IsPassing);
        Assert.Equal(TimeSpan.FromSeconds(1.5), held.RetryAfter);
        Assert.Null((await Post("2")).Fault);
        Assert.Equal(2, discord.Calls.Count);

        clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Null((await Post("1")).Fault);
    }

    [Fact]
    public async Task Routes_that_share_a_bucket_share_what_is_left_of_it()
    {
        Says(remaining: 5, resetAfter: "10");
        await discord.Api.Edit("1", "9", hello, Cancel);
        await Post("1");

        Says(remaining: 0, resetAfter: "10");
        await Post("1");

        Assert.True((await discord.Api.Edit("1", "9", hello, Cancel))!.IsRateLimited);
        Assert.Equal(3, discord.Calls.Count);
    }

    [Fact]
    public async Task Calls_under_way_count_before_discord_has_counted_them()
    {
        Says(remaining: 3, resetAfter: "10");
        await Post("1");
        var arrived = new SemaphoreSlim(0);
        var open = new TaskCompletionSource();
        discord.Answers = async context =>
        {
            arrived.Release();
            await open.Task;
            await Json(context, """{"id":"1"}""", 200, Headers(0, "10"));
        };

        var under = Enumerable.Range(0, 3).Select(_ => Post("1")).ToList();
        for (var i = 0; i < 3; i++) await arrived.WaitAsync(Cancel);
        Assert.True((await Post("1")).Fault!.IsRateLimited);

        open.SetResult();
        Assert.All(await Task.WhenAll(under), result => Assert.Null(result.Fault));
        Assert.Equal(4, discord.Calls.Count);
    }

    [Fact]
    public async Task A_refusal_closes_its_bucket_for_as_long_as_it_says()
    {
        Refuses("0.65", "user");
        Assert.Equal(TimeSpan.FromSeconds(0.65), (await Post("1")).Fault!.RetryAfter);
        Says(remaining: 5, resetAfter: "1");

        Assert.True((await Post("1")).Fault!.IsRateLimited);
        Assert.Null((await Post("2")).Fault);
        clock.Advance(TimeSpan.FromSeconds(0.65));
        Assert.Null((await Post("1")).Fault);
    }

    [Fact]
    public async Task What_others_used_up_waits_as_well_and_closes_nothing_else()
    {
        Refuses("20", "shared");
        await Post("1");
        Says(remaining: 5, resetAfter: "1");

        Assert.Equal(TimeSpan.FromSeconds(20), (await Post("1")).Fault!.RetryAfter);
        Assert.Null((await Post("2")).Fault);
    }

    [Fact]
    public async Task A_global_refusal_closes_everything_but_answers_to_people()
    {
        Refuses("3.5", "global");
        await Post("1");
        Says(remaining: 5, resetAfter: "1");

        Assert.Equal(TimeSpan.FromSeconds(3.5), (await Post("2")).Fault!.RetryAfter);
        Assert.Null((await discord.Api.Respond("1", "token", new JsonObject { ["type"] = 6 }, [], Cancel)).Fault);
        Assert.Null(await discord.Api.EditOriginal("token", hello, Cancel));
        clock.Advance(TimeSpan.FromSeconds(3.5));
        Assert.Null((await Post("2")).Fault);
    }

    [Fact]
    public async Task Shut_out_before_discord_even_answers_nothing_is_called()
    {
        discord.Answers = context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (429, "text/html");
            context.Response.Headers.RetryAfter = "600";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "<html>Access denied</html>");
        };
        await Post("1");

        Assert.Equal(TimeSpan.FromMinutes(10),
            (await discord.Api.Respond("1", "token", new JsonObject { ["type"] = 6 }, [], Cancel)).Fault!.RetryAfter);
        Assert.Single(discord.Calls);
    }

    [Fact]
    public async Task No_more_than_fifty_calls_are_made_in_any_second()
    {
        await using var real = await Start();
        real.Json("""{"id":"1"}""");
        var watch = Stopwatch.StartNew();
        var at = new System.Collections.Concurrent.ConcurrentQueue<TimeSpan>();
        real.Answers = context =>
        {
            at.Enqueue(watch.Elapsed);
            return Json(context, """{"id":"1"}""");
        };

        var results = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => real.Api.Post($"{i}", hello, $"{i}", Cancel)));

        var times = at.Order().ToList();
        Assert.InRange(times.Count, 46, 299);
        // From before the first, since a busy machine counts several as one when they come.
        Assert.All(times.Skip(50), time => Assert.True(time > TimeSpan.FromSeconds(0.8), $"{time}"));
        Assert.All(results.Where(result => result.Fault is not null),
            result => Assert.Equal(TimeSpan.FromSeconds(1), result.Fault!.RetryAfter));
        Assert.Null((await real.Api.Respond("1", "token", new JsonObject { ["type"] = 6 }, [], Cancel)).Fault);
    }

    [Fact]
    public async Task Webhooks_that_are_over_are_forgotten()
    {
        var buckets = new RateBuckets(clock);
        for (var i = 0; i < 5_000; i++)
        {
            var call = new DiscordCall(HttpMethod.Post, "webhooks/{application}/{token}", $"token{i}", new("http://127.0.0.1/"));
            Assert.Null(buckets.Enter(call, out var window));
            buckets.Leave(call, window, new("hash", 5, 4, TimeSpan.FromSeconds(1)));
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        Assert.InRange(buckets.Count, 1, 2_000);
        await Task.CompletedTask;
    }

    Task<Result<string, DiscordFailure>> Post(string channel) => discord.Api.Post(channel, hello, "n", Cancel);

    static (string, string)[] Headers(int remaining, string resetAfter) =>
        [("X-RateLimit-Bucket", "abcd1234"), ("X-RateLimit-Limit", "5"), ("X-RateLimit-Remaining", $"{remaining}"),
            ("X-RateLimit-Reset", "1700000000.123"), ("X-RateLimit-Reset-After", resetAfter)];

    void Says(int remaining, string resetAfter) => discord.Json("""{"id":"1"}""", 200, Headers(remaining, resetAfter));

    void Refuses(string retryAfter, string scope) => discord.Json(
        $$"""{"message":"You are being rate limited.","retry_after":{{retryAfter}},"global":{{(scope == "global" ? "true" : "false")}}}""", 429,
        [("X-RateLimit-Scope", scope), ("Retry-After", "60"),
            .. scope == "global" ? [("X-RateLimit-Global", "true")] : Headers(0, retryAfter)]);
}
