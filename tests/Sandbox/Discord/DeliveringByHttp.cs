using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Sandbox.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class DeliveringByHttp : DiscordTest
{
    // RFC 8032, test 1.
    static readonly byte[] Seed8032 = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    PretendApp endpoint = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        endpoint = await PretendApp.Start();
        endpoint.Answer = got => Task.FromResult(IsGood(got) ? Results.Json(new { type = 1 }) : Results.StatusCode(401));
        Assert.True((await World.SetInteractionsUrl(endpoint.Url, Cancel)).Ok);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await endpoint.DisposeAsync();
    }

    [Fact]
    public void A_known_key_signs_as_OpenSSL_says()
    {
        Assert.Equal("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            Convert.ToHexStringLower(Ed25519.PublicKeyOf(Seed8032)));
        Assert.Equal(
            "1695961a47c91a1ec033b819b7e87e3dbc583dd0cee6d1fd0216f58ac87b6228ae531ddbf91fb7bc28d7edf7f08604da16f54624f38a6bc0614e4dc13cd47f0f",
            SignedRequest.Signature(Seed8032, "1700000000", """{"type":1}"""u8));
    }

    [Fact]
    public void An_address_is_tried_with_a_ping_and_with_a_bad_signature()
    {
        Assert.Equal([true, false], endpoint.Received.Select(IsGood));
        Assert.Equal("1", endpoint.Received.First().Payload["type"]!.ToJsonString());
        Assert.Equal(endpoint.Url, World.App.InteractionsUrl);
    }

    [Theory]
    [InlineData(200, """{"type":1}""", "application/json")]
    [InlineData(401, "", "text/plain")]
    [InlineData(200, "pong", "text/plain")]
    public async Task An_address_that_takes_anything_or_nothing_is_not_accepted(int status, string body, string type)
    {
        endpoint.Answer = _ => Task.FromResult(Results.Text(body, type, statusCode: status));
        var outcome = await World.SetInteractionsUrl(new Uri(endpoint.Url, "other"), Cancel);
        Assert.Equal(SettingTheUrl.NotVerified, outcome.Error);
        Assert.Equal(endpoint.Url, World.App.InteractionsUrl);
    }

    [Fact]
    public async Task An_answer_in_the_response_is_the_first_answer()
    {
        endpoint.Say("""{"type":4,"data":{"content":"312 instances"}}""");
        Assert.True((await World.Type(Olivia, Ops.Id, "/instance list", Cancel)).Ok);
        Assert.Equal("312 instances", Assert.Single(World.Messages.In(Ops.Id, Adam)).Content);
        Assert.True(IsGood(endpoint.Received.Last()));
    }

    [Fact]
    public async Task A_202_leaves_the_answer_to_the_callback()
    {
        endpoint.Answer = _ => Task.FromResult(Results.StatusCode(202));
        var acting = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        await Eventually.Equal(3, () => endpoint.Received.Count);
        await Respond(endpoint.Received.Last().Payload, new { type = 4, data = Text("later") });
        Assert.True((await InTime(acting)).Ok);
    }

    [Fact]
    public async Task A_202_and_then_nothing_did_not_respond()
    {
        endpoint.Answer = _ => Task.FromResult(Results.StatusCode(202));
        var acting = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        await Eventually.True(() => endpoint.Received.Count == 3 && Clock.Waiting > 0);
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(("The application did not respond", Answer.TimedOut),
            ((await InTime(acting)).Error, World.Courier.Deliveries[^1].Answer.Error));
    }

    [Theory]
    [InlineData(204, "", "text/plain", Answer.BadStatus)]
    [InlineData(500, "", "text/plain", Answer.BadStatus)]
    [InlineData(202, "ok", "text/plain", Answer.BadStatus)]
    [InlineData(200, "ok", "text/plain", Answer.BadResponse)]
    [InlineData(200, """{"type":4}""", "text/plain", Answer.BadResponse)]
    [InlineData(200, """{"type":1}""", "application/json", Answer.BadResponse)]
    [InlineData(200, """{"type":4,"data":{"components":[{"type":10,"content":"no flag"}]}}""", "application/json", Answer.BadResponse)]
    public async Task Anything_else_did_not_respond_and_is_never_repeated(int status, string body, string type, string error)
    {
        endpoint.Answer = _ => Task.FromResult(Results.Text(body, type, statusCode: status));
        var outcome = await World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        Assert.Equal(("The application did not respond", error), (outcome.Error, outcome.Details[0]));
        Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(3, endpoint.Received.Count);
    }

    [Fact]
    public async Task The_gateway_is_told_nothing_any_more()
    {
        using var client = await Identified();
        endpoint.Say("""{"type":4,"data":{"content":"by HTTP"}}""");
        await World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        Assert.True((await World.SetInteractionsUrl(null, Cancel)).Ok);
        _ = World.Type(Olivia, Ops.Id, "/instance log show", Cancel);
        Assert.Equal(2, (int)(await client.Read())["s"]!);
    }

    [Fact]
    public async Task Now_and_then_a_request_is_signed_wrongly_and_has_to_be_refused()
    {
        endpoint.Answer = got =>
            Task.FromResult(IsGood(got) ? Results.Text("""{"type":5}""", "application/json") : Results.StatusCode(401));
        for (var i = 0; i < Courier.DeliveriesBetweenChecks - 1; i++)
            Assert.True((await World.Type(Olivia, Ops.Id, "/instance list", Cancel)).Ok);
        Assert.All(endpoint.Received.Skip(2), got => Assert.True(IsGood(got)));
        await World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        Assert.Equal(("1", false), (endpoint.Received.Last().Payload["type"]!.ToJsonString(), IsGood(endpoint.Received.Last())));
        Assert.Equal(endpoint.Url, World.App.InteractionsUrl);
    }

    [Fact]
    public async Task Who_answers_a_wrongly_signed_request_loses_the_address()
    {
        var log = new LogLines();
        World.Log = log;
        endpoint.Say("""{"type":5}""");
        for (var i = 0; i < Courier.DeliveriesBetweenChecks; i++) await World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        Assert.Null(World.App.InteractionsUrl);
        Assert.Contains("answered 200, not 401", Assert.Single(log.Lines), StringComparison.Ordinal);
        var heard = endpoint.Received.Count;
        await Interact(() => World.Type(Olivia, Ops.Id, "/instance list", Cancel));
        Assert.Equal(heard, endpoint.Received.Count);
    }

    [Fact]
    public async Task An_app_that_is_down_did_not_respond()
    {
        await endpoint.DisposeAsync();
        Assert.Equal(Answer.NotReached, (await World.Type(Olivia, Ops.Id, "/instance list", Cancel)).Details[0]);
    }

    // A signature is the same for the same key and message, so this end needs no check of its own.
    bool IsGood(Got got) => got.Headers[SignedRequest.SignatureHeader].ToString() ==
        SignedRequest.Signature(World.App.PrivateSeed.Span, got.Headers[SignedRequest.TimestampHeader].ToString(),
            Encoding.UTF8.GetBytes(got.Body));

    sealed class LogLines : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
