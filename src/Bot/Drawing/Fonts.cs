using OpsBot.Core.Fonts;
using SkiaSharp;

namespace OpsBot.Bot.Drawing;

/// <summary>The font that comes with the program; no font of the machine is ever looked for, so a picture is the same everywhere.</summary>
static class Fonts
{
    public static readonly SKTypeface Regular = Load(EmbeddedFont.Regular), SemiBold = Load(EmbeddedFont.SemiBold);

    public static SKFont Of(SKTypeface face, float size) =>
        new(face, size) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };

    static SKTypeface Load(EmbeddedFont font)
    {
        using var data = SKData.CreateCopy(font.Bytes);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The font {font.Name} cannot be read.");
    }
}
