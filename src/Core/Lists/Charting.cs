using System.Globalization;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Lists;

/// <summary>What stands around every chart that is asked for: menus of what and how long, and the name of its file.</summary>
static class Charting
{
    public static Picker Which<T>(string label, T chosen, Func<T, string> line) where T : struct, Enum => new(label,
        [.. Enum.GetValues<T>().Select(value => new PickerOption(Filter.Capitalized(value), line(value)))], Filter.Capitalized(chosen));

    public static string Line(string line, bool save) => save ? line + " save:yes" : line;

    public static string Past(ChartRange range) => range switch
    {
        ChartRange.Hour => "the last hour",
        ChartRange.Day => "the last day",
        ChartRange.Week => "the last 7 days",
        ChartRange.Month => "the last 30 days",
    };

    public static string FileName(string what, string figure, ChartRange range) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}-{figure}-{range.Words()}.png").Replace(' ', '-');
}
