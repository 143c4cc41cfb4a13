using OpsBot.Core.Access;
using OpsBot.Core.Alerts;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

/// <summary>What is said to call somebody, and the line of it on the alert; no reply where all who would be called are spared.</summary>
sealed record CallCard(string Line, Reply? Reply)
{
    // More than that is a wall of names, and their team is called all the same.
    const int Most = 30;

    public static string Key(AlertId alert) => $"call:{alert.Value:n}";

    public static CallCard Of(Called alert, Callees callees, RotaBook book, IReadOnlySet<OperatorId> spared, DateTimeOffset now)
    {
        var duty = book.OnDuty(now);
        var groups = Groups(callees, duty, book).Select(group => group with
        {
            People = [.. group.People.Where(one => !spared.Contains(one.Id))],
        }).Where(group => group.People.Count > 0).ToList();
        var left = spared.Select(book.Known).OfType<Callee>().Select(one => one.Name).ToList();
        if (groups.Count == 0) return new(left.Count > 0
            ? $"Nobody was called: {Several.InOneSentence(left)} took it within the last hour."
            : "Nobody was called: there is nobody on the team who can be.", null);
        return new(Said(callees, groups), new($"#{alert.Number} {alert.Heading}")
        {
            Tone = alert.Severity.Tone, Audience = Audience.Room, Anew = true,
            Parts =
            [
                .. new Paragraph(Words.Of(new Plain("Nobody has taken it since "), new At(alert.OpenedAt), new Plain(".")))
                    .If(callees != Callees.OnDuty),
                .. new Notice(Tone.Warning, duty.Nobody ?? "").If(callees == Callees.OnDuty && duty.Nobody is not null),
                .. groups.Select(group => new Paragraph(Names(group.People) + group.Says)),
                .. new Small("Nobody else is called about it after this.").If(callees == Callees.Everyone),
            ],
            Buttons = [AlertButtons.Acknowledge(alert.Number), AlertButtons.Snooze(alert.Number), Timeline(alert)],
        });
    }

    /// <summary>Where it can still be edited: it calls nobody any more.</summary>
    public static Reply Settled(Alert alert) => new($"#{alert.Number} {alert.Heading}")
    {
        Tone = alert.IsOpen ? Tone.Neutral : Tone.Good, Audience = Audience.Room, OnlyAsEdit = true,
        Parts = [new Paragraph(alert.IsOpen ? "Somebody is on it: nobody else is called." : "It is over.")],
        Buttons = [AlertButtons.Timeline(alert)],
    };

    sealed record Group(IReadOnlyList<Callee> People, string Says);

    static IEnumerable<Group> Groups(Callees callees, OnDuty duty, RotaBook book)
    {
        switch (callees)
        {
            case Callees.OnDuty when duty.Who is { } who:
                yield return new([book.Of(who.Id)], ", you are on duty: this is yours.");
                break;
            case Callees.OnDuty:
                yield return new([.. book.Admins], ": one of you has to take it.");
                break;
            case Callees.NextAndAdmins:
                if (duty.Next is { } next) yield return new([book.Of(next.Id)], ", you are on next: please take it.");
                yield return new([.. book.Admins.Where(one => one.Id != duty.Next?.Id)], ": you are called as admins.");
                break;
            case Callees.Everyone:
                yield return new([.. book.Everyone], ": whoever reads this first, please take it.");
                break;
        }
    }

    static string Said(Callees callees, IReadOnlyList<Group> groups)
    {
        var people = groups.SelectMany(group => group.People).Select(one => one.Name).ToList();
        return callees switch
        {
            Callees.OnDuty => $"Called {OneLine.Of(people)}.",
            Callees.NextAndAdmins => $"Nobody took it: called {OneLine.Of(people)}.",
            Callees.Everyone => $"Still nobody took it: called everyone, {Several.Of(people.Count, "person", "people")}.",
        };
    }

    static Words Names(IReadOnlyList<Callee> people) => people.Take(Most).Index().Aggregate(Words.None,
            (before, one) => before + (one.Index == 0 ? Words.None : ", ") + one.Item.Someone)
        + (people.Count > Most ? $" and {people.Count - Most} more" : "");

    static Button Timeline(Called alert) =>
        new("Timeline", $"/alert show {alert.Number}") { Spoken = $"Timeline of alert {alert.Number}" };
}
