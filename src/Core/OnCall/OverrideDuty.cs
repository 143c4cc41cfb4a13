using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

public sealed record OverrideDuty(
    [Arg("who is on duty then")] OperatorId Person,
    [Arg("from when, in UTC: 2026-12-24T18:00")] DateTimeOffset From,
    [Arg("until when, in UTC: 2026-12-26T09:00")] DateTimeOffset To) : ICommand<OverrideDuty, DutyOverridden>
{
    public static Spec Spec { get; } = new("oncall override", "Have somebody be on duty for a while, whoever's turn it is")
    {
        Verb = "Override", Examples = ["/oncall override ben 2026-12-24T18:00 2026-12-26T09:00"],
    };
}

public sealed record DutyOverridden(long Number, string Who, string? InsteadOf, DateTimeOffset StartsAt, DateTimeOffset EndsAt) : IAnswer
{
    public Reply Say() => Card($"{Who} is on duty then") with { Tone = Tone.Good };

    /// <summary>The same for whoever it is about.</summary>
    internal Reply Card(string heading) => new(heading)
    {
        Parts =
        [
            new Paragraph(Words.Of(
                new Strong(Who), new Plain(InsteadOf is null ? " is on duty from " : $" is on duty instead of {InsteadOf}, from "),
                new At(StartsAt), new Plain(" to "), new At(EndsAt), new Plain("."))),
        ],
        Buttons =
        [
            new Button("On call", "/oncall show"),
            new Button("Cancel", $"/oncall cancel {Number}") { Spoken = $"Cancel override {Number}" },
        ],
    };
}

sealed class OverrideDutyHandler : IHandle<OverrideDuty, DutyOverridden>
{
    public Task<IReadOnlyList<Target>> Locks(OverrideDuty command, Work work, CancellationToken cancel) => Overrides.Locks;

    public async Task<Result<Plan>> Plan(OverrideDuty command, Work work, CancellationToken cancel)
    {
        var book = await RotaBook.Read(work.Db, work.Now, cancel);
        if (Overrides.MayNot(book, command.Person, command.From, command.To, work.Now) is { } no) return no;
        var who = book.Of(command.Person);
        var time = $"from {new At(command.From).Text} to {new At(command.To).Text}";
        return new Plan(Target.Of(who.Id, who.Name), $"Have {who.Name} on duty {time}")
        {
            Changes =
            [
                .. book.Between(command.From, command.To).Take(6).Select(shift => new Change(
                    $"From {new At(shift.From > command.From ? shift.From : command.From).Text}", book.NameOf(shift.Who), who.Name)),
            ],
            Affects = new(Impact.Told, "Both are told: who is on duty then, and who is not any more."),
            Undo = Undo.ByHand("Cancel it with /oncall cancel."),
        };
    }

    public async Task<Result<DutyOverridden>> Handle(OverrideDuty command, Work work, CancellationToken cancel)
    {
        var book = await RotaBook.Read(work.Db, work.Now, cancel);
        if (Overrides.MayNot(book, command.Person, command.From, command.To, work.Now) is { } no) return no;
        var relieved = book.Between(command.From, command.To).Select(shift => shift.Who).OfType<OperatorId>()
            .Where(one => one != command.Person).Distinct().ToList();
        var made = await Overrides.Add(
            work, book, command.Person, relieved is [var one] ? one : null, command.From, command.To, cancel);
        await Overrides.Tell(work, made, [command.Person, .. relieved], cancel);
        return made;
    }
}
