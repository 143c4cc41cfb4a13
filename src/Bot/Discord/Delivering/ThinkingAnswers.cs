using System.Collections.Concurrent;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Keeps an interaction's token alive when its answer takes long: Discord wants a first answer within three seconds, and takes
/// "thinking…" for one. Whoever comes second is told by Discord that it was answered already, so nobody has to agree on it.
/// </summary>
sealed partial class ThinkingAnswers(DiscordApi api, TimeProvider time, ILogger<ThinkingAnswers> log) : BackgroundService
{
    // Late enough for a modal, which can only be a first answer; early enough for the way there.
    static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    readonly ConcurrentQueue<(DateTimeOffset Due, DiscordPlace.Answer Answer)> held = new();
    readonly ConcurrentDictionary<string, bool> waiting = new();
    readonly Signal arrived = new();

    public void Hold(DiscordPlace.Answer answer)
    {
        waiting[answer.Interaction] = true;
        held.Enqueue((time.GetUtcNow() + patience, answer));
        arrived.Raise();
    }

    /// <summary>It was answered by this process, so there is nothing to hold any more.</summary>
    public void LetGo(string interaction) => waiting.TryRemove(interaction, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> saying = [];
        try
        {
            while (true)
            {
                saying.RemoveAll(one => one.IsCompleted);
                while (held.TryPeek(out var first) && first.Due <= time.GetUtcNow() && held.TryDequeue(out first))
                    if (waiting.TryRemove(first.Answer.Interaction, out _)) saying.Add(Say(first.Answer, stoppingToken));
                await arrived.Wait(held.TryPeek(out var next) ? Left(next.Due) : TimeSpan.FromMinutes(1), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(saying);
        }
    }

    // A timer counts whole milliseconds.
    TimeSpan Left(DateTimeOffset due) => due - time.GetUtcNow() is { TotalMilliseconds: >= 1 } left ? left : TimeSpan.FromMilliseconds(1);

    async Task Say(DiscordPlace.Answer answer, CancellationToken cancel)
    {
        if ((await api.Respond(answer.Interaction, answer.Token, Responses.Later(answer.How), [], cancel)).Failed(out _, out var failure)
            && !failure.IsAlreadyAcknowledged)
            LogNotHeld(answer.Interaction, failure.ToString());
    }

    [LoggerMessage(LogLevel.Information, "Interaction {Id} could not be held open, its answer goes to direct messages: {Why}")]
    partial void LogNotHeld(string id, string why);
}
