using Microsoft.Extensions.Logging;
using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>How the run of an approved request ended, and what it answered.</summary>
sealed record Ran(ApprovalState State, string Ending)
{
    public Reply? Reply { get; init; }

    /// <summary>Once it was approved: whether it has ended, and with what.</summary>
    public RunState? Run { get; init; }

    /// <summary>"acme-old is deleted"; none while it runs.</summary>
    public string? CameOfIt { get; init; }
}

/// <summary>Runs the frozen operation in the transaction of the last approval, if everything it was bound to still holds.</summary>
sealed partial class ApprovedRun(Catalog catalog, Execution execution, ILogger<ApprovedRun> log)
{
    public async Task<Ran> Run(Work work, ApprovalCase approved, CancellationToken cancel)
    {
        var request = approved.Request;
        if (!request.IsIntact)
            return await Stale(work, approved,
                "What is stored is no longer what was asked for: somebody changed it in the database. Nothing was done.", cancel);
        if (catalog.Find(request.Operation) is not { } entry)
            return await Stale(work, approved, $"This version of OpsBot no longer has `/{request.Operation}`. Nothing was done.", cancel);
        return await Guarded(work, approved, entry, cancel);
    }

    // A bug in a handler takes back what it did, and only that: the votes stay, and the request ends as failed.
    async Task<Ran> Guarded(Work work, ApprovalCase approved, Entry entry, CancellationToken cancel)
    {
        var request = approved.Request;
        await work.Execute("savepoint approved_run", null, cancel);
        try
        {
            var command = entry.FromJson(request.Arguments);
            // Whoever works on the target may do so for long: what ran out or was lost while this waited does not count.
            await execution.LockAll(work, entry, command, cancel);
            approved = await ApprovalCase.Load(work, request.Id, cancel);
            var asker = request.AskedBy is { } person ? await Who.Is(work.Db, person, cancel) : null;
            if (await MayNot(work, approved, entry, asker, cancel) is { } no)
                return await Stale(work, approved, no.Sentence, cancel);
            // Where only who asked reads, the long work goes on in the one message they have.
            var theirs = work.For(asker, RequestOf(request), request.Trail,
                [.. approved.Approvers.Select(one => one.Name)], request is { Room: null, Duty: null } ? request.AskerKey : null);
            theirs.Because(request.Reason);
            theirs.Approval = request.Number;
            var result = await RunStill(theirs, entry, command, request.Plan, approved.Approvers, cancel);
            if (result.Failed(out var outcome, out var refusal))
            {
                await work.Execute("rollback to savepoint approved_run", null, cancel);
                return await Stale(work, approved, refusal.Sentence, cancel);
            }
            await work.Execute("release savepoint approved_run", null, cancel);
            work.Include(theirs);
            return outcome.Kind == OutcomeKind.Refused
                ? new(ApprovalState.Failed, outcome.Reply?.Parts.OfType<Paragraph>().FirstOrDefault()?.Text.Text ?? "It was refused.")
                : new(ApprovalState.Approved, "")
                {
                    Reply = outcome.Reply, Run = outcome.Reply is null ? RunState.Running : RunState.Done,
                    CameOfIt = outcome.Reply?.Heading,
                };
        }
        catch (Exception bug) when (!cancel.IsCancellationRequested && !Outage.Is(bug))
        {
            LogFailed(bug, request.Number, request.Trail);
            await work.Execute("rollback to savepoint approved_run", null, cancel);
            var sentence = $"{Faults.NothingChanged} Reference {request.Trail.ToString("n")[^12..]}.";
            await work.Audit(Row(work, approved, AuditOutcome.Failed, sentence), cancel);
            return new(ApprovalState.Failed, sentence);
        }
    }

    /// <summary>What a quorum approved, if it is still what they saw; the refusal says what changed.</summary>
    async Task<Result<Outcome>> RunStill(
        Work work, Entry entry, object command, Plan approved, IReadOnlyList<Operator> approvers, CancellationToken cancel)
    {
        await execution.LockAll(work, entry, command, cancel);
        var planned = await execution.Plan(work, entry, command, cancel);
        if (work.Lost(entry.Spec.Needs) is not null)
            return new Refusal($"{work.Operator.Name}, who asked for it, lost the rights for it while it waited. Nothing was done.");
        if (planned.Failed(out var plan, out var refusal)) return refusal;
        work.Subject = plan.Target;
        if (!PlanDigest.IsStill(plan, approved))
            return new Refusal($"{approved.Target.Label} changed after it was asked for, so what was approved is no longer what would "
                + "happen. Ask again if it is still wanted.");
        var guard = await Policies.Decide(work, entry, plan, cancel);
        return guard.Kind == GuardKind.Approval && Quorum.Open(guard.Quorum, approvers.Where(one => one.Id != work.Request.Cause)).Count > 0
            ? new Refusal($"The policy changed meanwhile: it now needs {guard}. Ask again if it is still wanted.")
            : await execution.Run(work, entry, command, plan, [.. approvers.Select(one => one.Name)], null, cancel);
    }

    /// <summary>
    /// Why it can't run for who asked, if they may no longer ask for it, or not in time, or without all the approvals it needs.
    /// </summary>
    static async Task<Refusal?> MayNot(Work work, ApprovalCase approved, Entry entry, Operator? asker, CancellationToken cancel)
    {
        var request = approved.Request;
        return request.Duty is null && asker is null
                ? new Refusal($"{request.Asker}, who asked for it, is no longer on the team. Nothing was done.")
            : asker is not null && (await Who.Is(work.Db, request.Account, cancel))?.Id != asker.Id
                ? new Refusal($"{request.Account}, from which it was asked, is no longer linked to {asker.Name}. Nothing was done.")
            : asker is not null && !asker.May(entry.Spec.Needs)
                ? new Refusal($"{asker.Name} asked for it and may no longer do so: it needs {entry.Spec.Needs.AsOne}. Nothing was done.")
            : request.ExpiresAt <= work.Now
                ? new Refusal($"Its time ended while it waited for other work on {request.TargetLabel}. Nothing was done.")
            : approved.Open.Count > 0
                ? new Refusal($"An approval no longer counts; it still needs {approved.StillNeeded}. Nothing was done.")
            : null;
    }

    static async Task<Ran> Stale(Work work, ApprovalCase approved, string sentence, CancellationToken cancel)
    {
        await work.Audit(Row(work, approved, AuditOutcome.Refused, sentence), cancel);
        return new(ApprovalState.Stale, sentence);
    }

    static AuditEntry Row(Work work, ApprovalCase approved, AuditOutcome outcome, string sentence) =>
        Endings.Row(work, approved.Request, outcome) with
    {
        OperatorId = approved.Request.AskedBy?.Value, Operator = approved.Request.Asker, Account = approved.Request.Account.ToString(),
        Workspace = approved.Request.Workspace, Channel = approved.Request.Channel,
        Approvers = [.. approved.Approvers.Select(one => one.Name)], Detail = sentence,
    };

    // What it says lands where it was asked; a request from no channel is answered to the person.
    static Request RequestOf(Approval request) =>
        new(new Caller(request.Account) { Workspace = request.Workspace, Channel = request.Channel, Name = request.Asker }, request.Line)
    {
        Duty = request.Duty, Cause = request.CausedBy,
        Room = request.Duty is not null
            ? null : request.RoomPlace ?? new ChatPlace(request.Platform, PlaceKind.Person, request.AccountId),
    };

    [LoggerMessage(LogLevel.Error, "Approved request #{Number} failed, trail {Trail}")]
    partial void LogFailed(Exception bug, long number, Guid trail);
}
