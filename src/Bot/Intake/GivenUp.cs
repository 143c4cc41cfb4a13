using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Intake;

/// <summary>
/// Ends what fails whenever it is tried, says so to who asked, and to the team where no person did, and leaves a row in the audit.
/// </summary>
public sealed partial class GivenUp(Transactions transactions, Parser parser, ILogger<GivenUp> log)
{
    public async Task Close(InboxRow row, IInboxSource source, CancellationToken cancel)
    {
        var request = RequestIn(row, source);
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
        var actor = request is null ? Actor.OpsBot("inbox") : Actor.Person(request.Caller);
        await using var work = await transactions.Handling(row.Id, actor, cancel);
        if (work is null) return;
        LogGivenUp(row.Id, row.Platform, row.Kind, row.Attempts);
        if (audited)
            await work.AuditUnchanged(Execution.Entry(work, Operation(row, request), AuditOutcome.Failed) with
            {
                Detail = $"Given up after {row.Attempts} attempts; nothing was changed. Reference {Reference(row)}.",
            }, cancel);
        if (request is null) await work.Say($"given-up:{row.Id:n}", new To.Channel(Purpose.Ops), ToTeam(row), cancel);
        else if (request.Answer is { } answer) await work.Say(Messages.AnswerKey(row.Id), new To.Place(answer), ToAsker(row), cancel);
        await work.Commit(cancel);
    }

    string Operation(InboxRow row, Request? request) =>
        request is null ? $"{row.Platform} {row.Kind}"
        : parser.Parse(request.Line).Failed(out var parsed, out _) ? "unknown command" : parsed.Entry.Command;

    static Reply ToAsker(InboxRow row) => Faults.Reply("OpsBot tried several times and could not carry it out.", Reference(row));

    static Reply ToTeam(InboxRow row) => Faults.Reply(
        $"A {row.Kind} from {row.Platform} was tried {row.Attempts} times and could not be carried out; nothing was changed.",
        Reference(row));

    static string Reference(InboxRow row) => row.Id.ToString("n")[^12..];

    Request? RequestIn(InboxRow row, IInboxSource source)
    {
        try
        {
            return source.RequestIn(row);
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

    [LoggerMessage(LogLevel.Error, "Request {Receipt} could not be read, so it is told to the team")]
    partial void LogUnreadable(Exception fault, Guid receipt);

    [LoggerMessage(LogLevel.Critical, "The audit took no row about request {Receipt}, which was given up; run `opsbot audit verify`")]
    partial void LogUnaudited(Exception lost, Guid receipt);
}
