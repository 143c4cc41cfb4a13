using System.Diagnostics;
using System.Globalization;
using OpsBot.Bot.Drawing;
using OpsBot.Core.Replies;

namespace OpsBot.Bench;

/// <summary>How long it takes to draw six lines of 500 points, and how large the file is.</summary>
static class Charts
{
    const int Times = 200;

    public static void Measure()
    {
        var until = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var chart = new Chart("Answers of the six largest", "ms", [.. Enumerable.Range(1, 6).Select(Line)],
            [
                new(until.AddHours(-9), MarkKind.Incident, "#7") { Until = until.AddHours(-7) },
                new(until.AddHours(-3), MarkKind.Deploy, "Redeploy"),
            ])
        {
            From = until.AddDays(-1), Until = until,
        };
        var (took, size) = (new List<double>(), 0);
        for (var i = 0; i < Times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            size = ChartPicture.Of(chart).Png.Length;
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        took.Sort();
        var (half, most) = (took[Times / 2], took[Times * 95 / 100]);
        Screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"A chart of 6 × 500 points: p50 {half:0.0} ms, p95 {most:0.0} ms (≤ 60), {size / 1000.0:0.0} kB (≤ 60)."));
    }

    static Series Line(int number) => new($"shop-{number}", [.. Enumerable.Range(0, 500).Select(i =>
        (double?)Math.Round(80 * number + 40 * Math.Sin(i * number / 60.0) + i * 7919 % 101 / 4.0, 1))]);
}
