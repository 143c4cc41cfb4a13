using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpsBot.Sandbox;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Frame;

/// <summary>A stand-in made up here: a world and one endpoint. All else it has from the frame.</summary>
public sealed class MakingAStandIn : IAsyncLifetime
{
    readonly Clock clock = new();
    readonly HttpClient http = ToTheApp.NewClient();
    StandIn<Oven> oven = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var world = new Oven(clock);
        oven = await StandIn<Oven>.Start(world, "http://127.0.0.1:0", host =>
        {
            host.MapPost("/loaves", context => world.Api.Handle(new Bake(world, context), context));
            host.OnceListening(address => world.Address = address);
        }, Cancel);
    }

    [Fact]
    public async Task Its_calls_are_in_the_journal_with_what_was_sent_and_answered()
    {
        Assert.Equal(HttpStatusCode.Created, await Ask("""{"flour":"rye"}"""));
        var call = Assert.Single(oven.World.Api.Journal.CallsOf("POST /loaves"));
        Assert.Equal(("/loaves", 201, null, "rye"), (call.Path, call.Status, call.Error, (string?)call.Body!["flour"]));
    }

    [Fact]
    public async Task It_has_a_limit_and_says_so_in_its_own_words()
    {
        for (var loaf = 0; loaf < 3; loaf++) Assert.Equal(HttpStatusCode.Created, await Ask());
        Assert.Equal(HttpStatusCode.TooManyRequests, await Ask());
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.Created, await Ask());
        Assert.Equal(HttpStatusCode.TooManyRequests, await Ask());
    }

    [Fact]
    public async Task It_can_be_taken_away_for_a_while_or_until_it_comes_back()
    {
        oven.World.Api.Trouble.GoAway(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => Ask());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Created, await Ask());
        oven.World.Api.Trouble.GoAway();
        clock.Advance(TimeSpan.FromDays(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => Ask());
        oven.World.Api.Trouble.Absence.ComeBack();
        Assert.Equal(HttpStatusCode.Created, await Ask());
    }

    [Fact]
    public async Task Trouble_strikes_before_the_call_took_effect_or_after_it()
    {
        oven.World.Api.Trouble.BreakConnections(1);
        await Assert.ThrowsAsync<HttpRequestException>(() => Ask());
        oven.World.Api.Trouble.Break(1);
        Assert.Equal(HttpStatusCode.InternalServerError, await Ask());
        Assert.Equal(0, oven.World.Baked);
        oven.World.Api.Trouble.LoseAnswer(1);
        Assert.Equal(HttpStatusCode.InternalServerError, await Ask());
        Assert.Equal(1, oven.World.Baked);
    }

    [Fact]
    public async Task Who_comes_before_the_time_that_a_refusal_named_is_refused_again_and_noted()
    {
        oven.World.Api.Trouble.RateLimit(1, TimeSpan.FromSeconds(10), "POST /loaves");
        Assert.Equal(HttpStatusCode.TooManyRequests, await Ask());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Ask());
        Assert.Single(oven.World.Api.Journal.Early);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Created, await Ask());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await oven.DisposeAsync();
    }

    async Task<HttpStatusCode> Ask(string body = "{}")
    {
        using var content = new StringContent(body);
        using var answer = await http.PostAsync(new Uri(oven.World.Address, "/loaves"), content, Cancel);
        return answer.StatusCode;
    }

    sealed class Oven(TimeProvider time) : IAsyncDisposable
    {
        public ApiFrame Api { get; } = new(time, left: () => { }, troubled: () => { }, noted: () => { });
        public Uri Address { get; set; } = null!;
        public int Baked { get; set; }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    sealed class Bake(Oven oven, HttpContext context) : ICall
    {
        static readonly RateLimit limit = RateLimit.Evenly(3, 60);

        public string Route => "POST /loaves";

        public ApiReply Broken => ApiReply.Of(500, "text/plain", "The oven is cold.", "cold");

        public async Task<JsonNode?> Read() => await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);

        public Task<ApiReply> Answer()
        {
            if (oven.Api.RateLimits.Take(Route, limit).Wait is { } wait) return Task.FromResult(TooMany(wait, LimitScope.User));
            oven.Baked++;
            return Task.FromResult(ApiReply.Of(201, "text/plain", "A loaf."));
        }

        public ApiReply TooMany(TimeSpan wait, LimitScope scope) => ApiReply.Of(429, "text/plain", "One after the other.", "too_many");
    }
}
