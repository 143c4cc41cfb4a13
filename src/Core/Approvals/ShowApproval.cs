using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record ShowApproval([Arg("the request, by its number")] ApprovalId Approval) : IQuestion<ShowApproval, ApprovalShown>
{
    public static Spec Spec { get; } = new("approval show", "Show a request: what would happen, why, and who decides")
    {
        Examples = ["/approval show 42"],
    };
}

public sealed record ApprovalShown : IAnswer
{
    readonly ApprovalCase one;
    readonly Operator reader;
    readonly IReadOnlyList<Field> about;
    readonly IReadOnlyList<HistoryLine> history;

    internal ApprovalShown(ApprovalCase one, Operator reader, IReadOnlyList<Field> about, IReadOnlyList<HistoryLine> history) =>
        (this.one, this.reader, this.about, this.history) = (one, reader, about, history);

    public long Number => one.Request.Number;

    public ApprovalState State => one.Request.State;

    public Reply Say() => ApprovalCard.For(one, reader).With(
    [
        .. about.Count == 0 ? Array.Empty<Part>() : [new Title($"About {one.Request.TargetLabel}"), new Fields(about)],
        .. history.Count == 0 ? Array.Empty<Part>() : [new Title("Last done to it"), .. history.Select(AuditHistory.Say)],
    ]);
}

sealed class ShowApprovalHandler(IEnumerable<ITellAbout> tellers) : IAnswerQuestion<ShowApproval, ApprovalShown>
{
    public async Task<Result<ApprovalShown>> Answer(ShowApproval question, Work work, CancellationToken cancel)
    {
        var one = await ApprovalCase.Load(work, question.Approval, cancel);
        // The answer is a copy of the card: when the request ends, it says so, too.
        if (one.Request.State == ApprovalState.Pending) await work.Copy(one.Request.Id, work.AnswerKey, cancel);
        var about = tellers.FirstOrDefault(teller => teller.Kind == one.Request.TargetKind) is { } teller
            ? await teller.About(work, one.Request.TargetId, cancel) : [];
        var history = await AuditHistory.Of(work.Db, [one.Request.TargetId], 5, cancel);
        return new ApprovalShown(one, work.Operator, about, history);
    }
}
