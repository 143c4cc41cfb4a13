using System.Diagnostics.CodeAnalysis;
using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>One request as it is stored: the frozen operation, who asked where, and how it ended.</summary>
sealed record Approval
{
    public const string Select =
        """
        select a.id, a.number, a.operation, a.line, a.arguments, a.plan as plan_text, a.effect, a.policy, a.guard as guard_text,
               a.target_kind, a.target_id, a.target_label, a.target_version, a.organization, a.digest,
               a.asked_by, a.asked_by_duty as duty, a.caused_by, coalesce(asker.name, 'OpsBot') as asker, a.platform, a.account_id, a.workspace, a.channel, a.room, a.reason, a.trail,
               a.state, a.asked_at, a.expires_at, a.reminders, a.ended_at, a.ended_by, ender.name as ender, a.ending, a.ran, a.ran_at, a.came_of_it
        from   approvals a
        left   join operators asker on asker.id = a.asked_by
        left   join operators ender on ender.id = a.ended_by
        """;

    public ApprovalId Id { get; init; }
    public long Number { get; init; }
    public required string Operation { get; init; }
    public required string Line { get; init; }
    public required string Arguments { get; init; }
    public required string PlanText { get; init; }
    public required string Effect { get; init; }
    public long Policy { get; init; }
    public required string GuardText { get; init; }
    public required string TargetKind { get; init; }
    public Guid TargetId { get; init; }
    public required string TargetLabel { get; init; }
    public long TargetVersion { get; init; }
    public Guid? Organization { get; init; }
    public required string Digest { get; init; }
    public OperatorId? AskedBy { get; init; }

    /// <summary>OpsBot itself asks, by that name.</summary>
    public string? Duty { get; init; }
    /// <summary>OpsBot asks because of what that person did.</summary>
    public OperatorId? CausedBy { get; init; }
    public required string Asker { get; init; }
    public required string Platform { get; init; }
    public required string AccountId { get; init; }
    public string? Workspace { get; init; }
    public string? Channel { get; init; }
    public string? Room { get; init; }
    public required string Reason { get; init; }
    public Guid Trail { get; init; }
    public ApprovalState State { get; init; }
    public DateTimeOffset AskedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public int Reminders { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public OperatorId? EndedBy { get; init; }
    public string? Ender { get; init; }
    public string? Ending { get; init; }

    /// <summary>How far the run has come, once it was approved.</summary>
    public RunState? Ran { get; init; }
    public DateTimeOffset? RanAt { get; init; }

    /// <summary>"acme-old is deleted".</summary>
    public string? CameOfIt { get; init; }

    [field: MaybeNull]
    public Plan Plan => field ??= Json.Read<Plan>(PlanText);

    [field: MaybeNull]
    public Guard Guard => field ??= Json.Read<Guard>(GuardText);

    /// <summary>"asks", and for which duty where nobody on the team does.</summary>
    public string Asks => Duty is null ? "asks" : $"asks ({Duty})";

    public Target Target => new(TargetKind, TargetId, TargetLabel) { Organization = Organization };

    public ChatAccount Account => new(Platform, AccountId);

    public string ShortDigest => Digest.Start(12);

    /// <summary>Said under this key the card is edited wherever it stands.</summary>
    public string Key => $"approval:{Id}";

    /// <summary>The one message to who asked; it moves down when there is news.</summary>
    public string AskerKey => $"{Key}:asker";

    public string ReminderKey => $"{Key}:reminder";

    /// <summary>Where everybody read that it was asked; none where that was only who asked.</summary>
    public ChatPlace? RoomPlace => Room is { } room ? Json.Read<ChatPlace>(room) : null;

    /// <summary>False when somebody edited the stored request: nothing of it may run.</summary>
    public bool IsIntact =>
        new Frozen(Operation, Arguments, PlanText, Policy, GuardText, TargetId, TargetVersion).Digest == Digest
            && Plan.TargetVersion == TargetVersion;
}
