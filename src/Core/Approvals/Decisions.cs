using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>What approve, deny and cancel share: the plan that reads as a sentence, the vote, and the answer to who is late.</summary>
static class Decisions
{
    public static Refusal No(ApprovalCase one, string sentence) =>
        new(sentence) { WaysOn = [new("Details", $"/approval show {one.Request.Number}")] };

    public static Plan Plan(ApprovalCase one, string verb, string affects) => new(
        Target.Of(one.Request.Id, $"#{one.Request.Number}")
            with { Organization = one.Request.Organization }, $"{verb} #{one.Request.Number}: {one.Request.Effect}")
    {
        Affects = new(Impact.Told, affects),
        Undo = one.Request.Plan.Reversible ? one.Request.Plan.Undo : Undo.Never(one.Request.Plan.Undo.Sentence),
    };

    /// <summary>Records the vote and its audit row; gives the case as it is with it.</summary>
    public static async Task<ApprovalCase> Cast(Work work, ApprovalCase one, Verdict verdict, string? note, CancellationToken cancel)
    {
        var said = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        await work.Execute(
            """
            insert into approval_decisions (approval_id, operator_id, asked_by, role, verdict, note, account, decided_at)
            values (@Approval, @Operator, @AskedBy, @Role, @Verdict, @Note, @Account, @Now)
            on conflict (approval_id, operator_id) do update
            set    verdict = excluded.verdict, note = excluded.note, account = excluded.account, decided_at = excluded.decided_at,
                   voided_at = null
            """,
            new
            {
                Approval = one.Request.Id, Operator = work.Operator.Id, one.Request.AskedBy,
                Role = one.Open.FirstOrDefault(role => work.Operator.May(role), work.Operator.Role),
                Verdict = verdict, Note = said, Account = work.Request.Caller.Account.ToString(), work.Now,
            }, cancel);
        await work.Audit(Endings.Row(work, one.Request, verdict == Verdict.Approved ? AuditOutcome.Approved : AuditOutcome.Denied) with
        {
            Detail = $"#{one.Request.Number} {verdict.Words()}{(said is null ? "." : $": {said}")}",
        }, cancel);
        return await ApprovalCase.Load(work, one.Request.Id, cancel);
    }

    /// <summary>In place of a card that only the clicker reads stands the card as it is now, which ends with the others.</summary>
    public static async Task<Decided> Answer(Work work, ApprovalCase decided, Decided beside, Reply? result, CancellationToken cancel)
    {
        if (!work.Request.InPlace) return beside;
        var one = await ApprovalCase.Load(work, decided.Request.Id, cancel);
        await work.Copy(one.Request.Id, work.AnswerKey, cancel);
        return beside with
        {
            // The one message to who asked says more than the card does.
            Card = one.Request.AskedBy == work.Operator.Id && one.Request.State != ApprovalState.Pending
                ? ApprovalCard.EndedForAsker(one, result) : ApprovalCard.For(one, work.Operator),
        };
    }

    /// <summary>The clock has not come by yet, but its time is over: it ends as expired, whoever clicks.</summary>
    public static async Task<Decided> Expired(Work work, ApprovalCase one, CancellationToken cancel)
    {
        var ended = await Endings.Expire(work, one.Request, cancel) ?? await ApprovalCase.Load(work, one.Request.Id, cancel);
        return await Answer(work, ended, new(one.Request.Number, $"#{one.Request.Number} is over",
            $"Too late. It expired {new At(one.Request.ExpiresAt).Text}, and nothing was done. {ended.Request.Asker} can ask again.",
            Tone.Warning), null, cancel);
    }
}
