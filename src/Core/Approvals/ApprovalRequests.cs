using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>Freezes what was asked for and asks those who may decide.</summary>
public sealed class ApprovalRequests
{
    public Task<Outcome> Open(Work work, Parsed parsed, object command, Plan plan, Guard guard, CancellationToken cancel) =>
        throw new NotSupportedException();
}
