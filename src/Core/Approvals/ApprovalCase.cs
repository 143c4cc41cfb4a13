using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Billing.Previews;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

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

/// <summary>Somebody else on the team who can be reached, and the accounts to mention them by.</summary>
sealed record Teammate
{
    public OperatorId Id { get; init; }
    public required string Name { get; init; }
    public Role Role { get; init; }

    /// <summary>As slack:U123, the one that was linked first before the others.</summary>
    public required string[] Accounts { get; init; }

    public Operator AsOperator => new(Id, "", Name, Role, Active: true);

    public IReadOnlyList<ChatAccount> ChatAccounts => [.. Accounts.Select(ChatAccount.Parse).OfType<ChatAccount>()];

    /// <summary>Reads the approvals channel on some platform; else the card goes to them directly.</summary>
    public bool InChannel { get; init; }

    /// <summary>When this one and who asks, or somebody who has approved already, were last tied by rights that were given alone.</summary>
    public DateTimeOffset? TiedAt { get; init; }

    /// <summary>To whom of them.</summary>
    public string? TiedTo { get; init; }

    /// <summary>The amount is within what they may still let go.</summary>
    public bool Reaches { get; init; }

    /// <summary>There are limits, and they have none in that currency: they let nothing of it go.</summary>
    public bool HasNone { get; init; }

    public long? PerApproval { get; init; }

    public long? PerDay { get; init; }

    /// <summary>What of it they have let go within a day.</summary>
    public long Used { get; init; }

    /// <summary>Too close to agree to what the other asks for, or to be a second person beside them.</summary>
    public bool IsTied(DateTimeOffset now) => TiedAt > now - SecondPerson.Tied;

    /// <summary>Nobody is the second person for what is done to themselves; only that an account is theirs they say best.</summary>
    public bool IsSubjectOf(Plan plan) => plan.IsAbout(Id) && !plan.SubjectConfirms;

    public bool MayAgree(Plan plan, Guard guard, OperatorId? cause, DateTimeOffset asked) =>
        Reaches && !IsTied(asked) && !IsSubjectOf(plan) && (cause != Id || guard.IsProposal);
}

/// <summary>A request with its votes and the team as it is at this moment: who filled what, who may decide the rest.</summary>
sealed record ApprovalCase(Approval Request, IReadOnlyList<Vote> Votes, IReadOnlyList<Teammate> Others)
{
    public IEnumerable<Vote> Approvals => Votes.Where(vote => vote.Verdict == Verdict.Approved);

    public IReadOnlyList<Quorum.Part> Parts => Quorum.Fill(Request.Guard.Quorum, Approvals.Select(vote => vote.By));

    public IReadOnlyList<Role> Open => [.. Parts.Where(part => part.By is null).Select(part => part.Role)];

    /// <summary>Who could fill a part that is still open.</summary>
    public IReadOnlyList<Teammate> Deciders => [.. Others.Where(one =>
        Open.Any(role => one.Role >= role) && one.MayAgree(Request.Plan, Request.Guard, Request.CausedBy, Request.AskedAt)
        && Approvals.All(vote => vote.OperatorId != one.Id))];

    /// <summary>Those whose approvals count at this moment.</summary>
    public IReadOnlyList<Operator> Approvers => [.. Parts.Select(part => part.By).OfType<Operator>()];

    /// <summary>What whoever decides wants to know beside the plan, as it is now.</summary>
    public IReadOnlyList<Part> Beside { get; init; } = [];

    /// <summary>Who could approve it but for its amount.</summary>
    public IReadOnlyList<Teammate> TooLimited => Request.Plan.Amount is null ? [] : [.. Others.Where(one =>
        !one.Reaches && Open.Any(role => one.Role >= role)
        && (one with { Reaches = true }).MayAgree(Request.Plan, Request.Guard, Request.CausedBy, Request.AskedAt))];

    public static Task<ApprovalCase> Load(Work work, ApprovalId id, CancellationToken cancel) => Load(work.Db, id, work.Now, cancel);

    public static async Task<ApprovalCase> Load(NpgsqlConnection db, ApprovalId id, DateTimeOffset now, CancellationToken cancel)
    {
        var request = await db.Get<Approval>(Approval.Select + " where a.id = @id", new { id }, cancel);
        var votes = await db.List<Vote>(
            """
            select   d.operator_id, o.handle, o.name, o.role, o.active, d.verdict, d.note, d.decided_at
            from     counting_votes d
            join     operators o on o.id = d.operator_id
            join     approvals a on a.id = d.approval_id
            where    d.approval_id = @id
            -- Over the limit of who cast it, a vote does not count.
            and      (a.state <> 'pending' or d.verdict <> 'approved'
                      or limit_allows(d.operator_id, a.amount_minor, a.currency, a.id, d.decided_at))
            order by d.decided_at, o.name
            """, new { id }, cancel);
        var behind = request.AskedBy ?? request.CausedBy;
        return new(request, votes, await Team(db, request.AskedBy, behind, id, request.Plan.Amount, now, cancel))
        {
            Beside = request.State == ApprovalState.Pending ? await MoneyBeside.Of(db, request.Plan, request.Trail, cancel) : [],
        };
    }

    /// <summary>Everybody but one who has an account to click with, the lowest role first.</summary>
    public static Task<IReadOnlyList<Teammate>> Team(Work work, OperatorId? but, Money? amount, CancellationToken cancel) =>
        Team(work.Db, but, but, null, amount, work.Now, cancel);

    static Task<IReadOnlyList<Teammate>> Team(NpgsqlConnection db, OperatorId? but, OperatorId? behind, ApprovalId? request, Money? amount,
        DateTimeOffset now, CancellationToken cancel) => db.List<Teammate>(
        """
        select   o.id, o.name, o.role, a.accounts, a.in_channel, tie.at as tied_at, tie.name as tied_to,
                 limit_allows(o.id, @Minor::bigint, @Code::text, @Request::uuid, @now) as reaches,
                 l.has_none, l.per_approval, l.per_day, l.used
        from     operators o
        cross    join lateral (
                     select array_agg(b.platform || ':' || b.account_id order by b.linked_at, b.account_id) as accounts,
                            coalesce(bool_or(c.platform is not null), false)                                as in_channel
                     from   chat_accounts b
                     left   join channels c on c.platform = b.platform and c.purpose = 'approvals'
                     where  b.operator_id = o.id
                     having count(*) > 0) a
        left     join lateral (
                     select   p.name, tied_at(o.id, p.id) as at
                     from     operators p
                     where    p.id <> o.id
                     and      (p.id = @behind::uuid or p.id in (
                                  select d.operator_id from counting_votes d where d.approval_id = @Request and d.verdict = 'approved'))
                     order by at desc nulls last
                     limit    1) tie on tie.at is not null
        cross    join lateral approver_limit(o.id, @Code::text, @Request::uuid, @now) l
        where    o.active and o.id is distinct from @but::uuid
        order by case o.role when 'operator' then 0 when 'admin' then 1 else 2 end, o.name
        """, new { but, behind, Request = request?.Value, amount?.Minor, amount?.Currency.Code, now }, cancel);
}
