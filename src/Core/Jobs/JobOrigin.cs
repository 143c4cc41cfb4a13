using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Jobs;

/// <summary>
/// What a job was asked for as, by the audit, which nobody can edit unseen: who changes its row in the database, or makes one of their
/// own, has nothing done by it.
/// </summary>
public sealed class JobOrigin(NpgsqlDataSource source)
{
    internal const string Changed =
        "What is stored of it is no longer what was asked for: somebody changed it in the database. Nothing more was done.";

    internal const string LostRights = "Whoever asked for it lost the rights for it before it began, so nothing was done.";

    /// <summary>The account from which exactly this was asked for; none where nobody has, or it has come to its end already.</summary>
    internal async Task<string?> AskedFrom(Job job, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Find<string>(
            """
            with mine as (
                select seq, outcome, operator_id, body::jsonb as body
                from   audit
                where  trail = @Trail and operation = @Operation and target_id = @TargetId)
            select   body ->> 'account'
            from     mine
            where    outcome = 'started' and operator_id is not distinct from @OperatorId
            and      (@Duty::text is null or body ->> 'account' = 'opsbot:' || @Duty)
            and      body ->> 'arguments' = any (@Arguments)
            and      not exists (select from mine where outcome in ('done', 'failed', 'cancelled'))
            order by seq
            limit    1
            """,
            new
            {
                job.Trail, job.Operation, job.TargetId, job.OperatorId, job.Duty,
                // What was cleaned out of it then may be more or less than would be now.
                Arguments = new[] { job.Arguments, AuditTrail.Clean(job.Arguments) },
            }, cancel);
    }

    /// <summary>Rights are judged when a thing is done: whoever lost theirs since has nothing begun for them. OpsBot loses none.</summary>
    internal async Task<bool> MayStill(Job job, string account, Role needs, CancellationToken cancel)
    {
        if (job.OperatorId is not { } asker) return true;
        await using var db = await source.OpenConnectionAsync(cancel);
        return ChatAccount.Parse(account) is { } from && await Who.Is(db, from, cancel) is { } now
            && now.Id.Value == asker && now.May(needs);
    }
}
