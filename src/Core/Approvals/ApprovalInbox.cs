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

/// <summary>What waits for whom, as it was read at once: for home pages, lists and dashboards.</summary>
public sealed class ApprovalInbox
{
    readonly HashSet<ApprovalId> notTheirs;

    ApprovalInbox(IReadOnlyList<PendingApproval> pending, IEnumerable<ApprovalId> notTheirs, IReadOnlyList<Review> toSignOff) =>
        (Pending, this.notTheirs, ToSignOff) = (pending, [.. notTheirs], toSignOff);

    /// <summary>Everything that waits, the most urgent first.</summary>
    public IReadOnlyList<PendingApproval> Pending { get; }

    /// <summary>What was done alone and nobody has signed off, the oldest first; the overdue ones need attention.</summary>
    public IReadOnlyList<Review> ToSignOff { get; }

    /// <summary>Requests this person could approve at this moment, the most urgent first.</summary>
    public IReadOnlyList<PendingApproval> ForDecision(Operator who) =>
        [.. Pending.Where(one => one.AskedBy != who.Id && !notTheirs.Contains(one.Id) && one.Open.Any(who.May))];

    /// <summary>What this person has asked for and waits for.</summary>
    public IReadOnlyList<PendingApproval> AskedBy(Operator who) => [.. Pending.Where(one => one.AskedBy == who.Id)];

    /// <summary>What an admin could sign off: not their own.</summary>
    public IReadOnlyList<Review> ToSignOffBy(Operator who) =>
        who.May(Role.Admin) ? [.. ToSignOff.Where(one => one.OperatorId != who.Id)] : [];

    public static async Task<ApprovalInbox> Of(NpgsqlConnection db, Operator? who, DateTimeOffset now, CancellationToken cancel)
    {
        await using var batch = new Batch(db);
        Ask(batch, who, now);
        await using var answers = await batch.Read(cancel);
        return await Read(answers, cancel);
    }

    /// <summary>Adds its questions; nobody in particular may be meant.</summary>
    public static void Ask(Batch batch, Operator? who, DateTimeOffset now)
    {
        batch.Add(
            """
            select d.approval_id, o.id, o.handle, o.name, o.role, o.active
            from   counting_votes d
            join   approvals a on a.id = d.approval_id and a.state = 'pending'
            join   operators o on o.id = d.operator_id
            where  d.verdict = 'approved'
            """, null);
        batch.Add(
            """
            select   a.id, a.number, a.effect, a.target_label, a.asked_by, coalesce(o.name, 'OpsBot') as asker, a.reason, a.digest,
                     a.guard as guard_text, a.plan as plan_text, a.asked_at, a.expires_at
            from     approvals a
            left     join operators o on o.id = a.asked_by
            where    a.state = 'pending' and a.expires_at > @now
            order by a.expires_at, a.number
            """, new { now });
        batch.Add(
            """
            select a.id
            from   approvals a
            where  a.state = 'pending'
            and    (is_party(a, @Id::uuid)
                    or tied_at(coalesce(a.asked_by, a.caused_by), @Id::uuid) > a.asked_at - interval '24 hours'
                    or exists (select from counting_votes d
                               where  d.approval_id = a.id and d.operator_id = @Id::uuid and d.verdict = 'approved'))
            """, new { Id = who?.Id.Value });
        batch.Add(Review.Select + " where b.signed_off_at is null order by b.due_at, b.number", null);
    }

    /// <summary>Reads the answers to them.</summary>
    public static async Task<ApprovalInbox> Read(NpgsqlDataReader answers, CancellationToken cancel)
    {
        var votes = (await answers.Rows<PendingVote>(cancel)).ToLookup(
            vote => vote.ApprovalId, vote => new Operator(vote.Id, vote.Handle, vote.Name, vote.Role, vote.Active));
        var pending = (await answers.Rows<PendingApproval>(cancel))
            .Select(one => one with { Open = Quorum.Open(Json.Read<Guard>(one.GuardText).Quorum, votes[one.Id]) });
        return new([.. pending], await answers.Rows<ApprovalId>(cancel), await answers.Rows<Review>(cancel));
    }

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
