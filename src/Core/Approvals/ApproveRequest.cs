using OpsBot.Core.Access;
using OpsBot.Core.Approvals.Limits;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record ApproveRequest(
    [Arg("the request, by its number")] ApprovalId Approval,
    [Arg("a word to whoever asked", Rest = true, MaxLength = 1000)] string? Note = null,
    [Arg("the short code on the card that you read", Named = true)] string? Digest = null) : ICommand<ApproveRequest, Decided>
{
    public static Spec Spec { get; } = new("approval approve", "Approve a request; the last approval it needs runs it")
    {
        Examples = ["/approval approve 42", "/approval approve 42 checked with the customer"],
    };
}

/// <summary>What a decision came to, for who made it.</summary>
public sealed record Decided(long Number, string Heading, string Sentence, Tone Tone) : IAnswer
{
    /// <summary>The card as it is now, where the answer takes its place: said beside it, everything would stand there twice.</summary>
    public Reply? Card { get; init; }

    public Reply Say() =>
        Card ?? new(Heading) { Tone = Tone, Parts = [new Paragraph(Sentences.Of(Sentence))], Buttons = [ApprovalButtons.Details(Number)] };
}

sealed class ApproveRequestHandler(ApprovedRun run) : IHandle<ApproveRequest, Decided>
{
    public Task<IReadOnlyList<Target>> Locks(ApproveRequest command, Work work, CancellationToken cancel) => ApproverLimits.Turn(work);

    public async Task<Result<Plan>> Plan(ApproveRequest command, Work work, CancellationToken cancel)
    {
        var one = await ApprovalCase.Load(work, command.Approval, cancel);
        if (one.MayNotApprove(work.Operator) is { } no) return Decisions.No(one, no);
        return command.Digest is { } seen
            && (seen.Length < 8 || !one.Request.Digest.StartsWith(seen.ToLowerInvariant(), StringComparison.Ordinal))
            ? Decisions.No(one,
                $"The card you clicked shows another request than #{one.Request.Number} is now, so nothing was decided. Look at it again.")
            : Decisions.Plan(one, "Approve", one.Open.Count == 1 ? "It runs at once." : "Others have to approve it, too.");
    }

    public async Task<Result<Decided>> Handle(ApproveRequest command, Work work, CancellationToken cancel)
    {
        var one = await ApprovalCase.Load(work, command.Approval, cancel);
        if (one.MayNotApprove(work.Operator) is { } no) return Decisions.No(one, no);
        if (one.Request.ExpiresAt <= work.Now) return await Decisions.Expired(work, one, cancel);
        // The last one it needs is judged once more at the run, and holds nobody up who cuts its voter off while it waits for that.
        if (one.Open.Count > 1 && await work.LostUntilCommitted(ApproveRequest.Spec.Needs, cancel) is { } lost) return lost;
        var after = await Decisions.Cast(work, one, Verdict.Approved, command.Note, cancel);
        var number = one.Request.Number;
        if (after.Open.Count > 0)
        {
            await work.TellProgress(after, cancel);
            return await Decisions.Answer(work, after,
                new(number, $"You approved #{number}", $"Still needed: {after.StillNeeded}.", Tone.Good), null, cancel);
        }
        var ran = await run.Run(work, after, cancel);
        var ended = await Endings.End(work, one.Request, ran, cancel)
            ?? throw new InvalidOperationException($"#{number} was ended by somebody else while it was locked.");
        return await Decisions.Answer(work, ended, ran.State switch
        {
            ApprovalState.Approved when ran.CameOfIt is { } done =>
                new(number, $"You approved #{number}: {one.Request.Effect}", $"{done}.", Tone.Good),
            ApprovalState.Approved =>
                new(number, $"You approved #{number}: {one.Request.Effect}", "It is running. The card says how it ends.", Tone.Good),
            ApprovalState.Stale => new(number, $"#{number} did not run", $"You approved it, but {LowerFirst(ran.Ending)}", Tone.Warning),
            _ => new(number, $"#{number} failed", $"You approved it, but it did not work. {ran.Ending}", Tone.Bad),
        }, ran.Reply, cancel);
    }

    // Names and product names keep their capital.
    static string LowerFirst(string sentence) => sentence.StartsWith("What ", StringComparison.Ordinal)
        || sentence.StartsWith("The ", StringComparison.Ordinal) || sentence.StartsWith("This ", StringComparison.Ordinal)
        ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;
}
