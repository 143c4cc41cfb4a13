using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record SignOff(
    [Arg("the break-glass run, by its number")] ReviewId Run,
    [Arg("what you found when you looked at it", Rest = true, MaxLength = 1000)] string Note) : ICommand<SignOff, SignedOff>
{
    public static Spec Spec { get; } = new("approval sign-off", "Sign off what somebody ran under break-glass")
    {
        Needs = Role.Admin, Verb = "Sign off", Examples = ["/approval sign-off 43 checked the logs with Olivia, all fine"],
    };
}

public sealed record SignedOff(long Number, string Effect, string Who) : IAnswer
{
    public Reply Say() => new($"Break-glass #{Number} is signed off")
    {
        Tone = Tone.Good, Parts = [new Paragraph($"{Effect}. {Who} has been told.")], Buttons = [new Button("Approvals", "/approval list")],
    };
}

sealed class SignOffHandler : IHandle<SignOff, SignedOff>
{
    public async Task<Result<Plan>> Plan(SignOff command, Work work, CancellationToken cancel)
    {
        var review = await Review.Load(work.Db, command.Run, cancel);
        return MayNot(review, command, work) is { } no ? no
            : new Plan(Target.Of("break-glass", review.Id, $"#{review.Number}") with { Organization = review.Organization }, $"Sign off break-glass #{review.Number}: {review.Effect}")
            {
                Affects = $"{review.Operator} is told.", Undo = "Cannot be undone.", Reversible = false,
            };
    }

    public async Task<Result<SignedOff>> Handle(SignOff command, Work work, CancellationToken cancel)
    {
        var review = await Review.Load(work.Db, command.Run, cancel);
        if (MayNot(review, command, work) is { } no) return no;
        await work.Execute(
            "update break_glass set signed_off_by = @Operator, signed_off_at = @Now, note = @Note where id = @Run and signed_off_at is null",
            new { Operator = work.Operator.Id, work.Now, Note = command.Note.Trim(), command.Run }, cancel);
        await work.Audit(Execution.Entry(work, review.Operation, AuditOutcome.Approved) with
        {
            Trail = review.Trail, Target = new Target(review.TargetKind, review.TargetId, review.TargetLabel) { Organization = review.Organization },
            Detail = $"Break-glass #{review.Number} signed off: {command.Note.Trim()}",
        }, cancel);
        await work.TellSignedOff(await Review.Load(work.Db, command.Run, cancel), cancel);
        return new SignedOff(review.Number, review.Effect, review.Operator);
    }

    static Refusal? MayNot(Review review, SignOff command, Work work) =>
        review.SignedOffAt is { } at ? new Refusal($"#{review.Number} was signed off already by {review.SignedOffBy}, {new At(at).Text}.")
        : review.OperatorId == work.Operator.Id ? new Refusal("You ran this yourself; another admin has to sign it off.")
        : command.Note.Trim().Length < Forms.ShortestReason ? new Refusal($"Say in a few words what you found: `/approval sign-off {review.Number} <what you found>`")
        : null;
}
