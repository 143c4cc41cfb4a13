using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsBot.Core.Values;

/// <summary>Lengths of time as people type and read them: 90m, 2h, 1d12h.</summary>
public static partial class Lengths
{
    [GeneratedRegex(@"^(?:([0-9]{1,5})w)?(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,6})m(?:in)?)?(?:([0-9]{1,6})s)?$",
        RegexOptions.IgnoreCase)]
    static partial Regex Pattern { get; }

    public static bool TryParse(string text, out TimeSpan length)
    {
        length = default;
        var match = Pattern.Match(text.Replace(" ", "", StringComparison.Ordinal));
        if (!match.Success || match.Length == 0) return false;
        double Part(int group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
        length = TimeSpan.FromDays(Part(1) * 7 + Part(2)) + TimeSpan.FromHours(Part(3)) + TimeSpan.FromMinutes(Part(4))
            + TimeSpan.FromSeconds(Part(5));
        return true;
    }

    extension(TimeSpan length)
    {
        /// <summary>The two largest units, so that "1 h 5 min" reads at a glance.</summary>
        public string InWords()
        {
            var parts = new[] { (length.Days, "d"), (length.Hours, "h"), (length.Minutes, "min"), (length.Seconds, "s") }
                .SkipWhile(part => part.Item1 == 0).Take(2).Where(part => part.Item1 > 0)
                .Select(part => $"{part.Item1} {part.Item2}");
            return string.Join(" ", parts) is { Length: > 0 } words ? words : "0 s";
        }

        public string AsTyped() => string.Concat(
            new[] { (length.Days, "d"), (length.Hours, "h"), (length.Minutes, "m"), (length.Seconds, "s") }
                .Where(part => part.Item1 > 0).Select(part => part.Item1.ToString(CultureInfo.InvariantCulture)
                    + part.Item2)) is { Length: > 0 } typed ? typed : "0s";
    }
}
