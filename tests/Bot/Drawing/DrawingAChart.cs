using System.Diagnostics;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Drawing;
using OpsBot.Core.Replies;
using SkiaSharp;

namespace OpsBot.Tests.Bot.Drawing;

public sealed class DrawingAChart
{
    public static TheoryData<string> All { get; } = [.. SampleCharts.All.Keys];

    [Theory, MemberData(nameof(All))]
    public void A_picture_is_as_wide_as_a_phone_at_twice_its_size_and_small_enough_to_send(string name)
    {
        var drawn = ChartPicture.Of(SampleCharts.All[name]);
        using var picture = SKBitmap.Decode(drawn.Png);
        Assert.Equal((780, drawn.Height), (picture.Width, picture.Height));
        Assert.InRange(picture.Height, 200, 1_000);
        Assert.InRange(drawn.Png.Length, 1_000, 60_000);
    }

    [Theory, MemberData(nameof(All))]
    public void No_text_stands_on_another_and_none_runs_out_of_the_picture(string name)
    {
        var drawn = ChartPicture.Of(SampleCharts.All[name]);
        foreach (var (i, label) in drawn.Labels.Index())
        {
            Assert.True(new SKRect(8, 8, 390 - 7, drawn.Height / 2f - 3).Contains(label.Box), $"“{label.Text}” runs out at {label.Box}.");
            foreach (var other in drawn.Labels.Skip(i + 1))
                Assert.False(label.Box.IntersectsWith(other.Box), $"“{label.Text}” at {label.Box}, “{other.Text}” at {other.Box}.");
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Text_stands_out_from_its_ground_wherever_it_is_and_is_large_enough_for_a_phone(string name)
    {
        var drawn = ChartPicture.Of(SampleCharts.All[name]);
        using var picture = SKBitmap.Decode(drawn.Png);
        foreach (var label in drawn.Labels)
        {
            // What is really there: of what stands within the letters' box, the most frequent is the ground, the brightest a letter.
            var inside = Inside(picture, label.Box).ToList();
            var ground = inside.GroupBy(colour => colour).MaxBy(group => group.Count())!.Key;
            Assert.True(inside.Max(colour => Contrast(colour, ground)) >= 4.5, $"“{label.Text}” is hard to read.");
            Assert.True(label.Box.Height >= 12, $"“{label.Text}” is too small.");
        }
    }

    [Fact]
    public void Lines_are_told_apart_by_who_sees_no_red_or_green()
    {
        // Seen in shades of brightness alone, neighbours in the legend still differ; and each has a dash and a marker of its own.
        Assert.Equal(6, Palette.Series.Select(stroke => string.Join(' ', stroke.Dash)).Distinct().Count());
        Assert.Equal(6, Palette.Series.Select(stroke => stroke.End).Distinct().Count());
        Assert.All(Palette.Series, stroke => Assert.True(Contrast(stroke.Colour, Palette.Ground) >= 3));
        Assert.All(Palette.States, colour => Assert.True(Contrast(colour, Palette.Ground) >= 3));
    }

    [Fact]
    public void Every_series_of_a_full_picture_can_be_seen_and_its_latest_value_is_written_out()
    {
        var drawn = ChartPicture.Of(SampleCharts.Full);
        using var picture = SKBitmap.Decode(drawn.Png);
        var colours = Inside(picture, new(0, 0, 390, drawn.Height / 2f)).CountBy(colour => colour).ToDictionary();
        Assert.All(Palette.Series, stroke => Assert.True(colours.GetValueOrDefault(stroke.Colour) > 200, $"{stroke.Colour} is not seen."));
        Assert.Equal(SampleCharts.Full.Series.Select(series => ChartWords.Written(series.Values[^1]!.Value, "ms")),
            drawn.Labels.Select(label => label.Text).Where(text => text.EndsWith(" ms", StringComparison.Ordinal)).Take(6));
    }

    [Fact]
    public void States_differ_in_height_and_incidents_and_deploys_are_marked()
    {
        var drawn = ChartPicture.Of(SampleCharts.Health);
        using var picture = SKBitmap.Decode(drawn.Png);
        var heights = Palette.States.Select(colour => Rows(picture, colour)).ToList();
        Assert.Equal(heights.Order(), heights);
        Assert.Equal(4, heights.Distinct().Count());
        Assert.Contains(drawn.Labels, label => label.Text == "#41");
        Assert.Contains(drawn.Labels, label => label.Text == "Healthy");
        Assert.Contains(ChartPicture.Of(SampleCharts.Line).Labels, label => label.Text == "2 deploys");
        Assert.True(Rows(picture, Palette.Incident) > 5);
    }

    [Theory, InlineData(ChartKind.Line), InlineData(ChartKind.Bars), InlineData(ChartKind.States)]
    public void Without_values_it_says_that_nothing_was_measured_yet(ChartKind kind)
    {
        Assert.Contains(ChartPicture.Of(SampleCharts.Empty with { Kind = kind }).Labels, label => label.Text == "Not measured yet");
        var without = SampleCharts.Empty with { Kind = kind, Series = [] };
        Assert.Contains(ChartPicture.Of(without).Labels, label => label.Text == "Not measured yet");
    }

    [Theory, MemberData(nameof(All))]
    public void The_same_numbers_give_the_same_file(string name) =>
        Assert.Equal(ChartPicture.Of(SampleCharts.All[name]).Png, ChartPicture.Of(SampleCharts.All[name]).Png);

    [Fact]
    public void What_a_customer_calls_itself_is_bounded_and_neither_controls_nor_reverses_anything()
    {
        var drawn = ChartPicture.Of(SampleCharts.Hostile);
        Assert.All(drawn.Labels, label =>
            Assert.DoesNotContain(label.Text, sign => char.IsControl(sign) || sign is '\u202E' or 'ש' or 'ع'));
        Assert.All(drawn.Labels, label => Assert.InRange(label.Text.Length, 1, 120));
    }

    [Fact]
    public void A_thousand_pictures_leave_no_memory_behind()
    {
        for (var i = 0; i < 50; i++) ChartPicture.Of(SampleCharts.Two);
        var before = Resident();
        for (var i = 0; i < 1_000; i++) ChartPicture.Of(SampleCharts.Two with { Title = $"Number {i}" });
        // One picture is more than a megabyte of pixels: left behind, they would be more than a gigabyte.
        Assert.InRange(Resident() - before, long.MinValue, 150_000_000);
    }

    static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var own = Process.GetCurrentProcess();
        return own.WorkingSet64;
    }

    static IEnumerable<SKColor> Inside(SKBitmap picture, SKRect box)
    {
        for (var y = (int)(box.Top * 2); y < (int)(box.Bottom * 2) && y < picture.Height; y++)
            for (var x = (int)(box.Left * 2); x < (int)(box.Right * 2) && x < picture.Width; x++)
                yield return picture.GetPixel(x, y);
    }

    /// <summary>How high above the line the colour stands anywhere in the strip.</summary>
    static int Rows(SKBitmap picture, SKColor colour) =>
        Enumerable.Range(0, picture.Width).Max(x => Enumerable.Range(0, 300).Count(y => picture.GetPixel(x, y) == colour));

    // https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    static double Contrast(SKColor one, SKColor other)
    {
        var (bright, dark) = (Math.Max(Brightness(one), Brightness(other)), Math.Min(Brightness(one), Brightness(other)));
        return (bright + 0.05) / (dark + 0.05);
    }

    static double Brightness(SKColor colour) => 0.2126 * Part(colour.Red) + 0.7152 * Part(colour.Green) + 0.0722 * Part(colour.Blue);

    static double Part(byte value) =>
        value / 255.0 is var share && share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
}
