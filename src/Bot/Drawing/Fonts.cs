using SkiaSharp;

namespace OpsBot.Bot.Drawing;

/// <summary>The font that comes with the bot; no font of the machine is ever looked for, so a picture is the same everywhere.</summary>
static class Fonts
{
    public static readonly SKTypeface Regular = Load("Inter-Regular.ttf"), SemiBold = Load("Inter-SemiBold.ttf");

    public static SKFont Of(SKTypeface face, float size) =>
        new(face, size) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };

    static SKTypeface Load(string name)
    {
        using var stream = typeof(Fonts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The font {name} is missing in the program.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The font {name} cannot be read.");
    }
}
