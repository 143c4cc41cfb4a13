using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OpsBot.Bot.Chat;

/// <summary>
/// How calls to a chat platform are tried: each for ten seconds, again only where that does no harm, and not at all while it is plainly
/// away.
/// </summary>
static class ChatPipelines
{
    static readonly TimeSpan tryFor = TimeSpan.FromSeconds(10);

    /// <summary>One try, and three; both behind the same circuit breaker.</summary>
    public static (ResiliencePipeline<HttpResponseMessage> Once, ResiliencePipeline<HttpResponseMessage> Repeated) New(TimeProvider time)
    {
        var breaker = Builder(time).AddCircuitBreaker(new()
        {
            ShouldHandle = arguments => ValueTask.FromResult(IsAway(arguments.Outcome)),
            MinimumThroughput = 8,
            FailureRatio = 0.9,
            SamplingDuration = TimeSpan.FromSeconds(20),
            BreakDuration = TimeSpan.FromSeconds(5),
        }).Build();
        return (Builder(time).AddPipeline(breaker).AddTimeout(tryFor).Build(), Builder(time).AddRetry(new()
        {
            ShouldHandle = arguments =>
                ValueTask.FromResult(arguments.Outcome.Exception is not BrokenCircuitException && IsAway(arguments.Outcome)),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        }).AddPipeline(breaker).AddTimeout(tryFor).Build());
    }

    /// <summary>Nobody knows whether the call arrived.</summary>
    public static bool IsAway(Exception exception) =>
        exception is HttpRequestException or TimeoutRejectedException or HttpIOException or IOException
            or TaskCanceledException { InnerException: TimeoutException };

    static bool IsAway(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is { } exception ? IsAway(exception) : (int?)outcome.Result?.StatusCode >= 500;

    static ResiliencePipelineBuilder<HttpResponseMessage> Builder(TimeProvider time) => new() { TimeProvider = time };
}
