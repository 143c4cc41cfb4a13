using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>A pending request in a list.</summary>
public sealed record PendingApproval
{
    public ApprovalId Id { get; init; }
    public long Number { get; init; }
    public required string Effect { get; init; }
    public required string TargetLabel { get; init; }
    public OperatorId? AskedBy { get; init; }
    public required string Asker { get; init; }
    public required string Reason { get; init; }
    public required string Digest { get; init; }
    internal string GuardText { get; init; } = "";
    internal string PlanText { get; init; } = "";
    public DateTimeOffset AskedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The roles that nobody has filled yet, highest first.</summary>
    public IReadOnlyList<Role> Open { get; init; } = [];

    public Button Show => ApprovalButtons.Details(Number);

    // In a list: what comes of a click stands below it, and not in the list's place.
    public Button Approve =>
        ApprovalButtons.Approve(Number, Digest, Effect, Json.Read<Plan>(PlanText).Reversible, Open.Count == 1) with { InPlace = false };

    public Button Deny => ApprovalButtons.Deny(Number) with { InPlace = false };

    public Button Cancel => ApprovalButtons.Cancel(Number) with { InPlace = false };
}

/// <summary>What waits for whom: for home pages, lists and dashboards.</summary>
public static class ApprovalInbox
{
    /// <summary>Requests this person could approve at this moment, the most urgent first.</summary>
    public static async Task<IReadOnlyList<PendingApproval>> ForDecision(
        NpgsqlConnection db, Operator who, DateTimeOffset now, CancellationToken cancel)
    {
        var notTheirs = (await db.List<ApprovalId>(
            """
            select a.id
            from   approvals a
            where  a.state = 'pending'
            and    ((a.target_kind = 'operator' and a.target_id = @Id)
                    or tied_at(a.asked_by, @Id) > a.asked_at - interval '24 hours'
                    or exists (select from counting_votes d where d.approval_id = a.id and d.operator_id = @Id and d.verdict = 'approved'))
            """, new { who.Id }, cancel)).ToHashSet();
        var pending = await Pending(db, now, cancel);
        return [.. pending.Where(one => one.AskedBy != who.Id && !notTheirs.Contains(one.Id) && one.Open.Any(who.May))];
    }

    /// <summary>What this person has asked for and waits for.</summary>
    public static async Task<IReadOnlyList<PendingApproval>> AskedBy(
        NpgsqlConnection db, OperatorId who, DateTimeOffset now, CancellationToken cancel) =>
        [.. (await Pending(db, now, cancel)).Where(one => one.AskedBy == who)];

    /// <summary>Everything that waits, the most urgent first.</summary>
    public static async Task<IReadOnlyList<PendingApproval>> Pending(NpgsqlConnection db, DateTimeOffset now, CancellationToken cancel)
    {
        var votes = (await db.List<PendingVote>(
            """
            select d.approval_id, o.id, o.handle, o.name, o.role, o.active
            from   counting_votes d
            join   approvals a on a.id = d.approval_id and a.state = 'pending'
            join   operators o on o.id = d.operator_id
            where  d.verdict = 'approved'
            """, null, cancel)).ToLookup(vote => vote.ApprovalId, vote => new Operator(vote.Id, vote.Handle, vote.Name, vote.Role, vote.Active));
        var pending = await db.List<PendingApproval>(
            """
            select   a.id, a.number, a.effect, a.target_label, a.asked_by, coalesce(o.name, 'OpsBot') as asker, a.reason, a.digest, a.guard as guard_text, a.plan as plan_text,
                     a.asked_at, a.expires_at
            from     approvals a
            left     join operators o on o.id = a.asked_by
            where    a.state = 'pending' and a.expires_at > @now
            order by a.expires_at, a.number
            """, new { now }, cancel);
        return [.. pending.Select(one => one with { Open = Quorum.Open(Json.Read<Guard>(one.GuardText).Quorum, votes[one.Id]) })];
    }

    /// <summary>What was done alone and nobody has signed off, the oldest first; the overdue ones need attention.</summary>
    public static Task<IReadOnlyList<Review>> ToSignOff(NpgsqlConnection db, CancellationToken cancel) =>
        db.List<Review>(Review.Select + " where b.signed_off_at is null order by b.due_at, b.number", null, cancel);

    /// <summary>The same for one person: an admin, and not their own.</summary>
    public static async Task<IReadOnlyList<Review>> ToSignOff(NpgsqlConnection db, Operator who, CancellationToken cancel) =>
        who.May(Role.Admin) ? [.. (await ToSignOff(db, cancel)).Where(one => one.OperatorId != who.Id)] : [];

    sealed record PendingVote
    {
        public ApprovalId ApprovalId { get; init; }
        public OperatorId Id { get; init; }
        public required string Handle { get; init; }
        public required string Name { get; init; }
        public Role Role { get; init; }
        public bool Active { get; init; }
    }
}
