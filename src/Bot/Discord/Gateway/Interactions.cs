using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>What the gateway tells: an interaction, or a message that somebody wrote to the bot.</summary>
sealed record Told(JsonElement Payload, bool IsMessage = false);

/// <summary>
/// Takes the interactions that come over the gateway, many at a time: into the inbox, and answered where the answer cannot wait.
/// </summary>
sealed partial class Interactions(
    DiscordIntake intake, DiscordApi api, Doorkeeping door, TimeProvider time, ILogger<Interactions> log) : IDisposable
{
    const int MostAtOnce = 256;

    static readonly TimeSpan betweenTries = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim room = new(MostAtOnce);

    /// <summary>
    /// Returns once there is room for it; safe is called when it is written down, or when nothing of it is to be. What the database does
    /// not take is tried again for as long as the line is there, since it is told again on the next one.
    /// </summary>
    public async Task Take(Told told, Action safe, CancellationToken line, CancellationToken cancel)
    {
        await room.WaitAsync(line);
        _ = TakeNow(told, safe, line, cancel);
    }

    /// <summary>Once none is under way any more.</summary>
    public async Task Finish(CancellationToken cancel)
    {
        var taken = 0;
        try
        {
            for (; taken < MostAtOnce; taken++) await room.WaitAsync(cancel);
        }
        finally
        {
            // Also when it was cut short: the next connection has as much room as this one had.
            if (taken > 0) room.Release(taken);
        }
    }

    public void Dispose() => room.Dispose();

    // Never fails, so nobody has to wait for it but Finish.
    async Task TakeNow(Told told, Action safe, CancellationToken line, CancellationToken cancel)
    {
        if (await IsDone(told, safe, isFirstTry: true, cancel)) return;
        try
        {
            do
            {
                // In nobody's way meanwhile, however many wait for the database.
                await Task.Delay(betweenTries, time, line);
                await room.WaitAsync(line);
            }
            while (!await IsDone(told, safe, isFirstTry: false, cancel));
        }
        catch (OperationCanceledException) when (line.IsCancellationRequested)
        {
            // Not safe, so Discord tells it again on the next line.
        }
    }

    /// <summary>
    /// False where it could not be written down. It is not said then that it has to be asked for again: it is carried out, by this bot or
    /// the next.
    /// </summary>
    async Task<bool> IsDone(Told told, Action safe, bool isFirstTry, CancellationToken cancel)
    {
        try
        {
            var ack = told.IsMessage ? await intake.Hear(told.Payload, cancel) : await intake.Take(told.Payload, cancel);
            if (ack.Meanwhile is { } meanwhile)
            {
                if (isFirstTry) await Answer(told.Payload, meanwhile, cancel);
                return false;
            }
            safe();
            if (ack.Refused is { } why) door.Count(why);
            else if (ack.Response is { } response) await Answer(told.Payload, response, cancel);
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // Not safe, so whoever takes the session over is told of it again.
        }
        finally
        {
            room.Release();
        }
        return true;
    }

    async Task Answer(JsonElement interaction, JsonObject response, CancellationToken cancel)
    {
        if (interaction.Text("id") is not { } id || interaction.Text("token") is not { } token) return;
        var failure = (await api.Respond(id, token, response, [], cancel)).Fault;
        if (failure is { IsAlreadyAcknowledged: true }) failure = await InPlaceOfThinking(token, response, cancel);
        if (failure is not null) LogNotAnswered(failure.ToString());
    }

    // Said while the database was away; whatever else stands there is the answer already.
    async Task<DiscordFailure?> InPlaceOfThinking(string token, JsonObject response, CancellationToken cancel) =>
        Responses.MessageIn(response) is { } message && !(await api.GetOriginal(token, cancel)).Failed(out var original, out _)
            && original.IsThinking
            ? await api.EditOriginal(token, message, cancel) : null;

    [LoggerMessage(LogLevel.Warning, "An interaction could not be answered at once: {Why}")]
    partial void LogNotAnswered(string why);
}
