using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Instances.Watching;

/// <summary>What OpsBot does of its own accord; the section "Duties".</summary>
public sealed record DutyOptions
{
    /// <summary>Propose one more retry of what somebody has retried by hand when its host was away.</summary>
    public bool ProposeRetries { get; init; }
}

/// <summary>
/// Asks the team whether an instance shall be retried once more: somebody has tried so by hand, and it failed by what may have passed
/// since. It is asked once; who agrees runs it.
/// </summary>
public sealed class RetryProposals(NpgsqlDataSource source, Runner runner, DutyOptions options, TimeProvider time)
{
    public const string Duty = "retries";

    // What was away may just be coming back.
    static readonly TimeSpan after = TimeSpan.FromMinutes(2);

    const int AtOnce = 10;

    public async Task Round(CancellationToken cancel)
    {
        if (!options.ProposeRetries) return;
        foreach (var one in await Candidates(cancel))
            await runner.Run(new RetryInstance(one.Id), Actor.Proposing(Duty, one.RetriedBy),
                "Somebody retried it, and its host did not answer. It may do so now.", cancel);
    }

    sealed record Candidate(InstanceId Id, OperatorId RetriedBy);

    async Task<IReadOnlyList<Candidate>> Candidates(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Candidate>(
            """
            select   i.id, last.operator_id as retried_by
            from     instances i
            join     organizations o on o.id = i.organization_id and o.state <> 'suspended'
            cross    join lateral (
                     select   j.id, j.operation, j.operator_id, j.state, j.finished_at
                     from     jobs j
                     where    j.target_kind = 'instance' and j.target_id = i.id
                     order by j.created_at desc
                     limit    1) last
            where    i.state = 'error' and last.operation = 'instance retry' and last.operator_id is not null
            and      last.state = 'failed' and last.finished_at <= @Before
            and      exists (select from job_steps s where s.job_id = last.id and s.state = 'failed' and s.may_pass)
            and      not exists (
                     select from approvals a where a.target_id = i.id and a.asked_by_duty = @Duty and a.asked_at >= last.finished_at)
            order by i.id
            limit    @AtOnce
            """, new { Before = time.GetUtcNow() - after, Duty, AtOnce }, cancel);
    }
}
