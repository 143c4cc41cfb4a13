using System.Globalization;
using System.Text;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>Bars and lines drawn with characters, for fixed width.</summary>
static class Charts
{
    const int Width = 24;
    const int LongestName = 24;
    const int MostBars = 60;
    const int MostPoints = 60;

    public static string Bars(Bars bars)
    {
        var shown = bars.List.Take(MostBars).ToList();
        if (shown.Count == 0) return "";
        var names = shown.ConvertAll(bar => SlackText.Cut(SlackText.OneLine(bar.Name), LongestName));
        var widest = names.Max(name => name.Length);
        var most = shown.Max(bar => bar.Value);
        var text = new StringBuilder();
        for (var i = 0; i < shown.Count; i++)
        {
            var mark = shown[i].Tone is Tone.Warning or Tone.Bad && shown[i].Value != 0 ? " " + SlackParts.Mark(shown[i].Tone) : "";
            text.Append(CultureInfo.InvariantCulture, $"{names[i].PadRight(widest)}  {Bar(shown[i].Value, most, Width).TrimEnd('░')} {shown[i].Value.ToString("N0", CultureInfo.InvariantCulture)}{mark}\n");
        }
        return text.ToString();
    }

    /// <summary>Full blocks for what is there, light ones for what is not; anything above nothing shows.</summary>
    public static string Bar(long value, long most, int width)
    {
        var full = most <= 0 || value <= 0 ? 0 : Math.Clamp((int)Math.Round((double)value / most * width), 1, width);
        return new string('█', full) + new string('░', width - full);
    }

    public static string Line(Sparkline line)
    {
        var name = SlackText.Cut(SlackText.OneLine(line.Name), LongestName);
        if (line.Values.Count == 0) return $"{name}  no values yet";
        var values = line.Values.Skip(Math.Max(0, line.Values.Count - MostPoints)).ToList();
        double least = values.Min(), most = values.Max();
        var drawn = string.Concat(values.Select(value => "▁▂▃▄▅▆▇█"[most > least ? (int)Math.Round((value - least) / (most - least) * 7) : 0]));
        return string.Create(CultureInfo.InvariantCulture, $"{name}  {drawn}  {values[^1]:N0}  (min {least:N0}, max {most:N0})");
    }
}
