using System.Text;
using OpsBot.Bot.Chat;
using OpsBot.Core.Values;
using SkiaSharp;

namespace OpsBot.Bot.Drawing;

enum Side { Left, Middle, Right }

/// <summary>A text that stands in the picture, and where.</summary>
sealed record Label(string Text, SKRect Box, SKColor Colour);

/// <summary>Draws on one canvas, and remembers what text it wrote where.</summary>
sealed class Pen(SKCanvas canvas) : IDisposable
{
    const int Longest = 120;

    readonly SKPaint fill = new() { IsAntialias = true, Style = SKPaintStyle.Fill };
    readonly SKPaint line = new()
    {
        IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round, StrokeCap = SKStrokeCap.Butt,
    };
    readonly Dictionary<(SKTypeface, float), SKFont> fonts = [];
    readonly List<Label> labels = [];

    public IReadOnlyList<Label> Labels => labels;

    public SKCanvas Canvas => canvas;

    /// <summary>Where the text would stand; y is the line it stands on.</summary>
    public SKRect Measure(string text, float x, float y, float size, Side side = Side.Left, bool bold = false)
    {
        var font = Font(size, bold);
        var width = font.MeasureText(text);
        var left = side switch { Side.Left => x, Side.Middle => x - width / 2, Side.Right => x - width };
        return new(left, y - size * 0.78f, left + width, y + size * 0.24f);
    }

    public float Width(string text, float size, bool bold = false) => Font(size, bold).MeasureText(text);

    /// <summary>Writes what is fit to be written; where it is wider than that, it ends in an ellipsis.</summary>
    public SKRect Write(string text, float x, float y, float size, SKColor colour, Side side = Side.Left, bool bold = false,
        float most = float.MaxValue)
    {
        var shown = Fit(Known(text, bold), size, bold, most);
        if (shown.Length == 0) return SKRect.Empty;
        var box = Measure(shown, x, y, size, side, bold);
        fill.Color = colour;
        fill.Shader = null;
        canvas.DrawText(shown, box.Left, y, SKTextAlign.Left, Font(size, bold), fill);
        labels.Add(new(shown, box, colour));
        return box;
    }

    /// <summary>Writes it only where no other text stands.</summary>
    public bool WriteIfFree(string text, float x, float y, float size, SKColor colour, SKRect within, Side side = Side.Left)
    {
        var box = Measure(Known(text, bold: false), x, y, size, side);
        box.Inflate(3, 1);
        if (box.Left < within.Left || box.Right > within.Right || labels.Exists(label => label.Box.IntersectsWith(box))) return false;
        Write(text, x, y, size, colour, side);
        return true;
    }

    public void Fill(SKRect box, SKColor colour, float round = 0)
    {
        fill.Shader = null;
        fill.Color = colour;
        if (round > 0) canvas.DrawRoundRect(box, round, round, fill);
        else canvas.DrawRect(box, fill);
    }

    public void Fill(SKPath path, SKColor colour)
    {
        fill.Shader = null;
        fill.Color = colour;
        canvas.DrawPath(path, fill);
    }

    public void Frame(SKRect box, SKColor colour, float width, float round)
    {
        line.PathEffect = null;
        (line.Color, line.StrokeWidth) = (colour, width);
        canvas.DrawRoundRect(box, round, round, line);
    }

    public void Line(float x, float y, float toX, float toY, SKColor colour, float width, params float[] dash)
    {
        using var path = new SKPathBuilder();
        path.MoveTo(x, y);
        path.LineTo(toX, toY);
        using var drawn = path.Detach();
        Line(drawn, colour, width, dash);
    }

    public void Line(SKPath path, SKColor colour, float width, params float[] dash)
    {
        using var effect = dash.Length > 0 ? SKPathEffect.CreateDash(dash, 0) : null;
        line.PathEffect = effect;
        (line.Color, line.StrokeWidth) = (colour, width);
        canvas.DrawPath(path, line);
        line.PathEffect = null;
    }

    public void Mark(Shape shape, float x, float y, float size, SKColor colour)
    {
        var half = size / 2;
        switch (shape)
        {
            case Shape.Circle: Fill(new SKRect(x - half, y - half, x + half, y + half), colour, half); break;
            case Shape.Square: Fill(new SKRect(x - half * 0.9f, y - half * 0.9f, x + half * 0.9f, y + half * 0.9f), colour); break;
            case Shape.Triangle: Polygon(colour, (x, y - half), (x + half, y + half * 0.8f), (x - half, y + half * 0.8f)); break;
            case Shape.Diamond: Polygon(colour, (x, y - half), (x + half, y), (x, y + half), (x - half, y)); break;
            case Shape.Ring: Frame(new(x - half * 0.8f, y - half * 0.8f, x + half * 0.8f, y + half * 0.8f), colour, 2, half); break;
            case Shape.Cross:
                Line(x - half * 0.8f, y - half * 0.8f, x + half * 0.8f, y + half * 0.8f, colour, 2.2f);
                Line(x - half * 0.8f, y + half * 0.8f, x + half * 0.8f, y - half * 0.8f, colour, 2.2f);
                break;
        }
    }

    public void Polygon(SKColor colour, params ReadOnlySpan<(float X, float Y)> points)
    {
        using var path = new SKPathBuilder();
        path.MoveTo(points[0].X, points[0].Y);
        foreach (var (x, y) in points[1..]) path.LineTo(x, y);
        path.Close();
        using var drawn = path.Detach();
        Fill(drawn, colour);
    }

    public void Dispose()
    {
        fill.Dispose();
        line.Dispose();
        foreach (var font in fonts.Values) font.Dispose();
    }

    SKFont Font(float size, bool bold)
    {
        var face = bold ? Fonts.SemiBold : Fonts.Regular;
        return fonts.TryGetValue((face, size), out var known) ? known : fonts[(face, size)] = Fonts.Of(face, size);
    }

    // What the font has no sign for, and what is written from right to left, is a dot: the words beside the picture have the name.
    string Known(string text, bool bold)
    {
        var font = Font(13, bold);
        var known = new StringBuilder();
        foreach (var rune in ChatText.OneLine(text.Cut(Longest * 2)).EnumerateRunes())
            if (Rune.IsWhiteSpace(rune)) known.Append(' ');
            else if (font.GetGlyph(rune.Value) != 0) known.Append(rune.ToString());
            else if (known.Length == 0 || known[^1] != '·') known.Append('·');
        return known.ToString().Cut(Longest);
    }

    string Fit(string text, float size, bool bold, float most)
    {
        if (Width(text, size, bold) <= most) return text;
        var (least, length) = (0, text.Length);
        while (least < length - 1)
        {
            var half = (least + length) / 2;
            if (Width(text.Start(half) + "…", size, bold) <= most) least = half;
            else length = half;
        }
        return least == 0 ? "" : text.Start(least).TrimEnd() + "…";
    }
}
