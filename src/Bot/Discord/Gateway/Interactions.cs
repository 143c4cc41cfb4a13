using System.Text.Json;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>Takes the interactions that come over the gateway, many at a time: into the inbox, and answered where the answer cannot wait.</summary>
sealed partial class Interactions(DiscordIntake intake, DiscordApi api, Doorkeeping door, ILogger<Interactions> log) : IDisposable
{
    const int MostAtOnce = 256;

    readonly SemaphoreSlim room = new(MostAtOnce);

    /// <summary>Returns once there is room for it; safe is called when it is written down, or when nothing of it is to be.</summary>
    public async Task Take(JsonElement interaction, Action safe, CancellationToken cancel)
    {
        await room.WaitAsync(cancel);
        _ = TakeNow(interaction, safe, cancel);
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
    async Task TakeNow(JsonElement interaction, Action safe, CancellationToken cancel)
    {
        try
        {
            var ack = await intake.Take(interaction, cancel);
            safe();
            if (ack.Refused is { } why) door.Count(why);
            else if (ack.Response is { } response && interaction.Text("id") is { } id && interaction.Text("token") is { } token
                && (await api.Respond(id, token, response, [], cancel)).Failure is { } failure) LogNotAnswered(failure.ToString());
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Not safe, so whoever takes the session over is told of it again.
        }
        // A bug in taking this one: told again it would only come up again, and hold up the session for good.
        catch (Exception bug)
        {
            safe();
            LogBroken(bug);
        }
        finally
        {
            room.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "An interaction could not be answered at once: {Why}")]
    partial void LogNotAnswered(string why);

    [LoggerMessage(LogLevel.Error, "An interaction could not be taken")]
    partial void LogBroken(Exception bug);
}
