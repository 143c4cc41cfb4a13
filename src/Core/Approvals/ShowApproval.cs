using OpsBot.Core.Access;
using OpsBot.Core.Operations;
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
    readonly Case one;
    readonly Operator reader;

    internal ApprovalShown(Case one, Operator reader) => (this.one, this.reader) = (one, reader);

    public long Number => one.Request.Number;

    public ApprovalState State => one.Request.State;

    public Reply Say() => ApprovalCard.For(one, reader);
}

sealed class ShowApprovalHandler : IAnswerQuestion<ShowApproval, ApprovalShown>
{
    public async Task<Result<ApprovalShown>> Answer(ShowApproval question, Work work, CancellationToken cancel)
    {
        var one = await Case.Load(work.Db, question.Approval, cancel);
        // The answer is a copy of the card: when the request ends, it says so, too.
        if (one.Request.State == ApprovalState.Pending) await work.Copy(one.Request.Id, work.AnswerKey, cancel);
        return new ApprovalShown(one, work.Operator);
    }
}
