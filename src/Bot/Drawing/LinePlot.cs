using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using SkiaSharp;

namespace OpsBot.Bot.Drawing;

/// <summary>Values over time, each series with its colour, its dash and a marker where it ends.</summary>
sealed class LinePlot(Chart chart) : IPlot
{
    const float PlotHeight = 132;
    const float Legend = 21;
    const float Headline = 34;
    const float Foot = 22;
    const float Small = 12;
    const float MostGutter = 84;
    const float MostLatest = 78;
    const float MostHeadline = 190;

    readonly IReadOnlyList<Series> shown = [.. chart.Series.Take(Palette.Series.Count)];

    bool IsOne => shown.Count == 1;

    float Top => IsOne ? Headline : (shown.Count + 1) / 2 * Legend;

    float Lane => chart.Marks.Count > 0 ? TimeAxis.LaneHeight : 8;

    public float Height => Top + Lane + PlotHeight + TimeAxis.LabelsHeight + Foot;

    public void Draw(Pen pen, float top)
    {
        if (IsOne) Head(pen, top);
        else Names(pen, top);
        var scale = Scale.For(shown.SelectMany(series => series.Values).OfType<double>(), chart.Unit);
        var gutter = Math.Min(MostGutter, scale.Ticks.Max(tick => pen.Width(ChartWords.Written(tick, chart.Unit), Small))) + 8;
        var box = new SKRect(ChartPicture.Margin + gutter, top + Top + Lane, ChartPicture.Width - ChartPicture.Margin - 4,
            top + Top + Lane + PlotHeight);
        var axis = new TimeAxis(chart, box.Left, box.Right);
        foreach (var tick in scale.Ticks)
        {
            var y = MathF.Round(Y(tick, scale, box) * 2) / 2 + 0.25f;
            pen.Line(box.Left, y, box.Right, y, Palette.Grid, 1);
            pen.Write(ChartWords.Written(tick, chart.Unit), box.Left - 8, y + 4, Small, Palette.Quiet, Side.Right,
                most: MostGutter);
        }
        axis.Shade(pen, box.Top, box.Bottom);
        for (var i = shown.Count - 1; i >= 0; i--) Trace(pen, shown[i], Palette.Series[i], axis, scale, box);
        if (axis.HasMarks) axis.Signs(pen, box.Top - 5);
        axis.Labels(pen, box.Bottom + 16);
        axis.Foot(pen, box.Bottom + TimeAxis.LabelsHeight + 16);
    }

    /// <summary>The latest value large, and between which it was.</summary>
    void Head(Pen pen, float top)
    {
        var values = shown[0].Values.OfType<double>().ToList();
        pen.Mark(Palette.Series[0].End, ChartPicture.Margin + 5, top + 12, 10, Palette.Series[0].Colour);
        var latest = pen.Write(ChartWords.Written(values[^1], chart.Unit), ChartPicture.Margin + 17, top + 21, 26, Palette.Text, bold: true,
            most: MostHeadline);
        var range = $"between {ChartWords.Written(values.Min(), "")} and {ChartWords.Written(values.Max(), chart.Unit)}";
        var room = ChartPicture.Width - ChartPicture.Margin - latest.Right - 10;
        if (pen.Width(range, 13) <= room) pen.Write(range, latest.Right + 10, top + 20, 13, Palette.Quiet);
    }

    void Names(Pen pen, float top)
    {
        var column = (ChartPicture.Width - 2 * ChartPicture.Margin) / 2;
        for (var i = 0; i < shown.Count; i++)
        {
            var (x, y) = (ChartPicture.Margin + i % 2 * column, top + i / 2 * Legend + 10);
            var stroke = Palette.Series[i];
            pen.Line(x, y - 4, x + 22, y - 4, stroke.Colour, 2, stroke.Dash);
            pen.Mark(stroke.End, x + 22, y - 4, 8, stroke.Colour);
            var latest = shown[i].Values.LastOrDefault(value => value is not null) is { } last
                ? ChartWords.Written(last, chart.Unit) : "–";
            var width = Math.Min(MostLatest, pen.Width(latest, 13, bold: true));
            var name = pen.Write(shown[i].Name, x + 31, y, 13, Palette.Quiet, most: column - 31 - 12 - width);
            pen.Write(latest, Math.Max(name.Right, x + 26) + 5, y, 13, Palette.Text, bold: true, most: MostLatest);
        }
    }

    void Trace(Pen pen, Series series, Stroke stroke, TimeAxis axis, Scale scale, SKRect box)
    {
        using var line = new SKPathBuilder();
        var (isDown, lastX, lastY, alone) = (false, 0f, 0f, false);
        for (var i = 0; i < series.Values.Count; i++)
        {
            if (series.Values[i] is not { } value)
            {
                // One value between two gaps would be a line of no length.
                if (alone) pen.Mark(Shape.Circle, lastX, lastY, 3, stroke.Colour);
                (isDown, alone) = (false, false);
                continue;
            }
            (lastX, lastY) = (axis.Slot(i, series.Values.Count), Y(value, scale, box));
            if (isDown) line.LineTo(lastX, lastY);
            else line.MoveTo(lastX, lastY);
            (isDown, alone) = (true, !isDown);
        }
        using var path = line.Detach();
        if (IsOne) Below(pen, path, stroke, series, axis, box);
        pen.Line(path, stroke.Colour, IsOne ? 2.2f : 1.8f, stroke.Dash);
        // On a ground of its own, so that it stands out where lines cross.
        if (!series.Values.Any(value => value is not null)) return;
        pen.Mark(Shape.Circle, lastX, lastY, 13, Palette.Ground);
        pen.Mark(stroke.End, lastX, lastY, 9, stroke.Colour);
    }

    /// <summary>The ground under a line that has no gap.</summary>
    static void Below(Pen pen, SKPath line, Stroke stroke, Series series, TimeAxis axis, SKRect box)
    {
        var first = series.Values.ToList().FindIndex(value => value is not null);
        var last = series.Values.ToList().FindLastIndex(value => value is not null);
        if (first < 0 || series.Values.Skip(first).Take(last - first + 1).Any(value => value is null)) return;
        using var ground = new SKPathBuilder(line);
        ground.LineTo(axis.Slot(last, series.Values.Count), box.Bottom);
        ground.LineTo(axis.Slot(first, series.Values.Count), box.Bottom);
        ground.Close();
        using var path = ground.Detach();
        pen.Fill(path, stroke.Colour.WithAlpha(38));
    }

    static float Y(double value, Scale scale, SKRect box) =>
        box.Bottom - box.Height * (float)Math.Clamp((value - scale.Least) / (scale.Most - scale.Least), 0, 1);
}
