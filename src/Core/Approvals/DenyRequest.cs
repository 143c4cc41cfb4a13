using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record DenyRequest(
    [Arg("the request, by its number")] ApprovalId Approval,
    [Arg("why not; whoever asked reads it", Rest = true, MaxLength = 1000)] string Note) : ICommand<DenyRequest, Decided>
{
    public static Spec Spec { get; } = new("approval deny", "Deny a request, saying why")
    {
        Examples = ["/approval deny 42 the customer paid this morning"],
    };
}

sealed class DenyRequestHandler : IHandle<DenyRequest, Decided>
{
    public async Task<Result<Plan>> Plan(DenyRequest command, Work work, CancellationToken cancel)
    {
        var one = await ApprovalCase.Load(work, command.Approval, cancel);
        return one.MayNotDecide(work.Operator) is { } no ? Decisions.No(one, no)
            : command.Note.Trim().Length < Forms.ShortestReason ? new Refusal(
                $"Say why in a few words, so that {one.Request.Asker} knows what to do: `/approval deny {one.Request.Number} <why>`")
            : Decisions.Plan(one, "Deny", $"{one.Request.Asker} is told why.")
                with { Undo = Undo.ByHand($"{one.Request.Asker} can ask again.") };
    }

    public async Task<Result<Decided>> Handle(DenyRequest command, Work work, CancellationToken cancel)
    {
        var one = await ApprovalCase.Load(work, command.Approval, cancel);
        if (one.MayNotDecide(work.Operator) is { } no) return Decisions.No(one, no);
        if (one.Request.ExpiresAt <= work.Now) return await Decisions.Expired(work, one, cancel);
        if (await work.LostUntilCommitted(DenyRequest.Spec.Needs, cancel) is { } lost) return lost;
        await Decisions.Cast(work, one, Verdict.Denied, command.Note, cancel);
        await Endings.End(work, one.Request, ApprovalState.Denied, $"“{command.Note.Trim()}”", cancel);
        return await Decisions.Answer(work, one, new(one.Request.Number, $"You denied #{one.Request.Number}: {one.Request.Effect}",
            $"Nothing was done. {one.Request.Asker} has been told why.", Tone.Good), null, cancel);
    }
}
