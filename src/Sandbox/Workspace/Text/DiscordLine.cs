using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>Reads what stands in a line of Discord's markdown, as its own client does: a backslash makes any sign plain.</summary>
static partial class DiscordLine
{
    public static IReadOnlyList<Inline> Read(string text)
    {
        var found = new List<Inline>();
        var plain = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '\\' && at + 1 < text.Length && !char.IsAsciiLetterOrDigit(text[at + 1]) && !char.IsWhiteSpace(text[at + 1]))
            {
                plain.Append(text[at + 1]);
                at += 2;
            }
            else if (At(text, at) is var (inline, length))
            {
                Flush();
                found.Add(inline);
                at += length;
            }
            else
            {
                plain.Append(text[at++]);
            }
        }

        Flush();
        return found;

        void Flush()
        {
            if (plain.Length > 0) found.Add(new Plain(plain.ToString()));
            plain.Clear();
        }
    }

    static (Inline Inline, int Length)? At(string text, int at) => text[at] switch
    {
        '\n' => (new LineBreak(), 1),
        '`' => Find(Ticks(), text, at, ticks => new Code(Within(ticks.Groups[2].Value))),
        '*' => Span(Bold(), Mark.Bold, text, at) ?? Span(Starred(), Mark.Italic, text, at),
        '_' => Span(Underlined(), Mark.Underline, text, at) ?? Span(Italic(), Mark.Italic, text, at),
        '~' => Span(Struck(), Mark.Strike, text, at),
        '|' => Span(Hidden(), Mark.Spoiler, text, at),
        '[' => Find(Labelled(), text, at, link => WebAddress.IsSafe(link.Groups[2].Value)
            ? new Link(link.Groups[2].Value, Read(link.Groups[1].Value)) : null),
        ':' => Find(Shortcode(), text, at, sign => EmojiNames.Knows(sign.Groups[1].Value) ? new Emoji(sign.Groups[1].Value) : null),
        '@' => Find(Everybody(), text, at, all => new Broadcast(all.Groups[1].Value)),
        'h' when at == 0 || !char.IsLetterOrDigit(text[at - 1]) =>
            Find(Bare(), text, at, link => new Link(link.Value, [new Plain(link.Value)])),
        '<' => Find(Reference(), text, at, Referred),
        _ => null,
    };

    static (Inline, int)? Span(Regex pattern, Mark mark, string text, int at) =>
        Find(pattern, text, at, span => new Marked(mark, Read(span.Groups[1].Value)));

    static (Inline, int)? Find(Regex pattern, string text, int at, Func<Match, Inline?> read) =>
        pattern.Match(text, at) is { Success: true } match && read(match) is { } inline ? (inline, match.Length) : null;

    static Inline? Referred(Match match) => match.Groups["sign"].Value switch
    {
        "@" or "@!" => new UserMention(match.Groups["id"].Value),
        "@&" => new RoleMention(match.Groups["id"].Value),
        "#" => new ChannelMention(match.Groups["id"].Value),
        "/" => new CommandMention(match.Groups["name"].Value),
        "t:" => Moment(match.Groups["unix"].Value, match.Groups["style"].Value),
        _ => new Link(match.Groups["url"].Value, [new Plain(match.Groups["url"].Value)]),
    };

    /// <summary>In the words that Slack's dates are kept in, so that one clock says both.</summary>
    static Moment? Moment(string unix, string style) =>
        !long.TryParse(unix, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? null : new(
        seconds,
        style switch
        {
            "t" => "{time}",
            "T" => "{time_secs}",
            "d" => "{date_num}",
            "D" => "{date}",
            "F" => "{date_long} {time}",
            "R" => "{ago}",
            _ => "{date} {time}",
        },
        "Invalid date", null);

    // A blank on both sides lets a tick begin or end the code; it is not part of it.
    static string Within(string code) =>
        code is [' ', .. { Length: > 0 } inner, ' '] && inner.Contains('`', StringComparison.Ordinal) ? inner : code;

    [GeneratedRegex(@"\G(`+)([\s\S]*?[^`])\1(?!`)")]
    private static partial Regex Ticks();

    [GeneratedRegex(@"\G\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")]
    private static partial Regex Bold();

    [GeneratedRegex(@"\G\*(?=\S)((?:\\[\s\S]|\*\*|\s+(?:\\[\s\S]|[^*\s\\]|\*\*)|[^\s*\\])+?)\*(?!\*)")]
    private static partial Regex Starred();

    [GeneratedRegex(@"\G__((?:\\[\s\S]|[^\\])+?)__(?!_)")]
    private static partial Regex Underlined();

    [GeneratedRegex(@"\G(?<![\p{L}\p{N}])_((?:__|\\[\s\S]|[^\\_])+?)_(?![\p{L}\p{N}_])")]
    private static partial Regex Italic();

    [GeneratedRegex(@"\G~~((?:\\[\s\S]|[^\\])+?)~~(?!~)")]
    private static partial Regex Struck();

    [GeneratedRegex(@"\G\|\|((?:\\[\s\S]|[^\\])+?)\|\|")]
    private static partial Regex Hidden();

    [GeneratedRegex(@"\G\[((?:\\[\s\S]|[^\]\\\n])+)\]\(<?(https?://[^\s)>]+)>?\)")]
    private static partial Regex Labelled();

    [GeneratedRegex(@"\G:([a-z0-9_+-]+):")]
    private static partial Regex Shortcode();

    [GeneratedRegex(@"\G@(everyone|here)\b")]
    private static partial Regex Everybody();

    [GeneratedRegex(@"\Ghttps?://[^\s<>|""`]*[^\s<>|""`.,:;!?)\]'*_~]")]
    private static partial Regex Bare();

    [GeneratedRegex(
        @"\G<(?:(?<sign>@[!&]?|#)(?<id>\d+)|(?<sign>/)(?<name>[^:>\n]+):\d+|(?<sign>t:)(?<unix>-?\d{1,13})(?::(?<style>[tTdDfFRsS]))?|(?<url>https?://[^\s>]+))>")]
    private static partial Regex Reference();
}
