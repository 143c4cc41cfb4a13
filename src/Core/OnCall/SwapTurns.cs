using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

public sealed record SwapTurns(
    [Arg("whose turn you take; they take yours")] OperatorId With,
    [Arg("which turn of yours, by a moment in it; left out, your next", Named = true)] DateTimeOffset? Mine = null,
    [Arg("which turn of theirs, by a moment in it; left out, their next", Named = true)] DateTimeOffset? Theirs = null)
    : ICommand<SwapTurns, TurnsSwapped>
{
    public static Spec Spec { get; } = new("oncall swap", "Swap a turn of yours for one of somebody else's")
    {
        Verb = "Swap", Examples = ["/oncall swap ben", "/oncall swap ben mine:2026-12-24T12:00 theirs:2027-01-07T12:00"],
    };
}

public sealed record TurnsSwapped(DutyOverridden Given, DutyOverridden Taken) : IAnswer
{
    public Reply Say() => Card("The turns are swapped") with { Tone = Tone.Good };

    internal Reply Card(string heading) => new(heading)
    {
        Parts = [.. Given.Card("").Parts, .. Taken.Card("").Parts],
        Buttons =
        [
            new Button("On call", "/oncall show"),
            new Button($"Cancel #{Given.Number}", $"/oncall cancel {Given.Number}"),
            new Button($"Cancel #{Taken.Number}", $"/oncall cancel {Taken.Number}"),
        ],
    };
}

/// <summary>
/// A swap counts at once, and whoever it is with is told directly: they may take it back as easily. Nobody gives a turn away by it
/// without taking one.
/// </summary>
sealed class SwapTurnsHandler : IHandle<SwapTurns, TurnsSwapped>
{
    sealed record Swap(Shift Mine, Shift Theirs);

    public Task<IReadOnlyList<Target>> Locks(SwapTurns command, Work work, CancellationToken cancel) => Overrides.Locks;

    public async Task<Result<Plan>> Plan(SwapTurns command, Work work, CancellationToken cancel)
    {
        var book = await RotaBook.Read(work.Db, work.Now, cancel);
        if (Of(command, book, work).Failed(out var swap, out var refusal)) return refusal;
        var (me, them) = (work.Operator.Name, book.NameOf(command.With));
        return new Plan(Target.Of(command.With, them), $"Swap a turn with {them}")
        {
            Changes = [new(Said(swap.Mine), me, them), new(Said(swap.Theirs), them, me)],
            Affects = new(Impact.Told, $"{them} is told directly, and may take it back."),
            Undo = Undo.ByHand("Cancel both overrides with /oncall cancel."),
        };
    }

    public async Task<Result<TurnsSwapped>> Handle(SwapTurns command, Work work, CancellationToken cancel)
    {
        var book = await RotaBook.Read(work.Db, work.Now, cancel);
        if (Of(command, book, work).Failed(out var swap, out var refusal)) return refusal;
        var swapped = new TurnsSwapped(
            await Overrides.Add(work, book, command.With, work.Operator.Id, swap.Mine.From, swap.Mine.Until!.Value, cancel),
            await Overrides.Add(work, book, work.Operator.Id, command.With, swap.Theirs.From, swap.Theirs.Until!.Value, cancel));
        await work.Say($"swap:{swapped.Given.Number}", new To.Person(command.With),
            swapped.Card($"{work.Operator.Name} swapped a turn with you"), cancel);
        return swapped;
    }

    static Result<Swap> Of(SwapTurns command, RotaBook book, Work work)
    {
        if (command.With == work.Operator.Id) return new Refusal("That is you. Say with whom.");
        if (book.Known(command.With) is not { IsCallable: true } them)
            return new Refusal("They are deactivated or have no chat account, so nobody could call them.");
        if (Turn(book, work.Operator.Id, command.Mine, work.Now) is not { } mine)
            return new Refusal(command.Mine is null ? "You have no turn in sight, so there is none to swap." : "You are not on duty then.");
        if (Turn(book, command.With, command.Theirs, work.Now) is not { } theirs)
            return new Refusal(command.Theirs is null ? $"{them.Name} has no turn in sight, so there is none to swap."
                : $"{them.Name} is not on duty then.");
        // What is left of a turn that is on now.
        return new Swap(mine with { From = Later(mine.From, work.Now) }, theirs with { From = Later(theirs.From, work.Now) });
    }

    static Shift? Turn(RotaBook book, OperatorId person, DateTimeOffset? at, DateTimeOffset now) =>
        book.Rota.From(at is { } wanted && wanted > now ? wanted : now)
            .Take(at is null ? (book.Rota.Rotation?.People.Count ?? 0) + 2 + 3 * book.Rota.Overrides.Count : 1)
            .FirstOrDefault(shift => shift.Who == person && shift.Until is not null);

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    static string Said(Shift shift) => $"{new At(shift.From).Text} to {new At(shift.Until!.Value).Text}";
}
