using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Drawing;

/// <summary>Charts as they come: quiet ones, full ones, and ones whose names mean harm.</summary>
static class SampleCharts
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly IReadOnlyList<string> States = ["healthy", "degraded", "unhealthy", "unreachable"];

    public static Chart Line { get; } = Day(new Chart("CPU of acme-prd-hel1", "%", [Wave("CPU", 288, 34, 22, 1)],
    [
        new(Noon.AddHours(-15), MarkKind.Deploy, "Redeploy"),
        new(Noon.AddHours(-6), MarkKind.Incident, "#41") { Until = Noon.AddHours(-5) },
        new(Noon.AddHours(-4.5), MarkKind.Deploy, "Resize"),
    ]));

    public static Chart Full { get; } = Day(new Chart("Answers of the six largest, in full", "ms",
        [.. Enumerable.Range(0, 6).Select(i => Wave($"shop-{i + 1}", 500, 120 + 80 * i, 30 + 10 * i, i + 1))],
        [
            new(Noon.AddHours(-9), MarkKind.Incident, "#7") { Until = Noon.AddHours(-7) },
            new(Noon.AddHours(-3), MarkKind.Deploy, "Redeploy"),
        ]));

    public static Chart Two { get; } = Day(new Chart("Latency of acme-prd-hel1", "ms",
        [Wave("p50", 96, 80, 20, 3), Wave("p95", 96, 340, 120, 4)], []));

    public static Chart Health { get; } = Day(new Chart("Health of acme-prd-hel1", "",
        [new("Health", 
            [.. Enumerable.Range(0, 96)
                .Select(i => i switch { < 6 => (double?)null, 30 => 1, 66 or 67 => 2, >= 60 and < 66 => 3, _ => 0 })])],
        [new(Noon.AddHours(-9), MarkKind.Incident, "#41") { Until = Noon.AddHours(-7) }]) with { Kind = ChartKind.States, Names = States });

    public static Chart Bars { get; } = new("Organizations by state", "", [new("Organizations", [281, 25, 7, 3, 1])], [])
    {
        Kind = ChartKind.Bars, Names = ["running", "waiting to be approved", "suspended", "cancelled", "failed"],
    };

    public static Chart Empty { get; } = Day(new Chart("Network of acme-prd-hel1", "B/s", [new("in", [null, null]), new("out", [])], []));

    public static Chart Hostile { get; } = Day(new Chart("\u202Eevil\0\n" + new string('W', 5_000), new string('u', 300),
        [.. Enumerable.Range(0, 40).Select(i => Wave("שלום\0العربية 日本語 😀 " + new string('x', 2_000), 500, 1e14, 5e13, i + 1))],
        [.. Enumerable.Range(0, 900).Select(i => new Mark(Noon.AddMinutes(-i), i % 2 == 0 ? MarkKind.Incident : MarkKind.Deploy,
            "\u202E<script>" + new string('y', i % 30)))]));

    public static IReadOnlyDictionary<string, Chart> All { get; } = new Dictionary<string, Chart>
    {
        ["line"] = Line, ["full"] = Full, ["two"] = Two, ["health"] = Health, ["bars"] = Bars, ["empty"] = Empty, ["hostile"] = Hostile,
        ["fleet"] = Health with
        {
            Title = "Health of hel1", Series = [.. "abc".Select(name => Health.Series[0] with { Name = $"shop-{name}" })],
        },
        ["hostile-bars"] = Bars with
        {
            Names = [.. Enumerable.Repeat(new string('W', 900), 40)], Series = [new("", [.. Enumerable.Repeat<double?>(1e15, 40)])],
        },
        ["hostile-states"] = Health with { Names = [.. Enumerable.Repeat("\u202E" + new string('W', 900), 4)] },
        ["hour"] = Line with { From = Noon.AddHours(-1), Marks = [] },
        ["week"] = Line with { From = Noon.AddDays(-7) },
        ["month"] = Line with { From = Noon.AddDays(-30) },
    };

    public static Series Wave(string name, int count, double middle, double height, int seed) => new(name,
        [.. Enumerable.Range(0, count).Select(i => (double?)Math.Round(Math.Max(0, middle + height * Math.Sin(i * 6.0 / count * seed)
            + height * 0.3 * (i * 7919 * (seed + 3) % 101 / 101.0 - 0.5)), 1))]);

    static Chart Day(Chart chart) => chart with { From = Noon.AddDays(-1), Until = Noon };
}
