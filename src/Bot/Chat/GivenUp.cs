using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>Ends a request that fails whenever it is tried, says so to who asked, and leaves a row in the audit.</summary>
public sealed partial class GivenUp(NpgsqlDataSource source, Parser parser, Outbox outbox, TimeProvider time, ILogger<GivenUp> log)
{
    public async Task Close(InboxRow row, IChatPlatform platform, CancellationToken cancel)
    {
        var request = Request(row, platform);
        try
        {
            await Close(row, request, audited: true, cancel);
        }
        // Most likely the very reason why it is given up; it must end all the same.
        catch (AuditLostException lost)
        {
            LogUnaudited(lost, row.Id);
            await Close(row, request, audited: false, cancel);
        }
    }

    async Task Close(InboxRow row, Request? request, bool audited, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow();
        if (await db.Execute("update inbox set handled_at = @Now where id = @Id and handled_at is null", new { row.Id, Now = now },
            cancel) == 0) return;
        LogGivenUp(row.Id, row.Platform, row.Kind, row.Attempts);
        var asked = request ?? new Request(new Caller(new ChatAccount(row.Platform, "unknown")), "");
        var work = new Work(transaction, outbox, asked, await Who.Is(db, asked.Caller.Account, cancel), row.Id, now);
        if (audited)
            await work.AuditUnchanged(Execution.Entry(work, Operation(request), AuditOutcome.Failed) with
            {
                Detail = $"Given up after {row.Attempts} attempts; nothing was changed. Reference {Reference(row)}.",
            }, cancel);
        if (request?.Answer is { } answer) await work.Say(Messages.AnswerKey(row.Id), new To.Place(answer), Answer(row), cancel);
        await work.Commit(cancel);
    }

    string Operation(Request? request) =>
        request is null ? "unreadable request"
        : parser.Parse(request.Line).Failed(out var parsed, out _) ? "unknown command" : parsed.Entry.Command;

    static Reply Answer(InboxRow row) => Faults.Reply("OpsBot tried several times and could not carry it out.", Reference(row));

    static string Reference(InboxRow row) => row.Id.ToString("n")[^12..];

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

    [LoggerMessage(LogLevel.Critical, "The audit took no row about request {Receipt}, which was given up; run `opsbot audit verify`")]
    partial void LogUnaudited(Exception lost, Guid receipt);
}
