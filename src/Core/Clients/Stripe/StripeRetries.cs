using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Stripe;

/// <summary>
/// Sends again, under the same key, what may not have arrived; the SDK's own retries are off. What has no key and changes something is
/// sent once.
/// </summary>
sealed class StripeRetries(StripeOptions options, TimeProvider time) : DelegatingHandler
{
    const string Key = "Idempotency-Key", ShouldRetry = "Stripe-Should-Retry", Notice = "Stripe-Notice";

    static readonly ResiliencePropertyKey<bool> repeatable = new("repeatable");
    static readonly TimeSpan longestPause = TimeSpan.FromSeconds(5);

    readonly ResiliencePipeline<HttpResponseMessage> pipeline =
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 2,
                Delay = options.RepeatAfter,
                MaxDelay = longestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(args.Context.Properties.GetValue(repeatable, false) && MayHelp(args.Outcome)),
            })
            .AddTimeout(options.CallTimeout)
            .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(repeatable, request.Method == HttpMethod.Get || request.Headers.Contains(Key));
        try
        {
            return await pipeline.ExecuteAsync(within => SendOnce(request, within.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // Read to its end within the same time: an answer that breaks off is none.
    async ValueTask<HttpResponseMessage> SendOnce(HttpRequestMessage request, CancellationToken cancel)
    {
        var response = await base.SendAsync(request, cancel);
        try
        {
            await response.Content.LoadIntoBufferAsync(cancel);
            // The SDK would print it on the program's output.
            response.Headers.Remove(Notice);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // https://docs.stripe.com/error-low-level#should-retry: where Stripe says whether, that counts.
    static bool MayHelp(Outcome<HttpResponseMessage> outcome) => outcome.Result is { } response
        ? response.Headers.TryGetValues(ShouldRetry, out var told)
            ? told.FirstOrDefault() == "true"
            : response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
        : ConnectionTrouble.Is(outcome.Exception) || outcome.Exception is TimeoutRejectedException;
}
