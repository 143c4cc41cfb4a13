using System.Globalization;
using OpsBot.Core.Replies;
using SkiaSharp;

namespace OpsBot.Bot.Drawing;

/// <summary>The time from left to right: where a moment is, its labels, and what happened meanwhile.</summary>
sealed class TimeAxis(Chart chart, float left, float right)
{
    public const float LaneHeight = 20;
    public const float LabelsHeight = 20;

    const int MostMarks = 60;
    const int MostLabels = 5;
    const float Apart = 4;
    const float Small = 12;
    const int LongestLabel = 18;

    static readonly TimeSpan[] steps =
    [
        TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
        TimeSpan.FromHours(2), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromDays(1),
        TimeSpan.FromDays(2), TimeSpan.FromDays(7), TimeSpan.FromDays(14), TimeSpan.FromDays(30), TimeSpan.FromDays(90),
    ];

    readonly TimeSpan span = chart.Until > chart.From ? chart.Until - chart.From : TimeSpan.FromHours(1);

    public bool HasMarks => chart.Marks.Count > 0;

    public float At(DateTimeOffset moment) =>
        left + (right - left) * (float)Math.Clamp((moment - chart.From) / span, 0, 1);

    /// <summary>The middle of a slot.</summary>
    public float Slot(int index, int of) => left + (right - left) * (index + 0.5f) / of;

    /// <summary>Moments that a clock shows whole, and their names below.</summary>
    public void Labels(Pen pen, float y)
    {
        var step = steps.FirstOrDefault(one => span / one <= MostLabels, steps[^1]);
        var whole = step.Ticks;
        var within = new SKRect(ChartPicture.Margin - 6, 0, ChartPicture.Width - 8, float.MaxValue);
        for (var tick = (chart.From.UtcTicks + whole - 1) / whole * whole; tick <= chart.Until.UtcTicks; tick += whole)
        {
            var moment = new DateTimeOffset(tick, TimeSpan.Zero);
            var text = moment.ToString(step < TimeSpan.FromDays(1) ? "HH:mm" : "d MMM", CultureInfo.InvariantCulture);
            // At either end it stands below the end, not over it.
            var half = pen.Width(text, Small) / 2 + 4;
            pen.WriteIfFree(text, Math.Clamp(At(moment), within.Left + half, within.Right - half), y, Small, Palette.Quiet, within,
                Side.Middle);
        }
    }

    /// <summary>Behind the data: how long an incident was, and where something was deployed.</summary>
    public void Shade(Pen pen, float top, float bottom)
    {
        foreach (var mark in Shown())
            if (mark.Kind is MarkKind.Incident)
            {
                var (from, to) = (At(mark.At), At(mark.Until ?? mark.At));
                pen.Fill(new SKRect(from - 0.5f, top, Math.Max(to, from + 1) + 0.5f, bottom), Palette.Incident.WithAlpha(52));
            }
            else pen.Line(At(mark.At), top, At(mark.At), bottom, Palette.Deploy, 1.2f, 3, 3);
    }

    /// <summary>In a lane above the data: a sign for each, and its name where there is room.</summary>
    public void Signs(Pen pen, float y)
    {
        var last = float.MinValue;
        List<Mark> signs = [];
        foreach (var mark in Shown())
        {
            if (At(mark.At) - last < Apart) continue;
            last = At(mark.At);
            signs.Add(mark);
            if (mark.Kind is MarkKind.Incident) pen.Polygon(Palette.Incident, (last - 5, y - 9), (last + 5, y - 9), (last, y));
            else pen.Mark(Shape.Diamond, last, y - 5, 9, Palette.Deploy);
        }
        for (var i = 0; i < signs.Count; i++)
        {
            // Its name ends before the next sign begins.
            var x = At(signs[i].At) + 8;
            var end = i + 1 < signs.Count ? At(signs[i + 1].At) - 6 : right;
            var label = signs[i].Label.Length <= LongestLabel ? signs[i].Label : "";
            if (label.Length > 0) pen.WriteIfFree(label, x, y - 0.5f, Small, Palette.Quiet, new SKRect(left, 0, end, float.MaxValue));
        }
    }

    /// <summary>Below it all: what the signs mean, and whose time it is.</summary>
    public void Foot(Pen pen, float y)
    {
        var x = left;
        var end = pen.Write("UTC", ChartPicture.Width - ChartPicture.Margin, y, Small, Palette.Quiet, Side.Right).Left - 8;
        if (Count(MarkKind.Incident) is > 0 and var incidents)
        {
            pen.Polygon(Palette.Incident, (x, y - 9), (x + 10, y - 9), (x + 5, y));
            x = pen.Write(Several(incidents, "incident"), x + 15, y, Small, Palette.Quiet, most: end - x - 15).Right + 14;
        }
        if (Count(MarkKind.Deploy) is not (> 0 and var deploys) || end - x < 40) return;
        pen.Mark(Shape.Diamond, x + 5, y - 4.5f, 9, Palette.Deploy);
        pen.Write(Several(deploys, "deploy"), x + 15, y, Small, Palette.Quiet, most: end - x - 15);
    }

    int Count(MarkKind kind) => chart.Marks.Count(mark => mark.Kind == kind);

    static string Several(int many, string word) => string.Create(CultureInfo.InvariantCulture, $"{many} {word}{(many == 1 ? "" : "s")}");

    IEnumerable<Mark> Shown() => chart.Marks
        .Where(mark => mark.At <= chart.Until && (mark.Until ?? mark.At) >= chart.From).OrderBy(mark => mark.At).Take(MostMarks);
}
