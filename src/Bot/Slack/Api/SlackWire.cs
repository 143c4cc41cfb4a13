using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OpsBot.Bot.Chat;
using OpsBot.Core.Values;
using Polly;
using Polly.CircuitBreaker;

namespace OpsBot.Bot.Slack;

/// <summary>
/// Gets one call to Slack and its answer back: time limits, repeats of what is harmless twice, and Slack's own rate limits.
/// </summary>
sealed partial class SlackWire
{
    // What Slack asks for when it names no time.
    static readonly TimeSpan pause = TimeSpan.FromSeconds(30);

    readonly HttpClient http;
    readonly TimeProvider time;
    readonly ILogger<SlackWire> log;
    readonly ResiliencePipeline<HttpResponseMessage> once;
    readonly ResiliencePipeline<HttpResponseMessage> repeated;

    // Slack limits each method by itself; the others go on.
    readonly ConcurrentDictionary<string, DateTimeOffset> closedUntil = new();

    public SlackWire(HttpClient http, TimeProvider time, ILogger<SlackWire> log)
    {
        (this.http, this.time, this.log) = (http, time, log);
        (once, repeated) = ChatPipelines.New(time);
    }

    /// <summary>Calls a method of the Web API. Harmless twice: it is repeated when nobody knows whether it arrived.</summary>
    public Task<Result<SlackAnswer, SlackFailure>> Call(SlackCall call, CancellationToken cancel) =>
        Closed(call.Method) is { } left
            ? Task.FromResult<Result<SlackAnswer, SlackFailure>>(new SlackFailure(SlackFailure.RateLimited) { RetryAfter = left })
            : Send(call, call.HarmlessTwice ? repeated : once, cancel);

    TimeSpan? Closed(string method) =>
        closedUntil.TryGetValue(method, out var until) && until - time.GetUtcNow() is { Ticks: > 0 } left ? left : null;

    async Task<Result<SlackAnswer, SlackFailure>> Send(
        SlackCall call, ResiliencePipeline<HttpResponseMessage> pipeline, CancellationToken cancel)
    {
        TimeSpan? closed = null;
        try
        {
            using var response = await pipeline.ExecuteAsync(async token =>
            {
                // Looked at again before each attempt: another call may have been told to wait meanwhile.
                if ((closed = Closed(call.Method)) is not null) return new(HttpStatusCode.TooManyRequests);
                // A request can be sent once only; each attempt makes its own.
                using var request = call.ToRequest();
                return await http.SendAsync(request, token);
            }, cancel);
            return closed is { } left ? new SlackFailure(SlackFailure.RateLimited) { RetryAfter = left }
                : await Read(call, response, cancel);
        }
        catch (BrokenCircuitException broken)
        {
            return new SlackFailure(SlackFailure.Unreachable) { RetryAfter = broken.RetryAfter, Detail = "several calls in a row failed" };
        }
        catch (Exception away) when (ChatPipelines.IsAway(away) && !cancel.IsCancellationRequested)
        {
            return new SlackFailure(SlackFailure.Unreachable) { Detail = away.Message };
        }
    }

    async Task<Result<SlackAnswer, SlackFailure>> Read(SlackCall call, HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.StatusCode is HttpStatusCode.TooManyRequests) return Limited(call.Method, response);
        if ((int)response.StatusCode >= 500) return new SlackFailure(
            SlackFailure.Unreachable) { Detail = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}") };
        var text = await response.Content.ReadAsStringAsync(cancel);
        var answer = Parse(text);
        var ok = answer is { ValueKind: JsonValueKind.Object } && answer.Value.TryGetProperty("ok", out var flag)
            ? flag.ValueKind is JsonValueKind.True
            // Reply links and uploads answer with plain words.
            : response.IsSuccessStatusCode;
        if (!ok) return Failure(answer, response, text);
        return new SlackAnswer(answer ?? default, Scopes(response.Headers), response.Headers.Date);
    }

    SlackFailure Limited(string method, HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter?.Delta ?? pause;
        closedUntil[method] = time.GetUtcNow() + after;
        LogLimited(method, after.TotalSeconds);
        return new(SlackFailure.RateLimited) { RetryAfter = after };
    }

    static SlackFailure Failure(JsonElement? answer, HttpResponseMessage response, string text)
    {
        if (answer is not { ValueKind: JsonValueKind.Object } body)
            return new(text is { Length: > 0 and <= 60 }
                ? text.Trim() : string.Create(CultureInfo.InvariantCulture, $"http_{(int)response.StatusCode}"));
        var details = new[] { body.Text("needed") is { } needed ? $"needs {needed}" : null }
            .Concat(body.At("response_metadata")?.List("messages").Select(message => message.ToString()) ?? [])
            .Where(detail => !string.IsNullOrEmpty(detail)).Take(3).ToList();
        return new(body.Text("error") ?? "unknown_error") { Detail = details.Count > 0 ? string.Join("; ", details) : null };
    }

    static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static IReadOnlyList<string> Scopes(HttpResponseHeaders headers) =>
        headers.TryGetValues("x-oauth-scopes", out var values)
            ? [.. values.SelectMany(value =>
            value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))] : [];

    [LoggerMessage(LogLevel.Warning, "Slack limited {Method}; waiting {Seconds} s")]
    partial void LogLimited(string method, double seconds);
}
