using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record CancelRequest(
    [Arg("the request, by its number")] ApprovalId Approval,
    [Arg("why", Rest = true, MaxLength = 1000)] string? Note = null) : ICommand<CancelRequest, Decided>
{
    public static Spec Spec { get; } = new("approval cancel", "Cancel a request that nobody has decided yet")
    {
        Verb = "Cancel the request", Examples = ["/approval cancel 42"],
    };
}

sealed class CancelRequestHandler : IHandle<CancelRequest, Decided>
{
    public async Task<Result<Plan>> Plan(CancelRequest command, Work work, CancellationToken cancel)
    {
        var one = await ApprovalCase.Load(work, command.Approval, cancel);
        return MayNot(one, work) is { } no ? Decisions.No(one, no)
            : Decisions.Plan(one, "Cancel", "It can no longer be approved.")
                with { Undo = Undo.ByHand($"{one.Request.Asker} can ask again.") };
    }

    public async Task<Result<Decided>> Handle(CancelRequest command, Work work, CancellationToken cancel)
    {
        var one = await ApprovalCase.Load(work, command.Approval, cancel);
        if (MayNot(one, work) is { } no) return Decisions.No(one, no);
        if (one.Request.ExpiresAt <= work.Now) return await Decisions.Expired(work, one, cancel);
        var why = string.IsNullOrWhiteSpace(command.Note) ? "" : $"“{command.Note.Trim()}”";
        await work.Audit(Endings.Row(work, one.Request, AuditOutcome.Cancelled)
            with { Detail = $"#{one.Request.Number} cancelled. {why}".TrimEnd() }, cancel);
        await Endings.End(work, one.Request, ApprovalState.Cancelled, why, cancel);
        return await Decisions.Answer(work, one, new(one.Request.Number, $"#{one.Request.Number} is cancelled: {one.Request.Effect}",
            "Nothing was done.", Tone.Good), null, cancel);
    }

    static string? MayNot(ApprovalCase one, Work work) =>
        one.Request.State != ApprovalState.Pending ? one.TooLate
        : work.Operator.Id != one.Request.AskedBy && !work.Operator.May(Role.Admin)
            ? $"{one.Request.Asker} asked for this; only they or an admin can cancel it."
        : null;
}
