using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

public sealed record SetRotation(
    [Arg("who is on duty in turn, by name: anna, ben, cleo; the first has the turn that is on now", Rest = true, MaxLength = 400)]
    string People,
    [Arg("how long a turn is, in whole days or weeks: 1w", Named = true)] TimeSpan Every,
    [Arg("when turns change: mon-09:00, or 09:00 where turns are of days", Named = true, MaxLength = 30)] string At,
    [Arg("by the clock of that zone: Europe/Berlin", Named = true, MaxLength = 60, Words = typeof(ZoneWords))] string Zone)
    : ICommand<SetRotation, RotationSet>
{
    public static Spec Spec { get; } = new("oncall rotation set", "Say who is on duty in turn, and when turns change")
    {
        Needs = Role.Admin, Verb = "Set rotation",
        Examples = ["/oncall rotation set anna, ben, cleo every:1w at:mon-09:00 zone:Europe/Berlin"],
    };
}

public sealed record RotationSet(IReadOnlyList<string> Names, string Says, OnDuty Duty) : IAnswer
{
    public Reply Say() => new("The rotation is set")
    {
        Tone = Tone.Good,
        Parts =
        [
            new Paragraph($"In turn: {string.Join(", ", Names)}. {Says}"),
            new Paragraph(Duty.Who is { } who ? (Words)new Strong(who.Name) + " is on duty" + Duty.Lasts : Duty.Nobody!),
        ],
        Buttons = [new Button("On call", "/oncall show")],
    };
}

sealed class SetRotationHandler(Finders finders, TimeProvider time) : IHandle<SetRotation, RotationSet>
{
    const int Most = 20;
    const int Shown = 6;

    static readonly Target target = new("rotation", Guid.Empty, "the on-call rotation");

    public Task<IReadOnlyList<Target>> Locks(SetRotation command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([target]);

    public async Task<Result<Plan>> Plan(SetRotation command, Work work, CancellationToken cancel)
    {
        var book = await RotaBook.Read(work.Db, work.Now, cancel);
        if ((await Rotation(command, book, work, cancel)).Failed(out var rotation, out var refusal)) return refusal;
        var after = book.With(rotation);
        return new Plan(target, $"Be on duty in turn: {OneLine.Of([.. rotation.People.Select(one => book.NameOf(one))])}")
        {
            Changes =
            [
                .. after.Rota.From(work.Now).Take(Shown).Select(shift => new Change(
                    shift.From <= work.Now ? "On duty now" : $"From {new At(shift.From).Text}",
                    book.NameOf(book.Rota.At(shift.From <= work.Now ? work.Now : shift.From).Who), after.NameOf(shift.Who))),
            ],
            Affects = new(Impact.Told, "Whoever comes on duty is told in the channel for alerts."),
            Undo = Undo.ByHand("Set it again as it was."),
        };
    }

    public async Task<Result<RotationSet>> Handle(SetRotation command, Work work, CancellationToken cancel)
    {
        var book = await RotaBook.Read(work.Db, work.Now, cancel);
        if ((await Rotation(command, book, work, cancel)).Failed(out var rotation, out var refusal)) return refusal;
        await work.Execute("update rotations set ended_at = @Now where ended_at is null", new { work.Now }, cancel);
        await work.Execute(
            """
            insert into rotations (id, people, every, handover, zone, starts_at, set_by, set_at)
            values (@Id, @People, @Every, @Handover, @Zone, @StartsAt, @By, @Now)
            """,
            new
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()), People = rotation.People.Select(one => one.Value).ToArray(),
                Every = TimeSpan.FromDays(rotation.Days).AsTyped(), Handover = rotation.Handover.ToString(), Zone = rotation.Zone.Id,
                rotation.StartsAt, By = work.AskerId?.Value, work.Now,
            }, cancel);
        return new RotationSet([.. rotation.People.Select(one => book.NameOf(one))], rotation.Says, book.With(rotation).OnDuty(work.Now));
    }

    async Task<Result<Rotation>> Rotation(SetRotation command, RotaBook book, Work work, CancellationToken cancel)
    {
        if (command.Every.TotalDays is var days && (days < 1 || days > 8 * 7 || days != Math.Floor(days)))
            return new Refusal("A turn is of whole days, 8 weeks at most: every:1w or every:2d.");
        if (Handover.Parse(command.At).Failed(out var handover, out var refusal)) return refusal;
        if (handover.Day is null && days % 7 == 0)
            return new Refusal($"Turns of weeks change on a day of the week: at:mon-{handover}.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(command.Zone.Trim(), out var zone))
            return new Refusal($"There is no zone “{Excerpt.Of(command.Zone)}”. Write it like Europe/Berlin or UTC.");
        if ((await People(command, book, work, cancel)).Failed(out var people, out refusal)) return refusal;
        var rotation = OnCall.Rotation.From(people, (int)days, handover, zone, work.Now);
        return book.Rota.Rotation is { } now && now.IsAs(rotation) && now.InTurn(now.At(work.Now)!.Value).First() == people[0]
            ? new Refusal("That is the rotation already.") { WaysOn = [new("Show", "/oncall show")] } : rotation;
    }

    async Task<Result<IReadOnlyList<OperatorId>>> People(SetRotation command, RotaBook book, Work work, CancellationToken cancel)
    {
        // Names have spaces where commas part them.
        var names = command.People.Split(command.People.Contains(',') ? ',' : ' ',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length is 0 or > Most) return new Refusal($"Name one to {Most} people: anna, ben, cleo.");
        var people = new List<OperatorId>();
        foreach (var name in names)
        {
            var found = await finders.For(typeof(OperatorId)).Named(work.Db, [name], cancel);
            if (found.Count == 0)
                return new Refusal($"Nobody on the team is called “{Excerpt.Of(name)}”.") { WaysOn = [new("Team", "/admin list")] };
            if (found.DistinctBy(one => one.Id).Count() > 1)
                return new Refusal($"There are several called “{Excerpt.Of(name)}”. "
                    + $"Write the handle: {OneLine.Of([.. found.Select(one => one.Slug)])}.");
            var person = OperatorId.Of(found[0].Id);
            if (people.Contains(person)) return new Refusal($"{found[0].Label} stands in it twice.");
            if (book.Known(person) is not { IsCallable: true })
                return new Refusal($"{found[0].Label} is deactivated or has no chat account, so nobody could call them.");
            people.Add(person);
        }
        return people;
    }
}

/// <summary>Zones as this machine knows them, offered while one is typed.</summary>
sealed class ZoneWords : IWords
{
    public Task<IReadOnlyList<string>> Fitting(Npgsql.NpgsqlConnection db, string text, int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>(
        [
            .. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)
                .Where(id => id.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase) && (id == "UTC" || id.Contains('/')))
                .OrderBy(id => !id.StartsWith("Europe/", StringComparison.Ordinal)).ThenBy(id => id, StringComparer.Ordinal).Take(limit),
        ]);
}
