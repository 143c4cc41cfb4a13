using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>With somebody's rights goes what they asked for and what they approved, at once and on every card.</summary>
static class LostRights
{
    /// <summary>Taken before the people are locked: requests come first for everybody, so that nobody waits in a circle.</summary>
    public static async Task Lock(Work work, OperatorId person, ChatAccount? account, CancellationToken cancel)
    {
        foreach (var id in await Touched(work, person, account, cancel)) await work.Lock(Target.Of(id, ""), cancel);
    }

    /// <summary>Ends what waits; the account alone where only that was lost. <paramref name="because"/> says what happened.</summary>
    public static async Task End(Work work, OperatorId person, ChatAccount? account, string because, CancellationToken cancel)
    {
        await Lock(work, person, account, cancel);
        foreach (var id in await Touched(work, person, account, cancel))
        {
            var one = await ApprovalCase.Load(work, id, cancel);
            if (one.Request.State != ApprovalState.Pending) continue;
            if (one.Request.AskedBy == person) await EndRequest(work, one, because, cancel);
            else await VoidVote(work, one, person, because, cancel);
        }
    }

    static async Task EndRequest(Work work, ApprovalCase one, string because, CancellationToken cancel)
    {
        var sentence = $"{because}, so what was asked for ends. Nothing was done.";
        var row = Endings.Row(work, one.Request, AuditOutcome.Refused) with { Detail = $"#{one.Request.Number}: {sentence}" };
        await work.Audit(row, cancel);
        await Endings.End(work, one.Request, ApprovalState.Stale, sentence, cancel);
    }

    static async Task VoidVote(Work work, ApprovalCase one, OperatorId person, string because, CancellationToken cancel)
    {
        await work.Execute(
            """
            update approval_decisions
            set    voided_at = @Now
            where  approval_id = @Id and operator_id = @person and voided_at is null
            """, new { one.Request.Id, person, work.Now }, cancel);
        await work.Audit(Endings.Row(work, one.Request, AuditOutcome.Refused) with
        {
            Detail = $"#{one.Request.Number}: {because}, so an approval given before no longer counts.",
        }, cancel);
        await work.TellProgress(await ApprovalCase.Load(work, one.Request.Id, cancel), cancel);
    }

    static Task<IReadOnlyList<ApprovalId>> Touched(
        Work work, OperatorId person, ChatAccount? account, CancellationToken cancel) => work.List<ApprovalId>(
        """
        select   a.id
        from     approvals a
        where    a.state = 'pending'
        and      ((a.asked_by = @person and (@Account::text is null or a.platform || ':' || a.account_id = @Account))
                  or exists (
                      select from approval_decisions d
                      where  d.approval_id = a.id and d.operator_id = @person and d.verdict = 'approved' and d.voided_at is null
                      and    (@Account::text is null or d.account = @Account)))
        order by a.number
        """, new { person, Account = account?.ToString() }, cancel);
}
