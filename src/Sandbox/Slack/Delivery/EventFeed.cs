using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>The Events API: the one kind of delivery that Slack repeats, at once, after 1 minute and after 5.</summary>
public sealed class EventFeed(SlackWorld world) : IAsyncDisposable
{
    static readonly TimeSpan[] Waits = [TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)];

    readonly CancellationTokenSource closing = new();
    readonly ConcurrentDictionary<string, Task> retries = new();

    /// <summary>Delivers once and comes back with that answer; a failure is repeated in the background.</summary>
    public async Task<Answer> Send(JsonObject happened, CancellationToken cancel)
    {
        if (!world.App.Manifest.BotEvents.Contains(SubscriptionOf(happened))) return new Answer { Status = 0 };
        var parcel = new Parcel(DeliveryKind.Event, Envelope(happened));
        var answer = await world.Courier.Deliver(parcel, cancel);
        if (!answer.Ok && !answer.NoRetry)
            retries[(string)parcel.Payload["event_id"]!] = Repeat(parcel, answer);
        return answer;
    }

    async Task Repeat(Parcel parcel, Answer answer)
    {
        for (var attempt = 1; attempt <= Waits.Length; attempt++)
        {
            await Task.Delay(Waits[attempt - 1], world.Time, closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (closing.IsCancellationRequested) return;
            answer = await world.Courier.Deliver(parcel with { Retry = attempt, RetryReason = ReasonOf(answer) }, closing.Token);
            if (answer.Ok || answer.NoRetry) break;
        }

        retries.TryRemove((string)parcel.Payload["event_id"]!, out _);
    }

    JsonObject Envelope(JsonObject happened) => new()
    {
        ["token"] = world.App.VerificationToken,
        ["team_id"] = world.TeamId,
        ["api_app_id"] = world.App.Id,
        ["event"] = happened,
        ["type"] = "event_callback",
        ["event_id"] = Ids.New("Ev"),
        ["event_time"] = world.Time.GetUtcNow().ToUnixTimeSeconds(),
        ["authorizations"] = new JsonArray(new JsonObject
        {
            ["enterprise_id"] = null,
            ["team_id"] = world.TeamId,
            ["user_id"] = world.App.BotUserId,
            ["is_bot"] = true,
            ["is_enterprise_install"] = false,
        }),
        ["is_ext_shared_channel"] = false,
        ["event_context"] = "4-" + Ids.Secret(40),
    };

    static string SubscriptionOf(JsonObject happened) => (string)happened["type"]! switch
    {
        "message" => "message." + (string?)happened["channel_type"],
        var type => type,
    };

    static string ReasonOf(Answer answer) => answer.Error switch
    {
        Answer.TimedOut => "http_timeout",
        Answer.NotReached or Answer.Away => "connection_failed",
        Answer.ClientError or Answer.ServerError => "http_error",
        _ => "unknown_error",
    };

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(retries.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
    }
}
