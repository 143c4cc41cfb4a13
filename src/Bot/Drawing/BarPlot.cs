using System.Globalization;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using SkiaSharp;

namespace OpsBot.Bot.Drawing;

/// <summary>One value for each name, the bars below their names so that both may be long.</summary>
sealed class BarPlot(Chart chart) : IPlot
{
    const int MostRows = 10;
    const float Row = 37;

    readonly List<(string Name, double Value)> all = [.. ChartWords.Pairs(chart)];

    int Rows => Math.Min(all.Count, MostRows);

    bool IsCut => chart.Names.Count > Rows;

    public float Height => Rows * Row + (IsCut ? 22 : 4);

    public void Draw(Pen pen, float top)
    {
        var most = Math.Max(1e-9, all.Take(Rows).Max(pair => Math.Abs(pair.Value)));
        var width = ChartPicture.Width - 2 * ChartPicture.Margin;
        for (var i = 0; i < Rows; i++)
        {
            var (name, value) = all[i];
            var y = top + i * Row + 12;
            var written = pen.Write(ChartWords.Written(value, chart.Unit), ChartPicture.Width - ChartPicture.Margin, y, 14, Palette.Text,
                Side.Right, bold: true, most: width / 2);
            pen.Write(name, ChartPicture.Margin, y, 14, Palette.Quiet, most: written.Left - ChartPicture.Margin - 10);
            var line = new SKRect(ChartPicture.Margin, y + 7, ChartPicture.Margin + width, y + 15);
            pen.Fill(line, Palette.Grid, 4);
            if (value <= 0) continue;
            line.Right = line.Left + Math.Max(8, width * (float)(value / most));
            pen.Fill(line, Palette.Series[0].Colour, 4);
        }
        if (IsCut)
            pen.Write(string.Create(CultureInfo.InvariantCulture, $"and {chart.Names.Count - Rows:N0} more"), ChartPicture.Margin,
                top + Rows * Row + 12, 13, Palette.Quiet);
    }
}
