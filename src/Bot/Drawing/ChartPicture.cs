using System.Security.Cryptography;
using System.Text;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using SkiaSharp;

namespace OpsBot.Bot.Drawing;

/// <summary>A chart as it was drawn: the file, how large it is, and what text stands where in it.</summary>
sealed record Drawn(byte[] Png, int Width, int Height, IReadOnlyList<Label> Labels);

/// <summary>Draws a chart as wide as a phone, at twice its size; the same numbers give the same file.</summary>
static class ChartPicture
{
    public const string MediaType = "image/png";

    /// <summary>As wide as a phone, in points; each is two pixels.</summary>
    public const int Width = 390;

    public const int Scale = 2;
    public const float Margin = 16;

    const float TitleSize = 15.5f;
    const float Head = 44;

    // Another look is another picture, however equal the numbers are.
    const string Look = "1";

    /// <summary>The same for the same numbers, so that nobody need draw to know that nothing changed.</summary>
    public static string Print(Chart chart) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Look + Json.Text(chart with { SaveAs = null }))).AsSpan(0, 8));

    /// <summary>The picture to keep, where it was asked for.</summary>
    public static Attachment? File(Chart chart) =>
        chart.SaveAs is { } name ? new Attachment(name, "") { Bytes = Of(chart).Png, MediaType = MediaType } : null;

    public static Drawn Of(Chart chart)
    {
        var plot = Plot(chart);
        var height = (int)MathF.Ceiling(Head + plot.Height + Margin * 0.75f);
        using var surface = SKSurface.Create(new SKImageInfo(Width * Scale, height * Scale, SKColorType.Rgba8888, SKAlphaType.Opaque))
            ?? throw new InvalidOperationException("There is no memory to draw in.");
        surface.Canvas.Clear(Palette.Ground);
        surface.Canvas.Scale(Scale);
        using var pen = new Pen(surface.Canvas);
        pen.Frame(new SKRect(0.5f, 0.5f, Width - 0.5f, height - 0.5f), Palette.Edge, 1, 0);
        pen.Write(chart.Title, Margin, 28, TitleSize, Palette.Text, bold: true, most: Width - 2 * Margin);
        plot.Draw(pen, Head);
        using var pixels = surface.PeekPixels();
        return new(Png.Of(pixels), Width * Scale, height * Scale, pen.Labels);
    }

    static IPlot Plot(Chart chart) => chart.Kind switch
    {
        ChartKind.Line when chart.Series.Any(series => series.Values.Any(value => value is not null)) => new LinePlot(chart),
        ChartKind.States when chart.Series.Any(series => series.Values.Any(value => value is not null)) => new StatePlot(chart),
        ChartKind.Bars when ChartWords.Pairs(chart).Any() => new BarPlot(chart),
        ChartKind.Line or ChartKind.States or ChartKind.Bars => new EmptyPlot(),
    };
}

/// <summary>What stands below the title.</summary>
interface IPlot
{
    float Height { get; }

    void Draw(Pen pen, float top);
}

/// <summary>There is nothing to be seen yet, and that is said.</summary>
sealed class EmptyPlot : IPlot
{
    public float Height => 96;

    public void Draw(Pen pen, float top)
    {
        for (var line = 0; line <= 3; line++)
            pen.Line(ChartPicture.Margin, top + line * 30 + 0.5f, ChartPicture.Width - ChartPicture.Margin, top + line * 30 + 0.5f,
                Palette.Grid, 1);
        var text = $"{char.ToUpperInvariant(ChartWords.NotMeasured[0])}{ChartWords.NotMeasured[1..]}";
        var box = pen.Measure(text, ChartPicture.Width / 2f, top + 50, 15, Side.Middle);
        box.Inflate(10, 4);
        pen.Fill(box, Palette.Ground);
        pen.Write(text, ChartPicture.Width / 2f, top + 50, 15, Palette.Quiet, Side.Middle);
    }
}
