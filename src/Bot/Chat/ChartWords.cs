using System.Globalization;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Chat;

/// <summary>A chart for who cannot see it: a sentence, and a line of small blocks for each series.</summary>
static class ChartWords
{
    public const string NotMeasured = "not measured yet";

    const int MostPoints = 48;
    const int MostSeries = 6;
    const int MostBars = 20;
    const int LongestName = 60;
    const int LongestUnit = 12;
    const string Heights = "▁▂▃▄▅▆▇█";

    /// <summary>The sentence, then the lines.</summary>
    public static Words Of(Chart chart) => Charts.Lines([new Plain(Sentence(chart)), .. Lines(chart)]);

    /// <summary>What a screen reader says in place of the picture.</summary>
    public static string Alternative(Chart chart, int most) => Of(chart).Text.Cut(most);

    public static string Sentence(Chart chart)
    {
        var title = Name(chart.Title).TrimEnd('.', ':');
        var said = chart.Kind switch
        {
            ChartKind.Line => Joined("; ", chart.Series.Take(MostSeries).Select(series => OfLine(chart, series))),
            ChartKind.Bars => Joined(", ", Pairs(chart).Select(pair => $"{pair.Name} {Written(pair.Value, chart.Unit)}")),
            ChartKind.States => Joined("; ", chart.Series.Take(MostSeries).Select(series => OfStates(chart, series))),
        };
        var marks = string.Concat(Counted(chart, MarkKind.Incident, "incident"), Counted(chart, MarkKind.Deploy, "deploy"));
        return $"{title}: {(said.Length > 0 ? said : NotMeasured)}{marks}.";
    }

    /// <summary>A value as it is read: "34 %", "1.2 MB/s", "1,234".</summary>
    public static string Written(double value, string unit)
    {
        var (shown, prefix) = unit.StartsWith('B') || Math.Abs(value) >= 1e7 ? Scaled(value) : (value, "");
        var size = Math.Abs(shown);
        var digits = size >= 100 || size == Math.Floor(size) ? "N0" : size >= 10 ? "#,0.#" : "#,0.##";
        var number = shown.ToString(digits, CultureInfo.InvariantCulture);
        return ChatText.OneLine($"{prefix}{unit}") is { Length: > 0 } named ? $"{number} {named.Cut(LongestUnit)}" : number;
    }

    public static IEnumerable<(string Name, double Value)> Pairs(Chart chart) =>
        chart.Names.Zip(chart.Series is [var first, ..] ? first.Values : [])
            .Where(pair => pair.Second is not null).Take(MostBars).Select(pair => (Name(pair.First), pair.Second!.Value));

    /// <summary>How a state is called.</summary>
    public static string State(Chart chart, double value) =>
        chart.Names.ElementAtOrDefault((int)Math.Clamp(value, 0, 1_000)) is { } name ? Name(name)
            : value.ToString(CultureInfo.InvariantCulture);

    static IEnumerable<Words> Lines(Chart chart)
    {
        var few = chart.Series.Count == 1;
        return chart.Kind is ChartKind.Bars
            ? Charts.Bars(new([.. Pairs(chart).Select(pair => new Bar(pair.Name, (long)Math.Round(Math.Clamp(pair.Value, 0, 1e15))))]))
            : chart.Series.Take(MostSeries).Where(series => series.Values.Any(value => value is not null)).Select(series =>
                Words.Of(new Code(Blocks(chart, series)), new Plain(few ? "" : $"  {Name(series.Name)}")));
    }

    static string OfLine(Chart chart, Series series)
    {
        var values = series.Values.OfType<double>().ToList();
        if (values.Count == 0) return "";
        var (least, most) = (values.Min(), values.Max());
        var name = chart.Series.Count > 1 ? $"{Name(series.Name)} " : "";
        var range = least < most ? $" (between {Written(least, "")} and {Written(most, chart.Unit)})" : "";
        return $"{name}{Written(values[^1], chart.Unit)} at last{range}";
    }

    static string OfStates(Chart chart, Series series)
    {
        var values = series.Values.OfType<double>().ToList();
        if (values.Count == 0) return "";
        var name = chart.Series.Count > 1 ? $"{Name(series.Name)} " : "";
        var shares = values.GroupBy(value => value).OrderBy(group => group.Key)
            .Select(group => $"{State(chart, group.Key)} {Share(group.Count(), values.Count)}");
        return $"{name}{State(chart, values[^1])} at last ({string.Join(", ", shares)})";
    }

    /// <summary>All but nothing is not all, and a little is not nothing.</summary>
    public static string Share(int part, int whole) =>
        part == 0 ? "0 %" : part == whole ? "all the time"
            : $"{Math.Clamp(Math.Round(100.0 * part / whole), 1, 99).ToString(CultureInfo.InvariantCulture)} %";

    static string Blocks(Chart chart, Series series)
    {
        var slots = Slots(series.Values, chart.Kind is ChartKind.States);
        var known = slots.OfType<double>().ToList();
        var (least, most) = chart.Kind is ChartKind.States ? (0, Math.Max(1, chart.Names.Count - 1.0)) : (known.Min(), known.Max());
        return string.Concat(slots.Select(value => value is not { } height ? '·'
            : Heights[most > least ? (int)Math.Clamp(Math.Round((height - least) / (most - least) * 7), 0, 7) : 0]));
    }

    /// <summary>As many as fit in a line; of states the worst of each slot, of values the mean.</summary>
    static List<double?> Slots(IReadOnlyList<double?> values, bool worst)
    {
        var count = Math.Min(values.Count, MostPoints);
        return [.. Enumerable.Range(0, count).Select(slot =>
        {
            var (from, to) = (slot * values.Count / count, (slot + 1) * values.Count / count);
            var within = values.Skip(from).Take(to - from).OfType<double>().ToList();
            return within.Count == 0 ? (double?)null : worst ? within.Max() : within.Average();
        })];
    }

    static string Counted(Chart chart, MarkKind kind, string word) => chart.Marks.Count(mark => mark.Kind == kind) switch
    {
        0 => "",
        1 => $"; 1 {word}",
        var many => string.Create(CultureInfo.InvariantCulture, $"; {many} {word}s"),
    };

    static (double Value, string Prefix) Scaled(double value)
    {
        var (shown, step) = (value, 0);
        while (Math.Abs(shown) >= 1_000 && step < 4) (shown, step) = (shown / 1_000, step + 1);
        return (shown, step == 0 ? "" : "kMGT"[step - 1].ToString());
    }

    static string Name(string name) => ChatText.Cut(ChatText.OneLine(name.Cut(LongestName * 4)), LongestName);

    static string Joined(string between, IEnumerable<string> parts) => string.Join(between, parts.Where(part => part.Length > 0));
}
