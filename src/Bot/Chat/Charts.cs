using System.Globalization;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>Bars, lines and steps drawn with characters.</summary>
static class Charts
{
    const int Width = 20;
    const int LongestName = 60;
    const int MostBars = 60;
    const int MostPoints = 60;

    /// <summary>The bar comes first: names may hold emoji, which are as wide as they like.</summary>
    public static IEnumerable<Words> Bars(Bars bars)
    {
        var shown = bars.List.Take(MostBars).ToList();
        var most = shown.Select(bar => bar.Value).DefaultIfEmpty().Max();
        return shown.Select(bar => Words.Of(
            new Code(Bar(bar.Value, most, Width).TrimEnd('░') is { Length: > 0 } full ? full : "▏"),
            new Strong($"  {bar.Written}"),
            new Plain($"  {ChatText.Cut(ChatText.OneLine(bar.Name), LongestName)}"),
            new Plain(IsAlarming(bar) ? " " + Marks.Of(bar.Tone) : "")));
    }

    // A name that begins with a mark of its own says it already.
    static bool IsAlarming(Bar bar) =>
        bar.Tone is Tone.Warning or Tone.Bad && bar.Value != 0 && bar.Name.Length > 0 && char.IsLetterOrDigit(bar.Name[0]);

    /// <summary>Full blocks for what is there, light ones for what is not; anything above nothing shows.</summary>
    public static string Bar(long value, long most, int width)
    {
        var full = most <= 0 || value <= 0 ? 0 : Math.Clamp((int)Math.Round((double)value / most * width), 1, width);
        return new string('█', full) + new string('░', width - full);
    }

    public static Words Line(Sparkline line)
    {
        var name = new Plain($"{ChatText.Cut(ChatText.OneLine(line.Name), LongestName)}  ");
        if (line.Values.Count == 0) return Words.Of(name, new Plain("no values yet"));
        var values = line.Values.Skip(Math.Max(0, line.Values.Count - MostPoints)).ToList();
        double least = values.Min(), most = values.Max();
        var heights = values.Select(value => most > least ? (int)Math.Round((value - least) / (most - least) * 7) : 0);
        var drawn = string.Concat(heights.Select(height => "▁▂▃▄▅▆▇█"[height]));
        return Words.Of(name, new Code(drawn), new Strong(string.Create(CultureInfo.InvariantCulture, $"  {values[^1]:N0}")),
            new Plain(string.Create(CultureInfo.InvariantCulture, $"  (min {least:N0}, max {most:N0})")));
    }

    /// <summary>How far it has come, and each step with its mark.</summary>
    public static Words Steps(Progress progress)
    {
        if (progress.Steps.Count == 0) return Words.None;
        var done = progress.Steps.Count(step => step.State is StepState.Done);
        var bar = Words.Of(new Code(Bar(done, progress.Steps.Count, 16)), new Plain($"  {done} of {progress.Steps.Count}\n"));
        return bar + Lines(progress.Steps.Select(step =>
            Words.Of(new Plain(Marks.Of(step.State) + " "),
                step.State is StepState.Running ? new Strong(ChatText.OneLine(step.Name)) : new Plain(ChatText.OneLine(step.Name)),
                new Plain(step.Detail is { Length: > 0 } ? ": " : "")) + Sentences.WithInstants(ChatText.OneLine(step.Detail ?? ""))));
    }

    /// <summary>Each with its name before it.</summary>
    public static Words Fields(Fields fields) =>
        Lines(fields.List.Select(field => Words.Of(new Strong(ChatText.OneLine(field.Name)), new Plain("  ")) + field.Value));

    /// <summary>One below the other.</summary>
    public static Words Lines(IEnumerable<Words> lines) =>
        new([.. lines.SelectMany((line, index) => index == 0 ? line.Spans : [new Plain("\n"), .. line.Spans])]);
}
