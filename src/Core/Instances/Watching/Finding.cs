using OpsBot.Core.Instances.Runtime;

namespace OpsBot.Core.Instances.Watching;

/// <summary>How what the host says relates to what people have ordered.</summary>
public enum Finding { AsOrdered, Broken, Back }

static class Findings
{
    /// <summary>Only of what stands still: what a job moves is the job's to judge.</summary>
    public static Finding Of(InstanceState ordered, bool brokeByItself, RuntimeState seen) => ordered switch
    {
        InstanceState.Running => seen.Phase == RuntimePhase.Running ? Finding.AsOrdered : Finding.Broken,
        InstanceState.Stopped => seen.Phase == RuntimePhase.Absent ? Finding.Broken : Finding.AsOrdered,
        // What people could not bring up stays theirs to bring up.
        InstanceState.Error => brokeByItself && seen.Readiness == Readiness.Ready ? Finding.Back : Finding.AsOrdered,
        InstanceState.Creating or InstanceState.Starting or InstanceState.Stopping or InstanceState.Restarting or
            InstanceState.Maintenance or InstanceState.Suspended or InstanceState.Deleting or InstanceState.Deleted => Finding.AsOrdered,
    };
}
