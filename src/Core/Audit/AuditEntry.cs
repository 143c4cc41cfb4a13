using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>Where a command stands: the rows of one trail tell it from being asked to its end.</summary>
public enum AuditOutcome
{
    [AlsoCalled("asked")] Requested,
    Approved,
    [AlsoCalled("rejected")] Denied,
    Expired,
    [AlsoCalled("canceled")] Cancelled,
    Refused,
    Started,
    [AlsoCalled("ok", "succeeded")] Done,
    [AlsoCalled("error")] Failed,
}

/// <summary>One row of the audit: who, through what, what, on whom, why, and what came of it.</summary>
public sealed record AuditEntry
{
    public required Guid Trail { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Operation { get; init; }
    public required AuditOutcome Outcome { get; init; }
    public Guid? OperatorId { get; init; }
    public string? Operator { get; init; }
    public string? Account { get; init; }
    public string? Workspace { get; init; }
    public string? Channel { get; init; }

    /// <summary>The operation itself, as JSON.</summary>
    public string? Arguments { get; init; }
    public Target? Target { get; init; }
    public string? Reason { get; init; }
    public Plan? Plan { get; init; }

    /// <summary>What came of it, in a sentence.</summary>
    public string? Detail { get; init; }
    public IReadOnlyList<string> Approvers { get; init; } = [];
}
