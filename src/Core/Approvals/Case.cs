using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>One decision on a request; name and role are what they are now.</summary>
sealed record Vote
{
    public OperatorId OperatorId { get; init; }
    public required string Handle { get; init; }
    public required string Name { get; init; }
    public Role Role { get; init; }
    public bool Active { get; init; }
    public Verdict Verdict { get; init; }
    public string? Note { get; init; }
    public DateTimeOffset DecidedAt { get; init; }

    public Operator By => new(OperatorId, Handle, Name, Role, Active);
}

/// <summary>Somebody else on the team who can be reached, and one account to mention them by.</summary>
sealed record Teammate
{
    public OperatorId Id { get; init; }
    public required string Name { get; init; }
    public Role Role { get; init; }
    public required string Platform { get; init; }
    public required string AccountId { get; init; }

    /// <summary>Reads the approvals channel on some platform; else the card goes to them directly.</summary>
    public bool InChannel { get; init; }
}

/// <summary>A request with its votes and the team as it is at this moment: who filled what, who may decide the rest.</summary>
sealed record Case(Approval Request, IReadOnlyList<Vote> Votes, IReadOnlyList<Teammate> Others)
{
    public IEnumerable<Vote> Approvals => Votes.Where(vote => vote.Verdict == Verdict.Approved);

    public IReadOnlyList<Quorum.Part> Parts => Quorum.Fill(Request.Guard.Quorum, Approvals.Select(vote => vote.By));

    public IReadOnlyList<Role> Open => [.. Parts.Where(part => part.By is null).Select(part => part.Role)];

    /// <summary>Who could fill a part that is still open.</summary>
    public IReadOnlyList<Teammate> Deciders => [.. Others.Where(one =>
        Open.Any(role => one.Role >= role) && Approvals.All(vote => vote.OperatorId != one.Id))];

    /// <summary>Those whose approvals count at this moment.</summary>
    public IReadOnlyList<Operator> Approvers => [.. Parts.Select(part => part.By).OfType<Operator>()];

    public static async Task<Case> Load(NpgsqlConnection db, ApprovalId id, CancellationToken cancel)
    {
        var request = await db.Get<Approval>(Approval.Select + " where a.id = @id", new { id }, cancel);
        var votes = await db.List<Vote>(
            """
            select   d.operator_id, o.handle, o.name, o.role, o.active, d.verdict, d.note, d.decided_at
            from     approval_decisions d
            join     operators o on o.id = d.operator_id
            where    d.approval_id = @id
            order by d.decided_at, o.name
            """, new { id }, cancel);
        return new(request, votes, await Team(db, request.AskedBy, request.Platform, cancel));
    }

    /// <summary>Everybody but one who has an account to click with, the lowest role first.</summary>
    public static Task<IReadOnlyList<Teammate>> Team(NpgsqlConnection db, OperatorId but, string platform, CancellationToken cancel) => db.List<Teammate>(
        """
        select   o.id, o.name, o.role, a.platform, a.account_id,
                 exists (select 1
                         from   chat_accounts b
                         join   channels c on c.platform = b.platform and c.purpose = 'approvals'
                         where  b.operator_id = o.id) as in_channel
        from     operators o
        cross    join lateral (
                     select   platform, account_id
                     from     chat_accounts
                     where    operator_id = o.id
                     order by platform <> @platform, linked_at, account_id
                     limit    1) a
        where    o.active and o.id <> @but
        order by case o.role when 'operator' then 0 when 'admin' then 1 else 2 end, o.name
        """, new { but, platform }, cancel);
}
