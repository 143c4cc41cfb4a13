using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

public sealed record SetLadder(
    [Arg("the steps and the days after due; left out, they are shown", Rest = true, MaxLength = 400)] string? Steps = null)
    : ICommand<SetLadder, LadderSet>
{
    public static Spec Spec { get; } = new("dunning ladder", "What is done about unpaid invoices and when; or change it")
    {
        Needs = Role.Admin, Guard = Guard.Giving, Verb = "Change ladder",
        Examples = ["/dunning ladder", "/dunning ladder reminder 0, reminder 7, warning 14, suspension 21"],
    };
}

public sealed record LadderSet(Ladder Ladder, bool ChangedNothing) : IAnswer
{
    public Reply Say() => new(ChangedNothing ? "The ladder" : "The ladder is changed")
    {
        Tone = ChangedNothing ? Tone.Neutral : Tone.Good,
        Parts =
        [
            new Fields([.. Ladder.Rungs.Select(rung => new Field(rung.Kind.Words(),
                rung.Day == 0 ? "on the day it is due" : $"{Several.Of(rung.Day, "day", "days")} after"))]),
            new Small("Not on weekends, holidays or a Friday afternoon, nor while something of ours is wrong at the customer or a payment "
                + "of theirs is disputed. A suspension is asked for, or done where the policy says so; after a cancellation the "
                + "write-off is asked for."),
        ],
        Buttons = [new Button("Unpaid", "/dunning list")],
    };
}

sealed class SetLadderHandler(Seller seller) : IHandle<SetLadder, LadderSet>
{
    static readonly Target target = new("ladder", new Guid("0b500000-0000-7000-8000-000000000002"), "the ladder");

    public Task<IReadOnlyList<Target>> Locks(SetLadder command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([target]);

    public async Task<Result<Plan>> Plan(SetLadder command, Work work, CancellationToken cancel)
    {
        var before = await Ladder.Current(work.Db, cancel);
        if (string.IsNullOrWhiteSpace(command.Steps)) return new Plan(target, "Show the ladder") { Guard = Guard.None };
        if (Ladder.Parse(command.Steps).Failed(out var rungs, out var refusal)) return refusal;
        return rungs.SequenceEqual(before.Rungs) ? new Refusal("That is the ladder already.")
            : new Plan(target, "Change what is done about unpaid invoices")
            {
                TargetVersion = before.Version,
                Changes = [new("Steps", before.InWords, (before with { Rungs = rungs }).InWords)],
                Affects = new(Impact.Told, "Everybody who owes, from their next step on. Nobody goes back a step."),
                Undo = Undo.ByHand("Change it back the same way."),
            };
    }

    public async Task<Result<LadderSet>> Handle(SetLadder command, Work work, CancellationToken cancel)
    {
        var before = await Ladder.Current(work.Db, cancel);
        if (string.IsNullOrWhiteSpace(command.Steps)) return new LadderSet(before, true);
        if (Ladder.Parse(command.Steps).Failed(out var rungs, out var refusal)) return refusal;
        await work.Execute(
            """
            insert into dunning_ladders (version, rungs, changed_by, trail, changed_at)
            values (@Version, @Rungs, @Me, @Trail, @Now)
            """, new { Version = before.Version + 1, Rungs = Json.Text(rungs), Me = work.Operator.Id, work.Trail, work.Now }, cancel);
        // Each is looked at anew by the next round: its next step may be on another day.
        await work.Execute(
            "update dunning_cases set next_on = @Today where next_on is not null and excepted_at is null", new { seller.Today }, cancel);
        return new LadderSet(new(before.Version + 1, rungs), false);
    }
}
