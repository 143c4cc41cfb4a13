using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Access;
using OpsBot.Core.Approvals;
using OpsBot.Core.Audit;
using OpsBot.Core.Jobs;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>Takes one bound operation through plan, guard, handler and audit, inside the Runner's transaction.</summary>
public sealed class Execution(IServiceProvider services, Finders finders, ApprovalRequests approvals)
{
    public async Task<Outcome> Answer(Work work, Parsed parsed, object question, CancellationToken cancel) =>
        (await parsed.Entry.Invoker.Run(services, question, work, cancel)).Failed(out var answer, out var refusal)
            ? new(OutcomeKind.Refused) { Reply = Refusals.Reply(refusal) }
            : new(OutcomeKind.Answered)
            {
                Reply = answer.Say()
                    with { IsWhole = parsed.ShowAll, ShowAll = parsed.ShowAll ? null : (parsed with { ShowAll = true }).Line() },
                Answer = answer,
            };

    /// <summary>A command, from its plan to its answer, or to the form or approval that stands before it.</summary>
    public async Task<Outcome> Carry(Work work, Parsed parsed, object command, CancellationToken cancel)
    {
        var entry = parsed.Entry;
        await LockAll(work, entry, command, cancel);
        var planned = await entry.Invoker.Plan(services, command, work, cancel);
        if (work.Lost(entry.Spec.Needs) is { } lost) return await Refused(work, entry, command, lost, cancel);
        if (planned.Failed(out var plan, out var refusal))
        {
            if (SubjectOf(entry, command) is { } subject)
                work.Subject = subject.Target with { Label = await finders.NameOf(work.Db, subject.Id, cancel) };
            return await Refused(work, entry, command, refusal, cancel);
        }
        work.Subject = plan.Target;
        if (parsed.DryRun)
            return new(OutcomeKind.Planned) { Reply = Plans.Reply(parsed, plan, await Policies.Decide(work, entry, plan, cancel)) };
        var guard = await Policies.Decide(work, entry, plan, cancel);
        if (work.Request.Proposes && guard.Kind != GuardKind.Approval) 
            guard = Guard.Approval with { Quorum = [entry.Spec.Needs], IsProposal = true };
        if (work.Request.Seen is { } seen && !PlanDigest.IsSeen(plan, seen))
            return await Refused(work, entry, command,
                new Refusal($"{plan.Target.Label} changed while you were writing, so nothing was done. Look at it again before you decide.")
            { WaysOn = [new("Try again", parsed.Line())] }, cancel);
        if (parsed.BreakGlass && guard is { Kind: GuardKind.Approval, Rights: Rights.Given })
            return await Refused(work, entry, command, BreakGlass.NotForRights(parsed), cancel);
        if (parsed.Reason is { Length: > Forms.LongestReason } page)
            return await Refused(work, entry, command, Forms.TooLong(page), cancel);
        if (guard.NeedsReason && (parsed.Reason?.Trim().Length ?? 0) < Forms.ShortestReason)
            return Forms.AskForReason(work, parsed, plan, guard);
        if (parsed.Reason is not null) work.Because(parsed.Reason.Trim());
        return (guard.Kind, guard.Rights) switch
        {
            (GuardKind.Approval, _) when parsed.BreakGlass && !BreakGlass.IsConfirmed(work, parsed, plan) =>
                BreakGlass.Confirm(work, parsed, plan, guard),
            (GuardKind.Approval, _) when parsed.BreakGlass => await BreakGlass.Run(work, this, parsed, command, plan, guard, cancel),
            (GuardKind.Approval, _) => await approvals.Open(work, parsed, command, plan, guard, cancel),
            (_, Rights.Given) => await Run(work, entry, command, plan, [], "Alone: nobody else could approve.", cancel),
            (_, Rights.Taken) =>
                await work.ToSignOff(entry, plan, null, await Run(work, entry, command, plan, [], Reviews.Due, cancel), cancel),
            _ => await Run(work, entry, command, plan, [], null, cancel),
        };
    }

    /// <summary>Runs what a quorum approved, if it is still what they saw; the refusal says what changed.</summary>
    public async Task<Result<Outcome>> RunApproved(
        Work work, Entry entry, object command, Plan approved, IReadOnlyList<Operator> approvers, CancellationToken cancel)
    {
        await LockAll(work, entry, command, cancel);
        var planned = await entry.Invoker.Plan(services, command, work, cancel);
        if (work.Lost(entry.Spec.Needs) is not null)
            return new Refusal($"{work.Operator.Name}, who asked for it, lost the rights for it while it waited. Nothing was done.");
        if (planned.Failed(out var plan, out var refusal)) return refusal;
        work.Subject = plan.Target;
        if (!PlanDigest.IsStill(plan, approved))
            return new Refusal(
                $"{approved.Target.Label} changed after it was asked for, so what was approved is no longer what would happen. Ask again if it is still wanted.");
        var guard = await Policies.Decide(work, entry, plan, cancel);
        return guard.Kind == GuardKind.Approval && Quorum.Open(guard.Quorum, approvers.Where(one => one.Id != work.Request.Cause)).Count > 0
            ? new Refusal($"The policy changed meanwhile: it now needs {guard}. Ask again if it is still wanted.")
            : await Run(work, entry, command, plan, [.. approvers.Select(one => one.Name)], null, cancel);
    }

