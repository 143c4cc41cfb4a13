using System.Globalization;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using SkiaSharp;

namespace OpsBot.Bot.Drawing;

/// <summary>How a thing was over time: the worse, the higher, so that no colour need be told apart.</summary>
sealed class StatePlot(Chart chart) : IPlot
{
    const float One = 54;
    const float OfMany = 26;
    const float Name = 18;
    const float Between = 8;
    const float Legend = 21;
    const float Headline = 34;
    const float Foot = 22;
    const float Across = ChartPicture.Width - 2 * ChartPicture.Margin;

    // Well is a low bar and worst a full one.
    const float Lowest = 0.25f;
    const float Narrowest = 1.5f;

    readonly IReadOnlyList<Series> shown = [.. chart.Series.Take(6)];

    bool IsOne => shown.Count == 1;

    float Top => IsOne ? Headline : 0;

    float Lane => chart.Marks.Count > 0 ? TimeAxis.LaneHeight : 6;

    float Row => IsOne ? One : Name + OfMany + Between;

    float Rows => Row * shown.Count;

    int States => Math.Clamp(chart.Names.Count, 1, Palette.States.Count);

    public float Height => Top + Lane + Rows + TimeAxis.LabelsHeight + (States + 1) / 2 * Legend + 4 + Foot;

    public void Draw(Pen pen, float top)
    {
        if (IsOne) Head(pen, top);
        var axis = new TimeAxis(chart, ChartPicture.Margin, ChartPicture.Width - ChartPicture.Margin);
        var y = top + Top + Lane;
        axis.Shade(pen, y, y + Rows);
        foreach (var series in shown)
        {
            if (!IsOne) pen.Write(series.Name, ChartPicture.Margin, y + 12, 13, Palette.Text, most: Across);
            var begin = y + (IsOne ? 0 : Name);
            Strip(pen, series, new(ChartPicture.Margin, begin, ChartPicture.Margin + Across, begin + (IsOne ? One : OfMany)));
            y += Row;
        }
        if (axis.HasMarks) axis.Signs(pen, top + Top + Lane - 5);
        axis.Labels(pen, y + 16);
        Names(pen, y + TimeAxis.LabelsHeight + 16);
        axis.Foot(pen, y + TimeAxis.LabelsHeight + (States + 1) / 2 * Legend + 20);
    }

    void Head(Pen pen, float top)
    {
        var latest = (int)shown[0].Values.Last(value => value is not null)!.Value;
        pen.Fill(new SKRect(ChartPicture.Margin, top + 5, ChartPicture.Margin + 12, top + 17), Colour(latest), 3);
        var state = ChartWords.State(chart, latest);
        pen.Write($"{char.ToUpper(state[0], CultureInfo.InvariantCulture)}{state[1..]}", ChartPicture.Margin + 20, top + 21, 24,
            Palette.Text, bold: true, most: Across - 20);
    }

    void Strip(Pen pen, Series series, SKRect box)
    {
        var count = series.Values.Count;
        pen.Line(box.Left, box.Bottom - 0.75f, box.Right, box.Bottom - 0.75f, Palette.Unknown, 1.5f, 2, 3);
        for (var from = 0; from < count;)
        {
            // As long as it stays so, it is one piece.
            var (value, to) = (series.Values[from], from + 1);
            while (to < count && series.Values[to] == value) to++;
            if (value is { } known)
            {
                var badness = Math.Clamp((float)known, 0, States - 1) / Math.Max(1, States - 1);
                var (left, width) = (box.Left + box.Width * from / count, box.Width * (to - from) / count);
                pen.Fill(new SKRect(left, box.Bottom - box.Height * (Lowest + (1 - Lowest) * badness),
                    left + Math.Max(Narrowest, width), box.Bottom), Colour((int)known));
            }
            from = to;
        }
    }

    /// <summary>What each colour means, and how much of the time it was so.</summary>
    void Names(Pen pen, float y)
    {
        var all = shown.SelectMany(series => series.Values).OfType<double>().ToList();
        var column = Across / 2;
        for (var state = 0; state < States; state++)
        {
            var (x, line) = (ChartPicture.Margin + state % 2 * column, y + state / 2 * Legend);
            pen.Fill(new SKRect(x, line - 9, x + 10, line + 1), Colour(state), 2);
            var share = ChartWords.Share(all.Count(value => (int)value == state), all.Count);
            // The name may take what its share leaves of the column.
            var most = column - 16 - 6 - pen.Width(share, 13, bold: true) - 8;
            var name = pen.Write(ChartWords.State(chart, state), x + 16, line, 13, Palette.Quiet, most: most);
            pen.Write(share, name.Right + 6, line, 13, Palette.Text, bold: true);
        }
    }

    static SKColor Colour(int state) => Palette.States[Math.Clamp(state, 0, Palette.States.Count - 1)];
}
