using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Stripe;
using OpsBot.Sandbox.Trouble;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Stripe;

/// <summary>What the real package would never send, and the stand-in has to refuse all the same.</summary>
public sealed class BeingStrict : IAsyncLifetime
{
    readonly Clock clock = new();
    readonly HttpClient http = new(new SocketsHttpHandler(), disposeHandler: true);
    StandIn<StripeWorld> stripe = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    StripeWorld World => stripe.World;

    public async ValueTask InitializeAsync()
    {
        stripe = await StripeStandIn.Start(new StripeWorld(clock), CancellationToken.None);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", World.Key);
        http.DefaultRequestHeaders.Add("Stripe-Version", StripeWorld.Version);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await stripe.DisposeAsync();
    }

    async Task<(HttpStatusCode Status, JsonNode Body, HttpResponseMessage Answer)> Post(
        string path, string? key, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{World.ApiUrl}/v1/{path}"))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        var answer = await http.SendAsync(request, Cancel);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!, answer);
    }

    static string? Code(JsonNode body) => (string?)body["error"]?["code"];

    [Theory]
    [InlineData("customers", "colour", "parameter_unknown")]
    [InlineData("refunds", "metadata", "parameter_unknown")]
    [InlineData("credit_notes", "refund", "parameter_unknown")]
    [InlineData("checkout/sessions", "payment_method_types[0]", "payment_method_types_no_longer_supported")]
    [InlineData("subscriptions/sub_1", "billing_cycle_anchor", "parameter_invalid_object")]
    public async Task Unknown_and_removed_parameters_are_refused_and_leave_their_key_free(string path, string name, string code)
    {
        var (status, body, _) = await Post(path, "k1", (name, "x"));
        Assert.Equal((HttpStatusCode.BadRequest, code), (status, Code(body)));
        var (_, other, answer) = await Post(path, "k1", ("metadata[a]", "b"));
        Assert.Null(answer.Headers.TryGetValues("Idempotent-Replayed", out var told) ? told.Single() : null);
        Assert.NotEqual("idempotency_error", (string?)other["error"]?["type"]);
    }

    [Fact]
    public async Task A_key_is_remembered_for_a_day_and_then_forgotten()
    {
        var (_, first, _) = await Post("customers", "k2", ("name", "Acme"));
        clock.Advance(TimeSpan.FromHours(23));
        var (_, same, answer) = await Post("customers", "k2", ("name", "Acme"));
        Assert.Equal((string?)first["id"], (string?)same["id"]);
        Assert.Equal("true", answer.Headers.GetValues("Idempotent-Replayed").Single());
        clock.Advance(TimeSpan.FromHours(1));
        Assert.NotEqual((string?)first["id"], (string?)(await Post("customers", "k2", ("name", "Acme"))).Body["id"]);
    }

    [Fact]
    public async Task More_than_twenty_five_calls_a_second_are_too_many_and_it_says_of_what()
    {
        for (var i = 0; i < 25; i++) Assert.Equal(HttpStatusCode.OK, (await Post("customers", null, ("name", "Acme"))).Status);
        var (status, _, answer) = await Post("customers", null, ("name", "Acme"));
        Assert.Equal((HttpStatusCode.TooManyRequests, "global-rate"),
            (status, answer.Headers.GetValues("Stripe-Rate-Limited-Reason").Single()));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await Post("customers", null, ("name", "Acme"))).Status);
    }

    [Fact]
    public async Task Another_version_or_no_key_is_turned_away()
    {
        http.DefaultRequestHeaders.Remove("Stripe-Version");
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("customers", null)).Status);
        http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await Post("customers", null)).Status);
    }

    [Fact]
    public async Task Every_trouble_is_made_by_its_switch_and_calmed_again()
    {
        await using var busy = new StripeWorld(TimeProvider.System);
        busy.Payment(busy.Customer("Acme", "a@acme.example"), 4_900, "eur");
        foreach (var one in StripeTroubles.Of(busy)) await one.Pull(new Dictionary<string, string>(), Cancel);
        Assert.Equal((1, 1), (busy.CountOf("dispute"), busy.CountOf("refund")));
        Assert.Equal(6, StripeTroubles.Of(busy).Count(one => one.Now is not null && one.End is not null));
        StripeTroubles.Calm(busy);
        Assert.All(StripeTroubles.Of(busy), one => Assert.Null(one.Now));
    }
}