    /// <summary>The handler and its audit row; the guard has been passed, and a note says in the audit how.</summary>
    internal async Task<Outcome> Run(
        Work work, Entry entry, object command, Plan plan, IReadOnlyList<string> approvers, string? note, CancellationToken cancel)
    {
        work.Plan = plan;
        var longWork = services.GetKeyedService<ILongWork>(entry.Type);
        if (longWork?.SerialKey(command, plan.Target) is { } turn && await work.InTurn(turn, cancel) is { } notYet)
            return await Refused(work, entry, command, notYet, cancel);
        if ((await entry.Invoker.Run(services, command, work, cancel)).Failed(out var answer, out var refusal))
            return await Refused(work, entry, command, refusal, cancel);
        if (!answer.ChangedNothing && longWork is not null)
            await work.Queue(entry, longWork, command, plan.Target, cancel);
        var reply = answer.Say();
        // What long work says of its end is not true yet.
        var said = work.HasJob ? plan.Effect : reply.Summary;
        var row = Entry(work, entry, command, work.HasJob ? AuditOutcome.Started : AuditOutcome.Done) with
        {
            Plan = plan, Target = plan.Target, Approvers = approvers,
            Detail = note is null ? said : $"{said.TrimEnd('.')}. {note}",
        };
        await (answer.ChangedNothing ? work.AuditUnchanged(row, cancel) : work.Audit(row, cancel));
        return new(OutcomeKind.Done) { Reply = work.HasJob ? null : reply, Answer = answer };
    }

    /// <summary>Says no; a command leaves a row about it, a question does not.</summary>
    public static async Task<Outcome> Refused(Work work, Entry entry, object? command, Refusal refusal, CancellationToken cancel)
    {
        if (!entry.IsQuestion)
        {
            var row = command is null ? Entry(work, entry.Command, AuditOutcome.Refused)
                : Entry(work, entry, command, AuditOutcome.Refused);
            await work.AuditUnchanged(row with { Detail = refusal.Sentence }, cancel);
        }
        return new(OutcomeKind.Refused) { Reply = Refusals.Reply(refusal) };
    }

    public static AuditEntry Entry(Work work, Entry entry, object command, AuditOutcome outcome) => Entry(work, entry.Command, outcome) with
    {
        Arguments = entry.ToJson(command is ISecretive secretive ? secretive.WithoutSecrets() : command),
        Target = work.Subject ?? SubjectOf(entry, command)?.Target,
    };

    public static AuditEntry Entry(Work work, string operation, AuditOutcome outcome) => new()
    {
        Trail = work.Trail,
        At = work.Now,
        Operation = operation,
        Outcome = outcome,
        OperatorId = work.AskerId?.Value,
        Operator = work.Duty is not null ? "OpsBot" : work.AskerId is null ? null : work.Operator.Name,
        Account = work.Request.Caller.Account.ToString(),
        Workspace = work.Request.Caller.Workspace,
        Channel = work.Request.Caller.Channel,
        Reason = work.Reason,
    };

    // Taken before the plan is made, so that what the plan saw is still so when the handler runs.
    // All that it names and all that its handler adds, whoever asks in the same order: two that name the same wait, and not for ever.
    internal async Task LockAll(Work work, Entry entry, object command, CancellationToken cancel)
    {
        var named = entry.Parameters.Where(parameter => parameter is { Kind: ParameterKind.Reference, Required: true })
            .Select(parameter => entry.Value(command, parameter)).OfType<IId>().Select(id => Target.Of(id, ""));
        var all = named.Concat(await entry.Invoker.Locks(services, command, work, cancel));
        foreach (var target in all.DistinctBy(target => target.Key).OrderBy(target => target.Key, StringComparer.Ordinal))
            await work.Lock(target, cancel);
    }

    sealed record Subject(IId Id, Target Target);

    static Subject? SubjectOf(Entry entry, object command) =>
        entry.Subject is { } parameter && entry.Value(command, parameter) is IId id
            ? new(id, Target.Of(id, id.ToString()!)) : null;
}
