using OpsBot.Core.Jobs;

namespace OpsBot.Core.Servers.Nodes;

/// <summary>
/// Has a node update itself, and follows that. A node that is silent for too long, or knows no such call, is not waited for: the memo says
/// then that the server is to be rebooted.
/// </summary>
sealed class SelfUpdates(ServerNodes nodes, INode node, TimeProvider time)
{
    /// <summary>So long an update may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    // A node that starts anew is back sooner.
    static readonly TimeSpan longestSilence = TimeSpan.FromMinutes(2);

    static readonly TimeSpan soonest = TimeSpan.FromSeconds(2), latest = TimeSpan.FromSeconds(20);

    /// <summary>How it stands before anything is done.</summary>
    public async Task<StepResult> Look(ServerId server, JobRun<RedeployMemo> run, CancellationToken cancel)
    {
        if ((await nodes.Of(server, cancel)).Failed(out var target, out var refusal)) return new StepResult.Failed(refusal.Sentence);
        if ((await node.UpdateProgress(target, cancel)).Failed(out var update, out var fault)) return Silent(run, fault, longestSilence);
        run.Memo = run.Memo with
        {
            Runs = update.CurrentVersion, WasDone = update.State == NodeUpdateState.Done && update.TargetVersion == run.Memo.Version,
        };
        return StepResult.Next;
    }

    public async Task<StepResult> Begin(ServerId server, JobRun<RedeployMemo> run, CancellationToken cancel)
    {
        if (run.Memo.Reboots) return StepResult.Next;
        if ((await nodes.Of(server, cancel)).Failed(out var target, out var refusal)) return new StepResult.Failed(refusal.Sentence);
        if (!(await node.Update(target, run.Memo.Version, cancel)).Failed(out _, out var fault)) return StepResult.Next;
        return fault.MayHaveHappened ? new StepResult.Unknown(fault.Sentence) : Silent(run, fault, longestSilence);
    }

    /// <summary>For who does not know whether it was begun: one on its way is, and one that is over which was not before.</summary>
    public async Task<StepResult?> Find(ServerId server, JobRun<RedeployMemo> run, CancellationToken cancel)
    {
        if (run.Memo.Reboots) return StepResult.Next;
        if ((await nodes.Of(server, cancel)).Failed(out var target, out var refusal)) return new StepResult.Failed(refusal.Sentence);
        if ((await node.UpdateProgress(target, cancel)).Failed(out var update, out var fault)) return Silent(run, fault, longestSilence);
        return update.TargetVersion != run.Memo.Version ? null : update.State switch
        {
            NodeUpdateState.Running => StepResult.Next,
            NodeUpdateState.Done when !run.Memo.WasDone => StepResult.Next,
            NodeUpdateState.Done or NodeUpdateState.None or NodeUpdateState.Failed => null,
        };
    }

    public async Task<StepResult> Follow(ServerId server, JobRun<RedeployMemo> run, CancellationToken cancel)
    {
        if (run.Memo.Reboots) return StepResult.Next;
        if ((await nodes.Of(server, cancel)).Failed(out var target, out var refusal)) return new StepResult.Failed(refusal.Sentence);
        if ((await node.UpdateProgress(target, cancel)).Failed(out var update, out var fault)) return Silent(run, fault, Longest);
        run.Memo = run.Memo with { Runs = update.CurrentVersion };
        return update.State switch
        {
            NodeUpdateState.Done => StepResult.Next,
            NodeUpdateState.Failed => new StepResult.Failed(
                $"Its node could not update itself: {update.Detail ?? "it does not say why"}. It runs {update.CurrentVersion ?? "what it ran"} on."),
            NodeUpdateState.None => Reboot(run),
            NodeUpdateState.Running => IsOver(run, Longest) ? Reboot(run)
                : new StepResult.LookAgain(Soon(run), $"{update.Progress} %{(update.Detail is { } detail ? $", {detail}" : "")}"),
        };
    }

    /// <summary>After a reboot nobody knows; it is of no weight where the node does not tell.</summary>
    public async Task<StepResult> SeeWhatRuns(ServerId server, JobRun<RedeployMemo> run, CancellationToken cancel)
    {
        if (!run.Memo.Reboots) return StepResult.Next;
        if ((await nodes.Of(server, cancel)).Failed(out var target, out var refusal)) return new StepResult.Failed(refusal.Sentence);
        run.Memo = run.Memo with
        {
            Runs = (await node.UpdateProgress(target, cancel)).Failed(out var update, out _) ? null : update.CurrentVersion,
        };
        return StepResult.Next;
    }

    StepResult Silent(JobRun<RedeployMemo> run, NodeFault fault, TimeSpan longest) => fault.Trouble switch
    {
        NodeTrouble.Away or NodeTrouble.Slow or NodeTrouble.Busy =>
            IsOver(run, longest) ? Reboot(run) : new StepResult.LookAgain(fault.Wait ?? Soon(run), fault.Sentence),
        NodeTrouble.Misconfigured => Reboot(run),
        NodeTrouble.Locked or NodeTrouble.Refused => new StepResult.Failed(fault.Sentence),
    };

    static StepResult Reboot(JobRun<RedeployMemo> run)
    {
        run.Memo = run.Memo with { Reboots = true };
        return StepResult.Next;
    }

    // The longer it takes, the less it matters to hear of its end at once.
    TimeSpan Soon(JobRun<RedeployMemo> run) =>
        TimeSpan.FromTicks(Math.Clamp((time.GetUtcNow() - run.StepStartedAt).Ticks / 10, soonest.Ticks, latest.Ticks));

    bool IsOver(JobRun<RedeployMemo> run, TimeSpan longest) => time.GetUtcNow() - run.StepStartedAt >= longest;
}
