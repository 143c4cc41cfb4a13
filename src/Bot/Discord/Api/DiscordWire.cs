using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OpsBot.Bot.Chat;
using OpsBot.Core.Values;
using Polly;
using Polly.CircuitBreaker;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Gets one call to Discord and its answer back: time limits, repeats of what is harmless twice, and all of Discord's rate limits.
/// </summary>
sealed partial class DiscordWire : IDisposable
{
    // What it waits where Discord names no time.
    static readonly TimeSpan pause = TimeSpan.FromSeconds(30);

    // Ten thousand refusals in ten minutes, and Discord bans the address; a dead token must not get near.
    static readonly TimeSpan untilTokenIsTriedAgain = TimeSpan.FromMinutes(1);

    readonly HttpClient http;
    readonly ILogger<DiscordWire> log;
    readonly ResiliencePipeline<HttpResponseMessage> once;
    readonly ResiliencePipeline<HttpResponseMessage> repeated;
    readonly RateBuckets buckets;
    readonly GlobalLimit global;
    readonly Gate tokenDead;

    public DiscordWire(HttpClient http, TimeProvider time, ILogger<DiscordWire> log)
    {
        (this.http, this.log) = (http, log);
        (once, repeated) = ChatPipelines.New(time);
        (buckets, global, tokenDead) = (new(time), new(time), new(time));
    }

    /// <summary>A call that Discord would not take now is not sent: it fails at once, saying how long to wait.</summary>
    public async Task<Result<DiscordAnswer, DiscordFailure>> Call(DiscordCall call, CancellationToken cancel)
    {
        if (call.Token is not null && tokenDead.Left is { } tokenWait)
            return new DiscordFailure("the bot's token was refused a moment ago") { Status = StatusCodes.Status401Unauthorized,
                RetryAfter = tokenWait };
        if (await global.Enter(call, cancel) is { } globalWait) return DiscordFailure.Limited(globalWait);
        if (buckets.Enter(call, out var window) is { } wait) return DiscordFailure.Limited(wait);
        (RateNews? News, TimeSpan? Closed) heard = default;
        try
        {
            return await Send(call, news => heard = news, cancel);
        }
        finally
        {
            buckets.Leave(call, window, heard.News, heard.Closed);
        }
    }

    public void Dispose() => global.Dispose();

    async Task<Result<DiscordAnswer, DiscordFailure>> Send(DiscordCall call, Action<(RateNews?, TimeSpan?)> hear, CancellationToken cancel)
    {
        try
        {
            using var response = await (call.HarmlessTwice ? repeated : once).ExecuteAsync(async token =>
            {
                // A request can be sent once only; each attempt makes its own.
                using var request = call.ToRequest();
                return await http.SendAsync(request, token);
            }, cancel);
            var body = Parse(await response.Content.ReadAsStringAsync(cancel));
            TimeSpan? closed = response.StatusCode is HttpStatusCode.TooManyRequests ? Limited(call, response, body) : null;
            hear((News(response.Headers), global.IsClosed(call) ? null : closed));
            return response.IsSuccessStatusCode ? new DiscordAnswer(body ?? default, response.Headers.Date)
                : Failure(call, response, body, closed);
        }
        catch (BrokenCircuitException broken)
        {
            return DiscordFailure.Unreachable("several calls in a row failed", broken.RetryAfter);
        }
        catch (Exception away) when (ChatPipelines.IsAway(away) && !cancel.IsCancellationRequested)
        {
            return DiscordFailure.Unreachable(away.Message);
        }
    }

    /// <summary>Closes what the answer says is to be closed, and for how long.</summary>
    TimeSpan Limited(DiscordCall call, HttpResponseMessage response, JsonElement? body)
    {
        var after = Seconds(body?.Number("retry_after")) ?? Seconds(Header(response.Headers, "Retry-After")) ?? pause;
        var scope = Header(response.Headers, "X-RateLimit-Scope");
        // No JSON: it never came as far as Discord, and the address is shut out as a whole.
        if (body is null) global.Close(after, everything: true);
        else if (scope == "global" || body.Value.Is("global") || Header(response.Headers, "X-RateLimit-Global") == "true")
            global.Close(after, everything: false);
        LogLimited(call.Method, call.Route, after.TotalSeconds, body is null ? "address" : scope ?? "unknown");
        return after;
    }

    DiscordFailure Failure(DiscordCall call, HttpResponseMessage response, JsonElement? body, TimeSpan? after)
    {
        var status = (int)response.StatusCode;
        // Discord says in JSON what it refuses; a page comes from something in between, and says nothing about the message.
        if (status is >= 400 and < 500 and not StatusCodes.Status413PayloadTooLarge and not StatusCodes.Status429TooManyRequests
            && DiscordErrors.Read(body) is null)
            return DiscordFailure.Unreachable(string.Create(CultureInfo.InvariantCulture, $"HTTP {status}, and not from Discord"), pause);
        var failure = new DiscordFailure(DiscordErrors.Read(body) ?? string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"))
        {
            Status = status, Code = body?.Whole("code") ?? 0,
            RetryAfter = after, ByInteraction = call.Token is null,
        };
        if (!failure.IsTokenDead) return failure;
        tokenDead.Close(untilTokenIsTriedAgain);
        LogTokenDead();
        return failure with { RetryAfter = untilTokenIsTriedAgain };
    }

    static RateNews News(HttpResponseHeaders headers) => new(
        Header(headers, "X-RateLimit-Bucket"), Whole(Header(headers, "X-RateLimit-Limit")), Whole(Header(headers, "X-RateLimit-Remaining")),
        Seconds(Header(headers, "X-RateLimit-Reset-After")));

    static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    static int? Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static TimeSpan? Seconds(string? text) =>
        Seconds(double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? seconds : null);

    // A day at most: more is a slip, and would shut a channel for good.
    static TimeSpan? Seconds(double? seconds) => seconds is { } some and >= 0 ? TimeSpan.FromSeconds(Math.Min(some, 86_400)) : null;

    static JsonElement? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Discord limited {Method} {Route}; waiting {Seconds} s (scope {Scope})")]
    partial void LogLimited(HttpMethod method, string route, double seconds, string scope);

    [LoggerMessage(LogLevel.Error,
        "Discord refused the bot's token; it is tried again in a minute. Reset it at https://discord.com/developers/applications, Bot, and set OPSBOT_Discord__Token")]
    partial void LogTokenDead();
}
