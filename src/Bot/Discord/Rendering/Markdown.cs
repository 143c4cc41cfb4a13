using System.Text.RegularExpressions;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Words as Discord's markdown, in which text stays text: only bold, code, a date and a mention that was meant become markup.
/// </summary>
static partial class Markdown
{
    // A backslash before any sign that is no letter, digit or space shows that sign. A colon begins a shortcode (:skull:) or a link.
    [GeneratedRegex(@"[\\*_~`|<\[\]@]|:(?!\s)")]
    static partial Regex Special { get; }

    // Headings, quotes, lists and small print begin a line.
    [GeneratedRegex(@"^(\s*)([#>+-])|^(\s*\d+)(\.)(?=\s|$)")]
    static partial Regex Opening { get; }

    public static string Escape(string line) => Opening.Replace(EscapeInside(line), @"$1$3\$2$4");

    static string EscapeInside(string text) => Special.Replace(text, @"\$0");

    /// <summary>A line of code, its backticks included.</summary>
    public static string Coded(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return text;
        // Two backticks around hold single ones; three would begin a block, so longer runs become a letter that looks like one.
        if (text.Contains("``", StringComparison.Ordinal)) text = text.Replace('`', 'ˋ');
        return text.Contains('`', StringComparison.Ordinal) ? $"`` {text} ``" : $"`{text}`";
    }

    /// <summary>Lines in fixed width; three backticks inside get a space of no width, so that they don't end the block.</summary>
    public static string Block(string text) => $"```\n{text.Replace("```", "`\u200B`\u200B`", StringComparison.Ordinal)}\n```";

    /// <summary>
    /// One line of at most that many characters, the last one an ellipsis where something is missing; who is mentioned in it is added to
    /// the list.
    /// </summary>
    public static string Line(Words line, int room, ICollection<string> mentions, out bool cut)
    {
        var text = "";
        foreach (var span in line.Spans)
        {
            var (left, begins) = (room - text.Length, string.IsNullOrWhiteSpace(text));
            var markup = Markup(span, begins);
            if (markup.Length > left)
            {
                cut = true;
                return text + (span is At or Someone ? left > 0 ? "…" : "" : Fitted(span.Text, left, part => Dressed(span, part, begins)));
            }
            if (span is Someone someone && Account(someone) is { } id && !mentions.Contains(id)) mentions.Add(id);
            text += markup;
        }
        cut = false;
        return text;
    }

    /// <summary>As much of the text as fits once it is dressed up.</summary>
    public static string Fitted(string text, int room, Func<string, string> dress)
    {
        var (fits, most) = ("", text.Length);
        for (var least = 1; least <= most;)
        {
            var middle = (least + most) / 2;
            var dressed = dress(ChatText.Cut(text, middle));
            if (dressed.Length <= room) (fits, least) = (dressed, middle + 1);
            else most = middle - 1;
        }
        return fits;
    }

    /// <summary>Clean words line by line; what has no markup of its own is plain by then, and equal neighbours are one.</summary>
    public static IReadOnlyList<Words> Lines(Words words)
    {
        List<List<Span>> lines = [[]];
        foreach (var span in words.Spans)
            foreach (var (index, part) in Parts(span).Index())
            {
                if (index > 0) lines.Add([]);
                Append(lines[^1], part);
            }
        return [.. lines.Select(line => new Words(line))];
    }

    static IEnumerable<Span> Parts(Span span)
    {
        if (span is At at && Stamp(at) is not null || span is Someone someone && Account(someone) is not null) return [span];
        // Cut before it is cleaned: of somebody's whole log only the beginning fits.
        return ChatText.Clean(ChatText.Cut(span.Text, DiscordLimits.MessageCharacters * 2)).Split('\n')
            .Select(line => span is Strong ? new Strong(line) : span is Code ? new Code(line) : (Span)new Plain(line));
    }

    // "**a****b**" and "`a``b`" would not be what they look like here.
    static void Append(List<Span> line, Span part)
    {
        if (part.Text.Length == 0) return;
        Span? joined = (line.LastOrDefault(), part) switch
        {
            (Plain a, Plain b) => new Plain(a.Words + b.Words),
            (Strong a, Strong b) => new Strong(a.Words + b.Words),
            (Code a, Code b) => new Code(a.Words + b.Words),
            _ => null,
        };
        if (joined is null) line.Add(part);
        else line[^1] = joined;
    }

    static string Markup(Span span, bool begins) => span switch
    {
        // The short date and the time, as in Slack.
        At at => at.Counted ? $"<t:{Stamp(at)}:f> (<t:{Stamp(at)}:R>)" : $"<t:{Stamp(at)}:f>",
        Someone someone => $"<@{Account(someone)}>",
        _ => Dressed(span, span.Text, begins),
    };

    static string Dressed(Span span, string text, bool begins) => span switch
    {
        Strong => Bold(text),
        Code => Coded(text),
        _ => begins ? Escape(text) : EscapeInside(text),
    };

    // Spaces inside the stars are not bold on every client.
    static string Bold(string text)
    {
        var bare = text.Trim();
        if (bare.Length == 0) return text;
        var start = text.IndexOf(bare, StringComparison.Ordinal);
        return $"{text[..start]}**{EscapeInside(bare)}**{text[(start + bare.Length)..]}";
    }

    static string? Account(Someone someone) => someone.On(DiscordPlace.Platform) is { } id && DiscordOptions.IsId(id) ? id : null;

    // From 1970 to 2286, as Slack's clock.
    static long? Stamp(At at) => at.Instant.ToUnixTimeSeconds() is > 0 and <= 9_999_999_999 and var stamp ? stamp : null;
}
