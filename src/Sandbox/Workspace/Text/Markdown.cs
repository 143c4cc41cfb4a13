using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>Reads the part of standard Markdown that the markdown block is used for.</summary>
static partial class Markdown
{
    public static IReadOnlyList<Passage> Read(string text)
    {
        var passages = new List<Passage>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (line.StartsWith("```", StringComparison.Ordinal))
                passages.Add(new Preformatted(
                    string.Join('\n', Run(lines, ref i, next => !next.StartsWith("```", StringComparison.Ordinal), skipEnds: true))));
            else if (HeadingLine().Match(line) is { Success: true } heading)
                passages.Add(new Heading(heading.Groups[1].Length, Inline(heading.Groups[2].Value)));
            else if (line.StartsWith('>'))
                passages.Add(new Quote(
                    Inline(string.Join('\n', Run(lines, ref i, next => next.StartsWith('>')).Select(each => each.TrimStart('>', ' '))))));
            else if (ItemLine().IsMatch(line))
                passages.Add(new Bullets(char.IsDigit(line.TrimStart()[0]), 0, 0,
                    [.. Run(lines, ref i, ItemLine().IsMatch).Select(each => Inline(ItemLine().Replace(each, "", 1)))]));
            else
                passages.Add(new Paragraph(Inline(string.Join('\n', Run(lines, ref i, IsPlain)))));
        }

        return passages;
    }

    static bool IsPlain(string line) =>
        !string.IsNullOrWhiteSpace(line) && !line.StartsWith("```", StringComparison.Ordinal) && !line.StartsWith('>')
            && !HeadingLine().IsMatch(line) && !ItemLine().IsMatch(line);

    static List<string> Run(string[] lines, ref int at, Func<string, bool> more, bool skipEnds = false)
    {
        List<string> run = skipEnds ? [] : [lines[at]];
        while (at + 1 < lines.Length && more(lines[at + 1])) run.Add(lines[++at]);
        if (skipEnds) at++;
        return run;
    }

    /// <summary>Through mrkdwn, whose reader does the rest.</summary>
    static IReadOnlyList<Inline> Inline(string text)
    {
        text = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
        text = ItalicSpan().Replace(text, "_$1_");
        text = BoldSpan().Replace(text, "*$1*");
        text = StrikeSpan().Replace(text, "~$1~");
        return Mrkdwn.ReadLine(LinkSpan().Replace(text, "<$2|$1>"));
    }

    [GeneratedRegex(@"^(#{1,6})\s+(.+)$")]
    private static partial Regex HeadingLine();

    [GeneratedRegex(@"^\s*(?:[-*+]|\d+[.)])\s+")]
    private static partial Regex ItemLine();

    [GeneratedRegex(@"\*\*(.+?)\*\*")]
    private static partial Regex BoldSpan();

    [GeneratedRegex(@"(?<![*\w])\*(?![*\s])([^*\n]+?)\*(?![*\w])")]
    private static partial Regex ItalicSpan();

    [GeneratedRegex("~~(.+?)~~")]
    private static partial Regex StrikeSpan();

    [GeneratedRegex(@"!?\[([^\]]*)\]\((https?://[^)\s]+)\)")]
    private static partial Regex LinkSpan();
}
