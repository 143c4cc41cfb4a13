using Microsoft.Extensions.Options;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Values;
using Polly.Timeout;
using Sdk = global::Stripe;

namespace OpsBot.Core.Clients.Stripe;

/// <summary>The one SDK client, and how a call by it ends: in what was asked for, or in a fault that says why not.</summary>
sealed class StripeClients(IHttpClientFactory http, IOptions<StripeOptions> options)
{
    public const string HttpName = "stripe";

    const string Replayed = "Idempotent-Replayed";

    // None without a key: the SDK refuses to be made without one.
    readonly Sdk.StripeClient? client = options.Value.IsSetUp ? new(new Sdk.StripeClientOptions
    {
        ApiKey = options.Value.Key,
        ApiBase = options.Value.ApiUrl.ToString().TrimEnd('/'),
        HttpClient = new Sdk.SystemNetHttpClient(http.CreateClient(HttpName), maxNetworkRetries: 0, enableTelemetry: false),
    }) : null;

    public StripeOptions Settings => options.Value;

    /// <summary>What only looks.</summary>
    public Task<Result<T, GatewayFault>> Look<TSdk, T>(
        string doing, Func<Sdk.V1Services, Task<TSdk>> ask, Func<TSdk, T?> read, CancellationToken cancel)
        where TSdk : Sdk.IStripeEntity where T : class => Ask(new(doing, Changes: false), ask, read, cancel);

    /// <summary>What changes something, under the posting's key.</summary>
    public Task<Result<Posted<T>, GatewayFault>> Post<TSdk, T>(
        string doing, Posting posting, Func<Sdk.V1Services, Sdk.RequestOptions, Task<TSdk>> ask, Func<TSdk, T?> read,
        CancellationToken cancel)
        where TSdk : Sdk.IStripeEntity where T : class => Ask(new(doing, Changes: true),
            services => ask(services, new() { IdempotencyKey = posting.Key }),
            made => read(made) is { } thing
                ? new Posted<T>(thing, made.StripeResponse?.RequestId ?? "") { WasDone = WasDone(made.StripeResponse) } : null,
            cancel);

    /// <summary>All pages of a list, as far as anybody reads.</summary>
    public Task<Result<IReadOnlyList<T>, GatewayFault>> List<TSdk, T>(
        string doing, Func<Sdk.V1Services, IAsyncEnumerable<TSdk>> ask, Func<TSdk, T?> read, CancellationToken cancel)
        where T : class => Ask<IReadOnlyList<T>>(new(doing, Changes: false), async services =>
        {
            var all = new List<T>();
            await foreach (var one in ask(services).WithCancellation(cancel))
                if (read(one) is { } thing) all.Add(thing);
                else return null;
            return all;
        }, cancel);

    /// <summary>What changes something and has no key.</summary>
    public Task<Result<T, GatewayFault>> Ask<TSdk, T>(
        StripeCall call, Func<Sdk.V1Services, Task<TSdk>> ask, Func<TSdk, T?> read, CancellationToken cancel)
        where TSdk : Sdk.IStripeEntity where T : class => Ask(call, async services => read(await ask(services)), cancel);

    async Task<Result<T, GatewayFault>> Ask<T>(StripeCall call, Func<Sdk.V1Services, Task<T?>> ask, CancellationToken cancel)
        where T : class
    {
        if (client is null) return StripeFaults.NotSetUp(call);
        try
        {
            if (await ask(client.V1) is not { } answer) return StripeFaults.Unreadable(call);
            return answer;
        }
        catch (Sdk.StripeException told)
        {
            return StripeFaults.Of(told, call);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested
            && (ConnectionTrouble.Is(failure) || failure is TimeoutRejectedException))
        {
            return StripeFaults.Of(failure, call);
        }
    }

    static bool WasDone(Sdk.StripeResponse? response) =>
        response is not null && response.Headers.TryGetValues(Replayed, out var told) && told.Contains("true");
}
