namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>Reads plain_text: nothing is marked up, only :short_names: become signs.</summary>
static class PlainText
{
    public static IReadOnlyList<Inline> Read(string text)
    {
        var found = new List<Inline>();
        var from = 0;
        for (var colon = text.IndexOf(':', StringComparison.Ordinal); colon >= 0; colon = text.IndexOf(':', colon + 1))
        {
            var end = text.IndexOf(':', colon + 1);
            if (end < 0) break;
            if (!EmojiNames.Knows(text[(colon + 1)..end])) continue;
            Lines(found, text[from..colon]);
            found.Add(new Emoji(text[(colon + 1)..end]));
            colon = end;
            from = end + 1;
        }

        Lines(found, text[from..]);
        return found;
    }

    static void Lines(List<Inline> found, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) found.Add(new LineBreak());
            if (lines[i].Length > 0) found.Add(new Plain(lines[i]));
        }
    }
}
