using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Chat;

/// <summary>Tells who waits for something slow that it is being worked on; the answer then takes that message's place.</summary>
public sealed partial class Working(
    NpgsqlDataSource source, Transactions transactions, Outbox outbox, TimeProvider time, ILogger<Working> log)
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the outcome.</summary>
    public async Task While(Task<Outcome> running, InboxRow row, Request request, CancellationToken cancel)
    {
        var shown = request.Answer is { } place && !await Finishes(running, cancel) && await Show(row, place, cancel);
        var outcome = await running;
        if (shown && outcome is { Reply: null, Kind: not OutcomeKind.AlreadyHandled }) await Settle(row, outcome, cancel);
    }

    async Task<bool> Finishes(Task running, CancellationToken cancel)
    {
        if (running.IsCompleted) return true;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var first = await Task.WhenAny(running, Task.Delay(patience, time, over.Token));
        await over.CancelAsync();
        return first == running;
    }

    async Task<bool> Show(InboxRow row, ChatPlace place, CancellationToken cancel)
    {
        try
        {
            await using var db = await source.OpenConnectionAsync(cancel);
            // Under the answer's own key: if the answer was quicker after all, nothing is said.
            var shown = await db.Execute(
                """
                with said as (
                    insert into messages (id, key, kind, content, said_at)
                    values (@Id, @Key, 'reply', @Content, @Now)
                    on conflict (key) do nothing
                    returning id)
                insert into deliveries (message_id, platform, place_kind, place_id, place_means, first_said_at, not_before)
                select id, @Platform, @Place, @PlaceId, @Means::jsonb, @Now, @Now
                from   said
                """,
                new
                {
                    Id = Guid.CreateVersion7(time.GetUtcNow()), Key = Messages.AnswerKey(row.Id), Now = time.GetUtcNow(),
                    Content = Json.Text(new Reply("Working on it…") { IsOnItsWay = true }),
                    place.Platform, Place = place.Kind, PlaceId = place.Id, place.Means,
                }, cancel);
            outbox.Look();
            return shown > 0;
        }
        // A courtesy; what is being worked on goes on without it.
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogNotShown(fault, row.Id);
            return false;
        }
    }

    // The outcome was no reply of its own, so the note would stand there for ever.
    async Task Settle(InboxRow row, Outcome outcome, CancellationToken cancel)
    {
        await using var work = await transactions.Begin(Actor.OpsBot("inbox"), row.Id, cancel);
        // What came of it stands elsewhere, or is about to.
        var reply = new Reply(outcome.Form is null ? "Started" : "Waiting for the form") { IsOnItsWay = true };
        await work.Say(Messages.AnswerKey(row.Id), new To.WhereItStands(), reply, cancel);
        await work.Commit(cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Could not show that request {Receipt} is being worked on")]
    partial void LogNotShown(Exception fault, Guid receipt);
}
