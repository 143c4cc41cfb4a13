using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>Ends a request that fails whenever it is tried, and says so to who asked.</summary>
public sealed partial class GivenUp(NpgsqlDataSource source, OutboxSignal outbox, TimeProvider time, ILogger<GivenUp> log)
{
    public async Task Close(InboxRow row, IChatPlatform platform, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow();
        if (await db.Execute("update inbox set handled_at = @Now where id = @Id and handled_at is null", new { row.Id, Now = now }, cancel) == 0) return;
        LogGivenUp(row.Id, row.Platform, row.Kind, row.Attempts);
        if (Request(row, platform) is { Answer: { } answer } request)
            await new Work(db, request, null, row.Id, now).Say(Saying.AnswerKey(row.Id), new To.Place(answer), Answer(row), cancel);
        await transaction.CommitAsync(cancel);
        outbox.Raise();
    }

    static Reply Answer(InboxRow row) => Faults.Reply("OpsBot tried several times and could not carry it out.", row.Id.ToString("n")[^12..]);

    Request? Request(InboxRow row, IChatPlatform platform)
    {
        try
        {
            return platform.Translate(row);
        }
        // Most likely the very reason why it is given up.
        catch (Exception fault)
        {
            LogUnreadable(fault, row.Id);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Request {Receipt} ({Platform} {Kind}) was given up after {Attempts} attempts")]
    partial void LogGivenUp(Guid receipt, string platform, string kind, int attempts);

    [LoggerMessage(LogLevel.Error, "Request {Receipt} could not be read, so nobody is told")]
    partial void LogUnreadable(Exception fault, Guid receipt);
}
