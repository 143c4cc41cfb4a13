using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsBot.Tests.Bot.Discord;

/// <summary>Reads markdown as Discord's clients do, to say what is shown: the words, and every sign that was read as markup.</summary>
static partial class MarkdownReader
{
    // How far off an instant is stands behind that instant or nowhere.
    [GeneratedRegex(@"\G<t:(?<at>\d+):f>(?<ago> \(<t:\k<at>:R>\))?|\G<@(?<who>\d{16,20})>")]
    static partial Regex Meant { get; }

    // What a client would make more of than text, wherever it stands.
    [GeneratedRegex(@"\G(<[@#/:aitm]|\[[^\]]*\]\(|https?://|steam://|discord://|:[^\s:]+:|@everyone|@here|\|\||~~|__|_|\*)")]
    static partial Regex Markup { get; }

    [GeneratedRegex(@"^\s*(#{1,3} |-# |>>> |> |[-*+] |\d+\. )")]
    static partial Regex Opening { get; }

    /// <summary>The lines as they are shown, without the marks that begin them; code stands as it is.</summary>
    public static string Shown(string markdown) => Read(markdown, []);

    /// <summary>Markup that no span can have made: in front of it stands what it was found in.</summary>
    public static IReadOnlyList<string> Unmeant(string markdown)
    {
        List<string> found = [];
        Read(markdown, found);
        return found;
    }

    static string Read(string markdown, List<string> unmeant)
    {
        var shown = new StringBuilder();
        var rest = markdown;
        // A block runs from three backticks on a line of their own to the next three.
        while (Fence(rest) is >= 0 and var open)
        {
            Lines(rest[..open], shown, unmeant);
            var close = rest.IndexOf("```", open + 3, StringComparison.Ordinal);
            if (close < 0)
            {
                unmeant.Add("``` without an end");
                close = rest.Length - 3;
            }
            // Three backticks inside stand apart by a space of no width.
            shown.Append(rest[(open + 3)..Math.Max(open + 3, close)].Trim('\n').Replace("`\u200B", "`", StringComparison.Ordinal));
            rest = rest[Math.Min(rest.Length, close + 3)..];
        }
        Lines(rest, shown, unmeant);
        return shown.ToString();
    }

    static int Fence(string text)
    {
        var at = text.IndexOf("```", StringComparison.Ordinal);
        // Three in the middle of a line are signs that were escaped, with code behind them.
        while (at >= 0 && !IsFence(text, at)) at = text.IndexOf("```", at + 1, StringComparison.Ordinal);
        return at;
    }

    static bool IsFence(string text, int at) => (at == 0 || text[at - 1] == '\n') && (at + 3 == text.Length || text[at + 3] == '\n');

    static void Lines(string text, StringBuilder shown, List<string> unmeant)
    {
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (index > 0) shown.Append('\n');
            var rest = line;
            // Each line begins with one mark of the renderer's own at most.
            foreach (var mark in new[] { "### ", "-# ", "> " })
                if (rest.StartsWith(mark, StringComparison.Ordinal))
                {
                    rest = rest[mark.Length..];
                    break;
                }
            if (Opening.Match(rest) is { Success: true } opening) unmeant.Add($"begins with {opening.Value}: {line}");
            Line(rest, shown, unmeant);
        }
    }

    static void Line(string line, StringBuilder shown, List<string> unmeant)
    {
        var bold = false;
        for (var i = 0; i < line.Length;)
        {
            if (line[i] == '\\' && i + 1 < line.Length && !char.IsLetterOrDigit(line[i + 1]) && !char.IsWhiteSpace(line[i + 1]))
            {
                shown.Append(line[i + 1]);
                i += 2;
            }
            else if (line[i] == '`') i = Code(line, i, shown, unmeant);
            else if (line.AsSpan(i).StartsWith("**"))
            {
                bold = !bold;
                i += 2;
            }
            else if (Meant.Match(line, i) is { Success: true } meant)
            {
                var at = meant.Groups["at"] is { Success: true, Value: var seconds } ? Instant(seconds) : null;
                shown.Append(at ?? $"@{meant.Groups["who"].Value}");
                if (meant.Groups["ago"].Success) shown.Append($" ({at})");
                i += meant.Length;
            }
            else
            {
                if (Markup.Match(line, i) is { Success: true } markup) unmeant.Add($"{markup.Value}: {line}");
                shown.Append(line[i++]);
            }
        }
        if (bold) unmeant.Add($"** without an end: {line}");
    }

    static int Code(string line, int at, StringBuilder shown, List<string> unmeant)
    {
        var ticks = line[at..].TakeWhile(c => c == '`').Count();
        var fence = new string('`', ticks);
        var close = at + ticks;
        // The end is as many backticks as the beginning, and no more.
        while ((close = line.IndexOf(fence, close, StringComparison.Ordinal)) >= 0)
        {
            var run = line[close..].TakeWhile(c => c == '`').Count();
            if (run == ticks) break;
            close += run;
        }
        if (close < 0 || ticks > 2)
        {
            unmeant.Add($"{fence} without an end: {line}");
            shown.Append(fence);
            return at + ticks;
        }
        var code = line[(at + ticks)..close];
        shown.Append(ticks == 2 ? code.Trim() : code);
        return close + ticks;
    }

    static string Instant(string seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture))
            .ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
