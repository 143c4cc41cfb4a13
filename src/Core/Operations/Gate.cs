using OpsBot.Core.Access;
using OpsBot.Core.Approvals;
using OpsBot.Core.Approvals.Limits;
using OpsBot.Core.Billing.Previews;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>Takes a command through its guard: on to be carried out, or to the form or the approval that stands before it.</summary>
public sealed class Gate(Execution execution, ApprovalRequests approvals, Finders finders)
{
    public async Task<Outcome> Pass(Work work, Parsed parsed, object command, CancellationToken cancel)
    {
        var entry = parsed.Entry;
        await execution.LockAll(work, entry, command, cancel);
        var planned = await execution.Plan(work, entry, command, cancel);
        if (work.Lost(entry.Spec.Needs) is { } lost) return await Execution.Refused(work, entry, command, lost, cancel);
        if (planned.Failed(out var plan, out var refusal))
        {
            if (Execution.SubjectOf(entry, command) is { } subject)
                work.Subject = subject.Target with { Label = await finders.NameOf(work.Db, subject.Id, cancel) };
            return await Execution.Refused(work, entry, command, refusal, cancel);
        }
        work.Subject = plan.Target;
        var guard = await Policies.Decide(work, entry, plan, cancel);
        if (parsed.DryRun)
            return new(OutcomeKind.Planned)
            {
                Reply = Plans.Reply(parsed, plan, guard, await MoneyBeside.Of(work.Db, plan, work.Trail, cancel)),
            };
        if (work.Request.Proposes && guard.Kind != GuardKind.Approval)
            guard = Guard.Approval with { Quorum = [entry.Spec.Needs], IsProposal = true };
        if (Turned(work, parsed, plan, guard) is { } no) return await Execution.Refused(work, entry, command, no, cancel);
        if (guard.NeedsReason && (parsed.Reason?.Trim().Length ?? 0) < Forms.ShortestReason)
            return Forms.AskForReason(work, parsed, plan, guard, await MoneyBeside.Of(work.Db, plan, work.Trail, cancel));
        if (parsed.BreakGlass && guard.Kind == GuardKind.Approval && await ApproverLimits.NotAlone(work, plan, cancel) is { } limited)
            return await Execution.Refused(work, entry, command, limited, cancel);
        if (parsed.Reason is not null) work.Because(parsed.Reason.Trim());
        return (guard.Kind, guard.Rights) switch
        {
            (GuardKind.Approval, _) when parsed.BreakGlass && !BreakGlass.IsConfirmed(work, parsed, plan) =>
                BreakGlass.Confirm(work, parsed, plan, guard, await MoneyBeside.Of(work.Db, plan, work.Trail, cancel)),
            (GuardKind.Approval, _) when parsed.BreakGlass => await BreakGlass.Run(work, execution, parsed, command, plan, guard, cancel),
            (GuardKind.Approval, _) => await approvals.Open(work, parsed, command, plan, guard, cancel),
            (_, Rights.Given) => await execution.Run(work, entry, command, plan, [], "Alone: nobody else could approve.", cancel),
            (_, Rights.Taken) =>
                await work.ToSignOff(entry, plan, null, await execution.Run(work, entry, command, plan, [], Reviews.Due, cancel), cancel),
            _ => await execution.Run(work, entry, command, plan, [], null, cancel),
        };
    }

    static Refusal? Turned(Work work, Parsed parsed, Plan plan, Guard guard) => parsed switch
    {
        _ when work.Request.Seen is { } seen && !PlanDigest.IsSeen(plan, seen) =>
            new($"{plan.Target.Label} changed while you were writing, so nothing was done. Look at it again before you decide.")
            {
                WaysOn = [new("Try again", parsed.Line())],
            },
        { BreakGlass: true } when guard is { Kind: GuardKind.Approval, Rights: Rights.Given } => BreakGlass.NotForRights(parsed),
        { Reason: { Length: > Forms.LongestReason } page } => Forms.TooLong(page),
        _ => null,
    };
}
