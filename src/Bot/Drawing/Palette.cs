using SkiaSharp;

namespace OpsBot.Bot.Drawing;

/// <summary>
/// The colours of a picture. It brings its own ground, so that it reads the same where the chat is dark and where it is light; the colours
/// of data are Okabe and Ito's, told apart by who sees no red or no green (https://jfly.uni-koeln.de/color/), and each has a dash and a
/// marker of its own besides.
/// </summary>
static class Palette
{
    public static readonly SKColor
        Ground = new(0x17, 0x1A, 0x1F), Edge = new(0x36, 0x3C, 0x46), Grid = new(0x2C, 0x32, 0x3A),
        Text = new(0xF4, 0xF6, 0xF8), Quiet = new(0xB6, 0xBE, 0xC9), Unknown = new(0x5A, 0x63, 0x70),
        Incident = new(0xFF, 0x7B, 0x3D), Deploy = new(0xCC, 0x79, 0xA7);

    public static readonly IReadOnlyList<Stroke> Series =
    [
        new(new(0x56, 0xB4, 0xE9), [], Shape.Circle),
        new(new(0xE6, 0x9F, 0x00), [7, 3], Shape.Square),
        new(new(0x1F, 0xC4, 0x93), [2.5f, 2.5f], Shape.Triangle),
        new(new(0xF0, 0xE4, 0x42), [9, 3, 2, 3], Shape.Diamond),
        new(new(0xE8, 0x8F, 0xC0), [12, 4], Shape.Cross),
        new(new(0xFF, 0x7B, 0x3D), [4, 2, 1.5f, 2, 1.5f, 2], Shape.Ring),
    ];

    /// <summary>From well to worst.</summary>
    public static readonly IReadOnlyList<SKColor> States =
        [new(0x1F, 0xB5, 0x89), new(0xF0, 0xE4, 0x42), new(0xFF, 0x7B, 0x3D), new(0xE8, 0x8F, 0xC0)];
}

enum Shape { Circle, Square, Triangle, Diamond, Cross, Ring }

/// <summary>How one series is drawn.</summary>
sealed record Stroke(SKColor Colour, float[] Dash, Shape End);
