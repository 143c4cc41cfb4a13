using Microsoft.Extensions.Logging;
using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Diagnostics;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>The one way in: every request runs here, in one transaction with its audit row and its answer.</summary>
public sealed partial class Runner(
    Transactions transactions, Parser parser, Binder binder, Looks looks, Gate gate, Execution execution, TimeProvider time,
    ILogger<Runner> log)
{
    /// <summary>The door of what comes as text: a typed line, a click, a form.</summary>
    public Task<Outcome> Run(Request request, CancellationToken cancel) => Run(request.Storable(), null, cancel);

    /// <summary>The door of programs, and of OpsBot's own duties: the same plan, policy, approval, run and audit.</summary>
    public Task<Outcome> Run<TOperation>(TOperation operation, Actor actor, string? because, CancellationToken cancel)
        where TOperation : class, IOperation => Run(operation, actor, because, null, cancel);

    /// <summary>The same for what a program reported: it is done, and its inbox row handled, in one transaction.</summary>
    public Task<Outcome> Run<TOperation>(TOperation operation, Actor actor, string? because, Guid? receipt, CancellationToken cancel)
        where TOperation : class, IOperation
    {
        var request = actor.Asks(Lines.LineOf(operation)) with { Receipt = receipt };
        return Run(because is null ? request : request with { Filled = new Dictionary<string, string> { ["reason"] = because } }, operation,
            cancel);
    }

    async Task<Outcome> Run(Request request, object? typed, CancellationToken cancel)
    {
        var trail = Guid.CreateVersion7(time.GetUtcNow());
        using var scope =
            log.BeginScope(new Dictionary<string, object> { ["Trail"] = trail, ["Account"] = request.Caller.Account.ToString() });
        try
        {
            var seen = await looks.Ahead(request, trail, cancel);
            return await InTransaction(request, trail, work => Run(work.With(seen), typed, cancel), cancel);
        }
        // A lost database or a stopping program is not this request's fault: the inbox brings it back.
        catch (Exception bug) when (!cancel.IsCancellationRequested && !Outage.Is(bug))
        {
            LogFailed(bug, trail);
            return await InTransaction(request, trail, work => Failed(work, cancel), cancel);
        }
    }

    async Task<Outcome> InTransaction(Request request, Guid trail, Func<Work, Task<Outcome>> run, CancellationToken cancel)
    {
        using var activity = Tracing.Begin("request");
        var begun = time.GetTimestamp();
        await using var work = await transactions.Begin(request, trail, cancel);
        if (work is null) return new(OutcomeKind.AlreadyHandled);
        var outcome = await run(work);
        await Say(work, outcome, cancel);
        await (outcome.Kind is OutcomeKind.Answered ? work.CommitAnswer(cancel) : work.Commit(cancel));
        Measures.Request(work.Command, outcome.Kind, time.GetElapsedTime(begun));
        activity.Tells(work.Command, outcome.Kind);
        return outcome;
    }

    async Task<Outcome> Run(Work work, object? typed, CancellationToken cancel)
    {
        if (parser.Parse(work.Request.Line).Failed(out var parsed, out var refusal))
            return work.IsStranger ? Refuse(await Strangers.Refusal(work, cancel)) : Refuse(refusal);
        parsed = parsed.Filled(work.Request.Filled);
        work.Command = parsed.Entry.Command;
        if (await Permission.Lacks(work, parsed, cancel) is { } no)
            return await Execution.Refused(work, parsed.Entry, null, no, cancel);
        var bound = typed is null ? await binder.Bind(parsed, work.Db, cancel) : new Bound(typed, []);
        return bound.Operation is { } operation
            ? parsed.Entry.IsQuestion
                ? await execution.Answer(work, parsed, operation, cancel)
                : await gate.Pass(work, parsed, operation, cancel)
            : Ask(work, parsed, bound);
    }

    static Outcome Ask(Work work, Parsed parsed, Bound bound)
    {
        var problems = bound.Problems;
        var wrong = problems.Where(problem => !problem.Missing).ToList();
        // What was typed into a form is not lost for one slip; where there are ways on, each carries it along.
        if (work.Request.Dialog is not null
            && wrong.TrueForAll(problem => problem.WaysOn.Count == 0 && work.Request.Filled.ContainsKey(problem.Parameter.Name)))
            return new(OutcomeKind.Asked) { Form = Forms.For(parsed, bound) };
        var sentences = string.Join(" ", (wrong.Count > 0 ? wrong : problems).Select(problem => problem.Sentence));
        var ways = problems.SelectMany(problem => problem.WaysOn).ToList();
        return Refuse(new Refusal(ways.Count > 0 ? sentences : $"{sentences} Usage: `{parsed.Entry.Usage}`") { WaysOn = ways });
    }

    static Outcome Refuse(Refusal refusal) => new(OutcomeKind.Refused) { Reply = Refusals.Reply(refusal) };

    async Task<Outcome> Failed(Work work, CancellationToken cancel)
    {
        if (!parser.Parse(work.Request.Line).Failed(out var parsed, out _) && !parsed.Entry.IsQuestion)
            await work.AuditUnchanged(Execution.Entry(work, parsed.Entry.Command, AuditOutcome.Failed) with
            {
                Detail = $"{Faults.NothingChanged} Reference {work.Trail:n}.",
            }, cancel);
        return new(OutcomeKind.Failed)
        {
            Reply = Faults.Reply(Faults.NothingChanged, work.Trail.ToString("n")[^12..])
                with { Buttons = work.Request.Line.Length <= 1500 ? [new Button("Try again", work.Request.Line)] : [] },
        };
    }

    static Task Say(Work work, Outcome outcome, CancellationToken cancel) => outcome switch
    {
        { Form: { } form } when work.Request.Dialog is { } dialog => work.Ask($"form:{work.Trail:n}", dialog, form, cancel),
        // Everybody reads it, and some of them later: it says whose doing it was.
        { Reply: { Audience: Audience.Room } reply } when work.Duty is not null =>
            work.Say(work.AnswerKey, new To.Channel(Purpose.Ops), reply.With(Byline.Ended(work.WhoseDoing, work.Now)), cancel),
        { Reply: { Audience: Audience.Room } reply } when work.Request.Room is { } room =>
            work.Say(work.AnswerKey, new To.Place(room), reply.With(Byline.Ended(work.WhoseDoing, work.Now)), cancel),
        { Reply: { } reply } when work.Request.Answer is { } answer => work.Say(work.AnswerKey, new To.Place(answer), reply, cancel),
        _ => Task.CompletedTask,
    };

    [LoggerMessage(LogLevel.Error, "Request failed, reference {Trail}")]
    partial void LogFailed(Exception bug, Guid trail);
}
