using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Caddy;

/// <summary>What stands around every call to Caddy: repeat reads, leave it alone when it is away, bound the time.</summary>
static class CaddyPipeline
{
    public static readonly ResiliencePropertyKey<bool> Changes = new("changes");

    public static ResiliencePipeline Of(CaddyOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                // Its admin listener starts anew after every write, which cuts off whoever connects at that moment.
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(150),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(
                    ConnectionTrouble.Is(args.Outcome.Exception) && !args.Context.Properties.GetValue(Changes, true)),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(
                    ConnectionTrouble.Is(args.Outcome.Exception) || args.Outcome.Exception is TimeoutRejectedException),
                MinimumThroughput = 10,
                FailureRatio = 0.8,
                SamplingDuration = TimeSpan.FromSeconds(30),
                // Short: whoever has just started it again does not want to wait.
                BreakDuration = TimeSpan.FromSeconds(5),
            })
            .AddTimeout(options.CallTimeout)
            .Build();
}
