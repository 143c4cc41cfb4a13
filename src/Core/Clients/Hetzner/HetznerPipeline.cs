using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>What stands around every call: repeat reads, leave a provider that is away alone, bound the time.</summary>
static class HetznerPipeline
{
    public static readonly ResiliencePropertyKey<HetznerCall> Call = new("call");

    public static ResiliencePipeline<HetznerAnswer> Of(HetznerOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder<HetznerAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HetznerAnswer>
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(300),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                // There is no key by which a second order would be known for the first, so only reads are repeated.
                ShouldHandle = args => ValueTask.FromResult(
                    !args.Context.Properties.GetValue(Call, null!).Changes
                    && (IsConnectionTrouble(args.Outcome.Exception) || args.Outcome.Result is { Status: 502 or 504 })),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HetznerAnswer>
            {
                ShouldHandle = args => ValueTask.FromResult(
                    IsConnectionTrouble(args.Outcome.Exception) || args.Outcome.Exception is TimeoutRejectedException
                    || args.Outcome.Result is { Status: 502 or 504 }),
                MinimumThroughput = 5,
                FailureRatio = 0.8,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = options.BreakFor,
            })
            .AddTimeout(options.CallTimeout)
            .Build();

    // SocketsHttpHandler reports its own ConnectTimeout as a cancellation.
    public static bool IsConnectionTrouble(Exception? failure) =>
        failure is HttpRequestException or IOException or OperationCanceledException { InnerException: TimeoutException };
}
