namespace OpsBot.Sandbox.Slack;

/// <summary>Takes payloads to the app, by signed HTTP or over its sockets, and brings the acknowledgement back.</summary>
public sealed class Courier(SlackWorld world) : IDisposable
{
    /// <summary>Slack waits three seconds; a test of something else, on a busy machine, may have it wait longer.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(3000);

    readonly HttpClient http = ToTheApp.NewClient();
    readonly Latest<Delivered> deliveries = new(() => world.Announce(new(Changed.Log)));

    /// <summary>What was delivered, or could not be, newest last.</summary>
    public IReadOnlyList<Delivered> Deliveries => deliveries.All;

    internal async Task<Answer> Deliver(Parcel parcel, CancellationToken cancel)
    {
        var started = world.Time.GetTimestamp();
        var answer = world.Trouble.Absence.IsAway ? Answer.Failed(Answer.Away)
            : world.App.Manifest.SocketMode ? await world.Sockets.Send(parcel, cancel)
            : AddressOf(parcel) is { } url ? await Post(url, parcel, cancel)
            : Answer.Failed(Answer.NotReached);
        answer = answer with { Took = world.Time.GetElapsedTime(started) };
        deliveries.Note(new Delivered(world.Time.GetUtcNow(), parcel, answer));
        return answer;
    }

    Uri? AddressOf(Parcel parcel) => parcel.Kind switch
    {
        DeliveryKind.Command => parcel.CommandUrl,
        DeliveryKind.Interaction => world.App.Manifest.InteractivityUrl,
        DeliveryKind.Options => world.App.Manifest.OptionsUrl ?? world.App.Manifest.InteractivityUrl,
        DeliveryKind.Event => world.App.Manifest.EventsUrl,
    };

    async Task<Answer> Post(Uri url, Parcel parcel, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, world.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            using var request = SignedRequest.Of(world, url, parcel);
            using var response = await http.SendAsync(request, both.Token);
            return Read(parcel, (int)response.StatusCode, await response.Content.ReadAsStringAsync(both.Token))
                with { NoRetry = response.Headers.Contains("x-slack-no-retry") };
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Answer.Failed(Answer.TimedOut);
        }
        catch (HttpRequestException)
        {
            return Answer.Failed(Answer.NotReached);
        }
    }

    static Answer Read(Parcel parcel, int status, string text) => new()
    {
        Status = status,
        Text = text,
        Json = Answer.ParseObject(text),
        Error = status switch
        {
            200 => null,
            // Only events may be acknowledged by any success; commands and clicks take 200 literally.
            < 300 when parcel.Kind == DeliveryKind.Event => null,
            < 500 => Answer.ClientError,
            _ => Answer.ServerError,
        },
    };

    public void Dispose() => http.Dispose();
}

/// <summary>A payload that was delivered to the app.</summary>
public sealed record Delivered(DateTimeOffset At, Parcel Parcel, Answer Answer);
