using System.Globalization;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

/// <summary>When turns change, on the wall clock: "mon-09:00", or "09:00" where any day will do.</summary>
public sealed record Handover(DayOfWeek? Day, TimeOnly At)
{
    const string Format = "HH:mm";

    public static Result<Handover> Parse(string text)
    {
        var words = text.Trim().ToLowerInvariant().Split('-', ' ');
        var day = words.Length == 2 && words[0].Length >= 3
            ? Enum.GetValues<DayOfWeek>().Select(one => (DayOfWeek?)one).FirstOrDefault(one => Name(one!.Value).StartsWith(words[0],
                StringComparison.Ordinal)) : null;
        return words.Length == (day is null ? 1 : 2)
            && TimeOnly.TryParseExact(
                words[^1].PadLeft(Format.Length, '0'), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? new Handover(day, at)
            : new Refusal($"“{Excerpt.Of(text)}” is no time of a week. Write it like mon-09:00, or 09:00 where turns are of days.");
    }

    static string Name(DayOfWeek day) => day.ToString().ToLowerInvariant();

    public override string ToString() =>
        (Day is { } day ? Name(day).Start(3) + "-" : "") + At.ToString(Format, CultureInfo.InvariantCulture);
}
