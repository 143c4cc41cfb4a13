using OpsBot.Core.Operations;

namespace OpsBot.Core.Audit;

/// <summary>The one way into the audit: a row that is part of the transaction that changes the state.</summary>
public static class AuditTrail
{
    extension(Work work)
    {
        public Task Audit(AuditEntry entry, CancellationToken cancel) => throw new NotSupportedException($"{entry.Operation} {work.Trail} {cancel}");
    }
}
