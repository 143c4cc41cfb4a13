using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record SignOff(
    [Arg("what was done alone, by its number")] ReviewId Run,
    [Arg("what you found when you looked at it", Rest = true, MaxLength = 1000)] string Note) : ICommand<SignOff, SignedOff>
{
    public static Spec Spec { get; } = new("approval sign-off",
        "Sign off what somebody did alone: under break-glass, or taking rights away")
    {
        Needs = Role.Admin, Verb = "Sign off", Examples = ["/approval sign-off 43 checked the logs with Olivia, all fine"],
    };
}

public sealed record SignedOff(string Kind, long Number, string Effect, string Who) : IAnswer
{
    public Reply Say() => new($"{Kind} #{Number} is signed off")
    {
        Tone = Tone.Good, Parts = [new Paragraph($"{Effect}. {Who} has been told.")], Buttons = [new Button("Approvals", "/approval list")],
    };
}

sealed class SignOffHandler : IHandle<SignOff, SignedOff>
{
    public async Task<Result<Plan>> Plan(SignOff command, Work work, CancellationToken cancel)
    {
        var review = await Review.Load(work.Db, command.Run, cancel);
        return await MayNot(review, command, work, cancel) is { } no ? no
            : new Plan(Target.Of(review.Id, $"#{review.Number}") with { Organization = review.Organization },
                $"Sign off #{review.Number}: {review.Effect}")
            {
                Affects = new(Impact.Told, $"{review.Operator} is told."), Undo = Undo.Never(),
            };
    }

    public async Task<Result<SignedOff>> Handle(SignOff command, Work work, CancellationToken cancel)
    {
        var review = await Review.Load(work.Db, command.Run, cancel);
        if (await MayNot(review, command, work, cancel) is { } no) return no;
        if (await work.LostUntilCommitted(SignOff.Spec.Needs, cancel) is { } lost) return lost;
        await work.Execute(
            "update break_glass set signed_off_by = @Operator, signed_off_at = @Now, note = @Note where id = @Run and signed_off_at is null",
            new { Operator = work.Operator.Id, work.Now, Note = command.Note.Trim(), command.Run }, cancel);
        await work.Audit(Execution.Entry(work, review.Operation, AuditOutcome.Approved) with
        {
            Trail = review.Trail,
            Target = new Target(review.TargetKind, review.TargetId, review.TargetLabel) { Organization = review.Organization },
            Detail = $"{review.Kind} #{review.Number} signed off: {command.Note.Trim()}",
        }, cancel);
        await work.TellSignedOff(await Review.Load(work.Db, command.Run, cancel), cancel);
        return new SignedOff(review.Kind, review.Number, review.Effect, review.Operator);
    }

    static async Task<Refusal?> MayNot(Review review, SignOff command, Work work, CancellationToken cancel) =>
        review.SignedOffAt is { } at ? new Refusal($"#{review.Number} was signed off already by {review.SignedOffBy}, {new At(at).Text}.")
        : review.OperatorId == work.Operator.Id ? new Refusal("You did this yourself; another admin has to sign it off.")
        : await work.Find<DateTimeOffset?>("select tied_at(@OperatorId, @Id)", new { review.OperatorId, work.Operator.Id }, cancel)
            is { } tied && tied > work.Now - SecondPerson.Tied
            ? new Refusal($"You and {review.Operator} cannot sign off for each other before {new At(tied + SecondPerson.Tied).Text}: "
                + $"{SecondPerson.WhyTied}.")
        : command.Note.Trim().Length < Forms.ShortestReason
            ? new Refusal($"Say in a few words what you found: `/approval sign-off {review.Number} <what you found>`")
        : null;
}
