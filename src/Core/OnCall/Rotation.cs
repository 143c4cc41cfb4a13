using OpsBot.Core.Access;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

/// <summary>Whose turn it is by the rotation alone, and how long that lasts.</summary>
public readonly record struct Turn(long Number, DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// People in turn, each for so many days. Turns change when the clock on the wall of the zone shows the time of the handover, so that a
/// turn over a change to summer time is an hour shorter; each ends at the moment at which the next begins.
/// </summary>
public sealed record Rotation(
    IReadOnlyList<OperatorId> People, int Days, Handover Handover, TimeZoneInfo Zone, DateTimeOffset StartsAt)
{
    /// <summary>Within the turn that is on at that moment; the first in the row has it.</summary>
    public static Rotation From(
        IReadOnlyList<OperatorId> people, int days, Handover handover, TimeZoneInfo zone, DateTimeOffset moment)
    {
        var rotation = new Rotation(people, days, handover, zone, moment);
        return rotation with { StartsAt = zone.First(rotation.Anchor) };
    }

    /// <summary>None before it began.</summary>
    public Turn? At(DateTimeOffset moment)
    {
        if (moment < StartsAt) return null;
        var number = (long)Math.Floor((Zone.Shows(moment).Date - Anchor.Date).TotalDays / Days);
        while (Begin(number) > moment) number--;
        while (Begin(number + 1) <= moment) number++;
        return new(number, Begin(number), Begin(number + 1));
    }

    /// <summary>Whose turn it would be, and who comes after, each once.</summary>
    public IEnumerable<OperatorId> InTurn(Turn turn) =>
        Enumerable.Range(0, People.Count).Select(n => People[(int)((turn.Number + n) % People.Count)]);

    /// <summary>The same people in the same row, and turns change at the same times.</summary>
    public bool IsAs(Rotation other) =>
        People.SequenceEqual(other.People) && (Days, Handover, Zone.Id) == (other.Days, other.Handover, other.Zone.Id)
        && Math.Abs((Anchor.Date - other.Anchor.Date).TotalDays) % Days == 0;

    /// <summary>"Each has it for 7 d; turns change mon-09:00 by the clock of Europe/Berlin."</summary>
    public string Says => $"Each has it for {(Days % 7 == 0 ? Several.Of(Days / 7, "week", "weeks") : Several.Of(Days, "day", "days"))}; "
        + $"turns change {Handover} by the clock of {Zone.Id}.";

    DateTimeOffset Begin(long number) => Zone.First(Anchor.AddDays(number * Days));

    /// <summary>The last handover before it starts, as the wall shows it.</summary>
    DateTime Anchor
    {
        get
        {
            var date = Zone.Shows(StartsAt).Date;
            while (Handover.Day is { } day && date.DayOfWeek != day) date = date.AddDays(-1);
            var anchor = date + Handover.At.ToTimeSpan();
            return Zone.First(anchor) <= StartsAt ? anchor : anchor.AddDays(Handover.Day is null ? -1 : -7);
        }
    }
}
