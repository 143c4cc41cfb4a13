using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>A super admin runs alone, now: everybody is told, and another admin signs it off within a day.</summary>
public sealed class BreakGlass
{
    public Task<Outcome> Run(Work work, Execution execution, Parsed parsed, object command, Plan plan, Guard guard, CancellationToken cancel) =>
        throw new NotSupportedException();
}
