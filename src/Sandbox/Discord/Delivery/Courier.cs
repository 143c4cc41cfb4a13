using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Takes interactions to the app, over the gateway or by signed HTTP, and waits for its first answer.</summary>
public sealed partial class Courier(DiscordWorld world) : IDisposable
{
    /// <summary>Discord does not say how often it looks.</summary>
    public const int DeliveriesBetweenChecks = 20;

    readonly HttpClient http = ToTheApp.NewClient();
    readonly Latest<Delivered> deliveries = new(() => world.Announce(new(Changed.Log)));
    int count;

    /// <summary>What was delivered, or could not be, newest last.</summary>
    public IReadOnlyList<Delivered> Deliveries => deliveries.All;

    internal async Task<Answer> Deliver(Interaction interaction, JsonObject payload, CancellationToken cancel)
    {
        var started = world.Time.GetTimestamp();
        var answer = world.Trouble.Absence.IsAway ? Answer.Failed(Answer.Away) : await Send(interaction, payload, cancel);
        answer = answer with { Took = world.Time.GetElapsedTime(started) };
        deliveries.Note(new Delivered(world.Time.GetUtcNow(), interaction, payload, answer));
        if (world.App.InteractionsUrl is { } url && !world.Trouble.Absence.IsAway
            && Interlocked.Increment(ref count) % DeliveriesBetweenChecks == 0) await Check(url, cancel);
        return answer;
    }

    // https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
    async Task Check(Uri url, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(world.Interactions.Patience, world.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            if (await HttpDelivery.SignWrongly(world, http, url, both.Token) is not { } wrong || world.App.InteractionsUrl != url) return;
            world.App = world.App with { InteractionsUrl = null };
            LogUrlRemoved(world.Log, url, wrong);
        }
        catch (Exception silent)
            when (silent is HttpRequestException || (silent is OperationCanceledException && patience.IsCancellationRequested))
        {
            // Nobody there is not somebody who lets anybody in.
        }
    }

    async Task<Answer> Send(Interaction interaction, JsonObject payload, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(world.Interactions.Patience, world.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            if (world.App.InteractionsUrl is { } url
                && await HttpDelivery.Post(world, http, url, interaction, payload, both.Token) is { } settled) return settled;
            if (world.App.InteractionsUrl is null) world.Gateway.Dispatch("INTERACTION_CREATE", payload);
            return new() { Response = await world.Interactions.ResponseTo(interaction.Id).WaitAsync(both.Token) };
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Answer.Failed(Answer.TimedOut);
        }
    }

    internal async Task<string?> Probe(Uri url, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(world.Interactions.Patience, world.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            return await HttpDelivery.Probe(world, http, url, both.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return "The endpoint did not answer within three seconds.";
        }
    }

    public void Dispose() => http.Dispose();

    [LoggerMessage(LogLevel.Error,
        "Discord removed the interactions endpoint URL {Url}: {Why} Interactions go over the gateway from now on")]
    static partial void LogUrlRemoved(ILogger log, Uri url, string why);
}

/// <summary>An interaction that was delivered to the app.</summary>
public sealed record Delivered(DateTimeOffset At, Interaction Interaction, JsonObject Payload, Answer Answer);
