using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

/// <summary>What every override has to keep to, and how it is written down and told.</summary>
static class Overrides
{
    static readonly TimeSpan longest = TimeSpan.FromDays(31), furthest = TimeSpan.FromDays(366);

    const int Most = 200;

    public static Task<IReadOnlyList<Target>> Locks { get; } =
        Task.FromResult<IReadOnlyList<Target>>([new Target("rotation", Guid.Empty, "the on-call rotation")]);

    public static Refusal? MayNot(RotaBook book, OperatorId person, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        to <= from ? new("It would end before it begins. First from when, then until when.")
        : to <= now ? new($"That was over at {new At(to).Text} already.")
        : to - from > longest ? new($"An override is of {longest.InWords()} at most. For longer, change the rotation.")
        : from > now + furthest ? new("That is more than a year away.")
        : book.Rota.Overrides.Count >= Most ? new($"There are {Most} overrides already. Cancel some first.")
        : book.Known(person) is not { IsCallable: true } ? new("They are deactivated or have no chat account, so nobody could call them.")
        : book.Between(from > now ? from : now, to).All(shift => shift.Who == person)
            ? new($"{book.NameOf(person)} is on duty then anyway.") { WaysOn = [new("Show", "/oncall show")] }
        : null;

    public static async Task<DutyOverridden> Add(
        Work work, RotaBook book, OperatorId person, OperatorId? instead, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var number = await work.Get<long>(
            """
            insert into overrides (id, operator_id, instead_of, starts_at, ends_at, set_by, set_at)
            values (@Id, @person, @Instead, @from, @to, @By, @Now)
            returning number
            """,
            new
            {
                Id = Guid.CreateVersion7(work.Now), person, Instead = instead?.Value, from, to, By = work.AskerId?.Value, work.Now,
            }, cancel);
        return new(number, book.NameOf(person), instead is { } other ? book.NameOf(other) : null, from, to);
    }

    /// <summary>Whoever it is about and did not ask for it.</summary>
    public static async Task Tell(Work work, DutyOverridden made, IEnumerable<OperatorId> people, CancellationToken cancel)
    {
        foreach (var person in people.Where(one => one != work.AskerId).Distinct())
            await work.Say($"override:{made.Number}:{person.Value:n}", new To.Person(person),
                made.Card($"{work.Operator.Name} changed who is on duty"), cancel);
    }
}
