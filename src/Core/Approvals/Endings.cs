using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>The one way out of pending: compare and swap, so that of all who come at once one wins.</summary>
static class Endings
{
    /// <summary>Ends it and tells everybody; none when somebody else ended it before.</summary>
    public static Task<ApprovalCase?> End(Work work, Approval request, ApprovalState state, string ending, CancellationToken cancel) =>
        End(work, request, new Ran(state, ending), cancel);

    public static async Task<ApprovalCase?> End(Work work, Approval request, Ran ran, CancellationToken cancel)
    {
        if (!ApprovalLife.Of.MayBecome(request.State, ran.State)) return null;
        // What did not count while it waited is not shown as what ended it.
        await work.Execute(
            """
            update approval_decisions d
            set    voided_at = @Now
            where  d.approval_id = @Id and d.voided_at is null
            and    not exists (
                   select
                   from   counting_votes v
                   join   approvals a on a.id = v.approval_id
                   where  v.approval_id = d.approval_id and v.operator_id = d.operator_id
                   and    (v.verdict <> 'approved' or limit_allows(v.operator_id, a.amount_minor, a.currency, a.id, v.decided_at)))
            """, new { request.Id, work.Now }, cancel);
        var won = await work.Execute(
            """
            update approvals
            set    state = @State, ended_at = @Now, ended_by = @By, ending = @Ending,
                   ran = @Run, ran_at = case when @Run in ('done', 'failed') then @Now::timestamptz end, came_of_it = @CameOfIt
            where  id = @Id and state = 'pending'
            """,
            new
            {
                request.Id, ran.State, work.Now, By = ran.State == ApprovalState.Expired ? null : work.AskerId?.Value,
                ran.Ending, Run = ran.Run?.Snake(), ran.CameOfIt,
            }, cancel);
        if (won == 0) return null;
        var ended = await ApprovalCase.Load(work, request.Id, cancel);
        await work.TellEnded(ended, ran.Reply, cancel);
        return ended;
    }

    public static async Task<ApprovalCase?> Expire(Work work, Approval request, CancellationToken cancel)
    {
        var ended = await End(work, request, ApprovalState.Expired, "", cancel);
        if (ended is not null)
            await work.Audit(Row(work, request, AuditOutcome.Expired) with
            {
                // Nobody did it: the first to notice may have been a clicker who came too late.
                OperatorId = null, Operator = "OpsBot", Account = "opsbot:approvals", Workspace = null, Channel = null,
                Detail = $"#{request.Number} was not decided in time.",
            }, cancel);
        return ended;
    }

    /// <summary>A row in the trail of the request, by whoever acts now.</summary>
    public static AuditEntry Row(Work work, Approval request, AuditOutcome outcome) =>
        Execution.Entry(work, request.Operation, outcome) with
    {
        Trail = request.Trail, Arguments = request.Arguments, Target = request.Target, Reason = request.Reason,
    };
}
