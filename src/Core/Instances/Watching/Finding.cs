using OpsBot.Core.Instances.Runtime;

namespace OpsBot.Core.Instances.Watching;

/// <summary>
/// How what the host says relates to what people have ordered. Unasked: it runs although they stopped it. Settled: it did, and stands
/// still again.
/// </summary>
public enum Finding { AsOrdered, Broken, Back, Unasked, Settled }

static class Findings
{
    /// <summary>Only of what stands still, beside what is known of it: what a job moves is the job's to judge.</summary>
    public static Finding Of(InstanceState ordered, bool brokeByItself, bool runsUnasked, RuntimeState seen) => ordered switch
    {
        InstanceState.Running => seen.Phase == RuntimePhase.Running ? Finding.AsOrdered : Finding.Broken,
        InstanceState.Stopped when seen.Phase == RuntimePhase.Absent => Finding.Broken,
        InstanceState.Stopped => (runsUnasked, Runs(seen)) switch
        {
            (false, true) => Finding.Unasked,
            (true, false) => Finding.Settled,
            (true, true) or (false, false) => Finding.AsOrdered,
        },
        // What people could not bring up stays theirs to bring up.
        InstanceState.Error => brokeByItself && seen.Readiness == Readiness.Ready ? Finding.Back : Finding.AsOrdered,
        InstanceState.Creating or InstanceState.Starting or InstanceState.Stopping or InstanceState.Restarting or
            InstanceState.Maintenance or InstanceState.Suspended or InstanceState.Deleting or InstanceState.Deleted => Finding.AsOrdered,
    };

    static bool Runs(RuntimeState seen) => seen.Phase is RuntimePhase.Running or RuntimePhase.Restarting or RuntimePhase.Paused;
}
