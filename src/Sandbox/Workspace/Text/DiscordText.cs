using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>Reads Discord's markdown: headings, small print, quotes, lists and fences; what stands in a line is DiscordLine's.</summary>
static partial class DiscordText
{
    public static IReadOnlyList<Passage> Read(string text)
    {
        var passages = new List<Passage>();
        text = text.ReplaceLineEndings("\n");
        var from = 0;
        foreach (Match fence in Fence().Matches(text))
        {
            Lines(passages, text[from..fence.Index]);
            passages.Add(new Preformatted(fence.Groups["code"].Value));
            from = fence.Index + fence.Length;
        }

        Lines(passages, text[from..]);
        return passages;
    }

    static void Lines(List<Passage> passages, string text)
    {
        var plain = new List<string>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith(">>> ", StringComparison.Ordinal))
            {
                Flush();
                passages.Add(new Quote(DiscordLine.Read(string.Join('\n', lines[i..])[4..])));
                return;
            }

            if (Marked(lines, ref i) is not { } passage)
            {
                plain.Add(lines[i]);
                continue;
            }

            Flush();
            passages.Add(passage);
        }

        Flush();

        void Flush()
        {
            var said = string.Join('\n', plain).Trim('\n');
            plain.Clear();
            if (said.Length > 0) passages.Add(new Paragraph(DiscordLine.Read(said)));
        }
    }

    /// <summary>The passage that begins with this line, if the line is marked; the last line of it is where reading went.</summary>
    static Passage? Marked(string[] lines, ref int at)
    {
        if (Head().Match(lines[at]) is { Success: true } head)
            return new Heading(head.Groups[1].Length, DiscordLine.Read(head.Groups[2].Value));
        if (lines[at].StartsWith("-# ", StringComparison.Ordinal))
            return new Subtext(DiscordLine.Read(lines[at][3..]));
        if (IsQuote(lines[at]))
            return new Quote(DiscordLine.Read(string.Join('\n', Run(lines, ref at, IsQuote).Select(line => line[2..]))));
        if (Item().Match(lines[at]) is not { Success: true } first) return null;

        var items = Run(lines, ref at,
            line => Item().Match(line) is { Success: true } next && Level(next) == Level(first) && IsNumbered(next) == IsNumbered(first));
        var start = IsNumbered(first) ? int.Parse(first.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) - 1 : 0;
        return new Bullets(IsNumbered(first), Level(first), start,
            [.. items.Select(line => DiscordLine.Read(Item().Match(line).Groups["text"].Value))]);
    }

    static bool IsQuote(string line) => line.StartsWith("> ", StringComparison.Ordinal);

    static bool IsNumbered(Match item) => item.Groups["number"].Success;

    static int Level(Match item) => Math.Min(2, item.Groups["indent"].Length / 2);

    static List<string> Run(string[] lines, ref int at, Func<string, bool> more)
    {
        List<string> run = [lines[at]];
        while (at + 1 < lines.Length && more(lines[at + 1])) run.Add(lines[++at]);
        return run;
    }

    [GeneratedRegex(@"\n?(?<!\\)```(?:[A-Za-z0-9_+.#-]+\n)?\n*(?<code>[^\n][\s\S]*?)\n*```\n?")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^(#{1,3}) +(\S.*)$")]
    private static partial Regex Head();

    [GeneratedRegex(@"^(?<indent> *)(?:[-*]|(?<number>\d{1,9})\.) +(?<text>\S.*)$")]
    private static partial Regex Item();
}
