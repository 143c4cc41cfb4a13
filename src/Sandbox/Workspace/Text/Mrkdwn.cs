using System.Text;

namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>Reads Slack's own mark-up: *bold*, _italic_, ~strike~, `code`, fences, quotes and &lt;…&gt; references.</summary>
static class Mrkdwn
{
    public static IReadOnlyList<Passage> Read(string text)
    {
        var passages = new List<Passage>();
        var pieces = text.ReplaceLineEndings("\n").Split("```");
        for (var i = 0; i < pieces.Length; i++)
        {
            // A fence that is never closed is text, as in Slack.
            if (i % 2 == 1 && i < pieces.Length - 1)
                passages.Add(new Preformatted(Unescape(pieces[i].Trim('\n'))));
            else
                Lines(passages, i % 2 == 1 ? "```" + pieces[i] : pieces[i], afterFence: i > 0, beforeFence: i < pieces.Length - 1);
        }

        return passages;
    }

    public static IReadOnlyList<Inline> ReadLine(string text) => InlineReader.Read(text);

    public static string Unescape(string text) =>
        text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);

    static void Lines(List<Passage> passages, string text, bool afterFence, bool beforeFence)
    {
        if (afterFence && text.StartsWith('\n')) text = text[1..];
        if (beforeFence && text.EndsWith('\n')) text = text[..^1];
        if (text.Length == 0) return;

        var quoted = false;
        var run = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var isQuote = line.StartsWith("&gt;", StringComparison.Ordinal) || line.StartsWith('>');
            if (isQuote != quoted) Flush();
            quoted = isQuote;
            if (run.Length > 0) run.Append('\n');
            run.Append(isQuote ? line[(line[0] == '>' ? 1 : 4)..].TrimStart() : line);
            if (run.Length == 0) run.Append('\n');
        }

        Flush();

        void Flush()
        {
            if (run.Length == 0) return;
            var inner = InlineReader.Read(run.ToString().TrimEnd('\n'));
            run.Clear();
            if (inner.Count > 0) passages.Add(quoted ? new Quote(inner) : new Paragraph(inner));
        }
    }
}
