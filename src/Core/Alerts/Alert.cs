using System.Globalization;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Alerts;

/// <summary>An alert as its row has it.</summary>
public sealed record Alert(
    AlertId Id, long Number, AlertKind Kind, string Cause, Severity Severity, string Heading, AlertState State, bool Flaps, string? Detail,
    string? Command, DateTimeOffset OpenedAt, int Reopened, DateTimeOffset? AcknowledgedAt, OperatorId? AcknowledgedBy,
    DateTimeOffset? SnoozedUntil, OperatorId? SnoozedBy, string? SnoozeReason, DateTimeOffset? ResolvedAt, OperatorId? ResolvedBy,
    string? Resolution, int Calls, DateTimeOffset? CalledAt, long Version, DateTimeOffset? ReopenedAt)
{
    public bool IsOpen => State != AlertState.Resolved;

    /// <summary>Since when it is open without a break.</summary>
    public DateTimeOffset OpenSince => ReopenedAt ?? OpenedAt;

    public Target Target => Target.Of(Id, $"#{Number.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The key of its one living message.</summary>
    public string MessageKey => $"alert:{Id.Value:n}";

    public bool IsSnoozed(DateTimeOffset now) => IsOpen && SnoozedUntil > now;

    public static Task<Alert> Get(NpgsqlConnection db, AlertId id, CancellationToken cancel) => db.Get<Alert>(
        """
        select id, number, kind, cause, severity, heading, state, flaps, detail, command, opened_at, reopened, acknowledged_at,
               acknowledged_by, snoozed_until, snoozed_by, snooze_reason, resolved_at, resolved_by, resolution, calls, called_at, version,
               reopened_at
        from   alerts
        where  id = @id
        """, new { id }, cancel);

    /// <summary>The newest of that cause, over or not.</summary>
    public static Task<Alert?> Latest(NpgsqlConnection db, string cause, CancellationToken cancel) => db.Find<Alert>(
        """
        select   id, number, kind, cause, severity, heading, state, flaps, detail, command, opened_at, reopened, acknowledged_at,
                 acknowledged_by, snoozed_until, snoozed_by, snooze_reason, resolved_at, resolved_by, resolution, calls, called_at, version,
                 reopened_at
        from     alerts
        where    cause = @cause
        order by opened_at desc
        limit    1
        """, new { cause }, cancel);
}
