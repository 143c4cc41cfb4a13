using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Docker;

/// <summary>What stands around every call to one host: repeat reads, leave a dead host alone, bound the time.</summary>
static class DockerPipeline
{
    public static readonly ResiliencePropertyKey<DockerCall> Call = new("call");

    public static readonly ResiliencePropertyKey<long> Began = new("began");

    // Less than the three seconds that people wait for a look: whoever was cut off after this waited for a host that does not answer.
    static readonly TimeSpan late = TimeSpan.FromSeconds(2);

    public static ResiliencePipeline Of(DockerOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                // Three tries in all. A host that is slow is not asked again at once: that would make it slower.
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(
                    ConnectionTrouble.Is(args.Outcome.Exception) && CallOf(args.Context).MayRepeat),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                // An answer with an error status is an answer: one container that cannot start must not close the host.
                ShouldHandle = args => ValueTask.FromResult(
                    ConnectionTrouble.Is(args.Outcome.Exception) || args.Outcome.Exception is TimeoutRejectedException
                    || (args.Outcome.Exception is OperationCanceledException && HadWaited(args.Context, time))),
                MinimumThroughput = 5,
                FailureRatio = 0.8,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = options.BreakFor,
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = args => ValueTask.FromResult(options.CallTimeout + CallOf(args.Context).Longer),
            })
            .Build();

    // A call that waits on purpose says nothing about its host.
    static bool HadWaited(ResilienceContext context, TimeProvider time) =>
        CallOf(context).Longer == TimeSpan.Zero && time.GetElapsedTime(context.Properties.GetValue(Began, time.GetTimestamp())) >= late;

    static DockerCall CallOf(ResilienceContext context) => context.Properties.GetValue(Call, null!);
}
