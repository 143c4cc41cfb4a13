using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace OpsBot.Core.Clients;

/// <summary>What stands around a call to anything outside: repeat what only reads, leave alone what is away, bound the time.</summary>
static class OutsidePipeline
{
    static readonly ResiliencePropertyKey<bool> changes = new("changes");

    /// <param name="breaks">When it is left alone; never where each of many is asked only now and then.</param>
    public static ResiliencePipeline Of(TimeSpan callTimeout, TimeSpan repeatAfter, Breaks? breaks, TimeProvider time)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = repeatAfter,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = args => ValueTask.FromResult(
                ConnectionTrouble.Is(args.Outcome.Exception) && !args.Context.Properties.GetValue(changes, true)),
        });
        if (breaks is not null)
            pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(
                    ConnectionTrouble.Is(args.Outcome.Exception) || args.Outcome.Exception is TimeoutRejectedException),
                MinimumThroughput = breaks.After,
                FailureRatio = 0.8,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = breaks.For,
            });
        return pipeline.AddTimeout(callTimeout).Build();
    }

    /// <summary>Once it failed so often within half a minute, for so long.</summary>
    public sealed record Breaks(int After, TimeSpan For);

    extension(ResiliencePipeline pipeline)
    {
        /// <summary>Where it ends with a trouble of the connection, that is made into a fault.</summary>
        public async Task<T> Ask<T>(
            bool changing, Func<CancellationToken, ValueTask<T>> call, Func<Exception, T> fault, CancellationToken cancel)
        {
            var context = ResilienceContextPool.Shared.Get(cancel);
            context.Properties.Set(changes, changing);
            try
            {
                return await pipeline.ExecuteAsync(within => call(within.CancellationToken), context);
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested
                && (ConnectionTrouble.Is(failure) || failure is TimeoutRejectedException or BrokenCircuitException))
            {
                return fault(failure);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }
    }
}
