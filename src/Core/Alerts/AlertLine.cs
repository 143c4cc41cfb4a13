using OpsBot.Core.Access;

namespace OpsBot.Core.Alerts;

/// <summary>What happened to an alert, or was done about it.</summary>
public enum LineKind
{
    Opened, Reopened, Changed, Unhealthy, Degraded, Recovered, Flapping, Joined, Left, AutoReboot, RebootFailed, NotRebooted, Called,
    Acknowledged, Released, Snoozed, Woken, Maintenance, Note, Resolved,
}

public sealed record AlertLine(DateTimeOffset At, LineKind Kind, string Text, OperatorId? OperatorId, string? By);
