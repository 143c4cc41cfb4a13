using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Billing.Events;
using OpsBot.Core.Clients.Stripe;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Stripe;

/// <summary>A real bot that takes payments through the pretend Stripe, which reports to it. Take it as a class fixture.</summary>
public sealed class PayingBot(Postgres postgres) : IAsyncLifetime
{
    public const string Secret = "whsec_7c1e8f2a9b3d4c5e", Older = "whsec_0a1b2c3d4e5f6071";

    readonly HttpClient http = new(new SocketsHttpHandler(), disposeHandler: true);
    StandIn<StripeWorld> stripe = null!;

    public Workspace Slack { get; private set; } = null!;

    public StripeWorld World => stripe.World;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        stripe = await StripeStandIn.Start(new StripeWorld(TimeProvider.System) { CallsPerSecond = 10_000 }, CancellationToken.None);
        World.Deliveries.RetryAfter = TimeSpan.FromMilliseconds(50);
        Slack = await Workspace.Open(postgres, settings:
        [
            new("Stripe:Key", World.Key), new("Stripe:ApiUrl", World.ApiUrl.ToString()), new("Stripe:RepeatAfter", "00:00:00.005"),
            new("Stripe:WebhookSecrets", $"{Older},{Secret}"),
        ]);
        World.Listen(Address, Secret);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Slack.DisposeAsync();
        await stripe.DisposeAsync();
    }

    public Uri Address => new(Slack.Address, StripeSignature.Path);

    /// <summary>Sends that, signed, unless another header is given; gives the status of the answer.</summary>
    public async Task<HttpStatusCode> Send(string body, string secret = Secret, DateTimeOffset? at = null, string? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        header ??= StripeDeliveries.Sign(body, secret, at ?? Now);
        if (header.Length > 0) request.Headers.TryAddWithoutValidation(StripeSignature.Header, header);
        using var answer = await http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    public static string Event(string id, string type = "invoice.paid", string thing = "in_1", bool live = false,
        string version = StripeWorld.Version, string kind = "event") =>
        $$"""
        {"id":"{{id}}","object":"{{kind}}","type":"{{type}}","api_version":"{{version}}","created":1790000000,
         "livemode":{{(live ? "true" : "false")}},
         "data": { "object": { "id":"{{thing}}", "object":"{{type.Split('.')[0]}}" } } }
        """;

    /// <summary>An id that no other test has.</summary>
    public static string NewId(string kind = "evt") => $"{kind}_{Guid.CreateVersion7():n}";

    public Task<long> Recorded(string id) => One<long>("select count(*) from inbox where key = @Key", new { Key = $"stripe:{id}" });

    /// <summary>"parked: Nobody here acts on …", once it is known.</summary>
    public Task<string> StateOf(string id) => Eventually.Get(() => One<string?>(
        """
        select max(state || ': ' || coalesce(why, ''))
        from   stripe_events
        where  id = @id and (state <> 'waiting' or tries > 0)
        """, new { id }),
        what: $"the state of {id}");

    /// <summary>What became of all that was reported of a thing.</summary>
    public Task<IReadOnlyList<string>> Of(string thing) => All<string>(
        "select state from stripe_events where thing_id = @thing", new { thing });

    /// <summary>The worker's duty, as if an hour had passed since its list was read, or only a minute.</summary>
    public async Task Round(bool hour = true)
    {
        if (hour) await Execute("update stripe_reading set read_at = read_at - interval '2 hours'", new { });
        await Slack.Services.GetRequiredService<EventCatchUp>().Round(Cancel);
    }

    public async Task<T> One<T>(string sql, object? args)
    {
        await using var db = await Slack.Database.Source.OpenConnectionAsync();
        return (await Dapper.SqlMapper.QuerySingleAsync<T>(db, sql, args))!;
    }

    public async Task Execute(string sql, object args)
    {
        await using var db = await Slack.Database.Source.OpenConnectionAsync();
        var all = new Dapper.DynamicParameters(args);
        all.Add("Now", Now.UtcDateTime);
        await Dapper.SqlMapper.ExecuteAsync(db, sql, all);
    }

    async Task<IReadOnlyList<T>> All<T>(string sql, object? args)
    {
        await using var db = await Slack.Database.Source.OpenConnectionAsync();
        return [.. await Dapper.SqlMapper.QueryAsync<T>(db, sql, args)];
    }
}
