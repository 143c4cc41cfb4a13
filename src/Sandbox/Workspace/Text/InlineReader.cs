using System.Buffers;
using System.Globalization;
using System.Text;

namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>Reads one run of mrkdwn, character by character.</summary>
ref struct InlineReader(string text)
{
    static readonly SearchValues<char> LinkEnds = SearchValues.Create(" \n<>|\"`");

    readonly List<Inline> found = [];
    readonly StringBuilder plain = new();
    int at;

    public static IReadOnlyList<Inline> Read(string text)
    {
        var reader = new InlineReader(text);
        return reader.All();
    }

    List<Inline> All()
    {
        while (at < text.Length)
        {
            var taken = text[at] switch
            {
                '\n' => Take(1, new LineBreak()),
                '<' => Reference(),
                '`' => CodeSpan(),
                '*' => Span('*', Mark.Bold),
                '_' => Span('_', Mark.Italic),
                '~' => Span('~', Mark.Strike),
                ':' => Shortcode(),
                'h' => BareLink(),
                _ => false,
            };
            if (!taken) plain.Append(text[at++]);
        }

        Flush();
        return found;
    }

    bool Take(int length, Inline inline)
    {
        Flush();
        found.Add(inline);
        at += length;
        return true;
    }

    readonly void Flush()
    {
        if (plain.Length == 0) return;
        found.Add(new Plain(Mrkdwn.Unescape(plain.ToString())));
        plain.Clear();
    }

    bool CodeSpan()
    {
        var end = text.IndexOf('`', at + 1);
        if (end <= at + 1 || text.IndexOf('\n', at, end - at) >= 0) return false;
        return Take(end + 1 - at, new Code(Mrkdwn.Unescape(text[(at + 1)..end])));
    }

    bool Span(char mark, Mark kind)
    {
        if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] == mark)) return false;
        if (at + 1 >= text.Length || char.IsWhiteSpace(text[at + 1]) || text[at + 1] == mark) return false;
        for (var end = text.IndexOf(mark, at + 1); end > 0; end = text.IndexOf(mark, end + 1))
        {
            if (text.IndexOf('\n', at, end - at) >= 0) return false;
            var closes = !char.IsWhiteSpace(text[end - 1]) && (end + 1 == text.Length || !char.IsLetterOrDigit(text[end + 1]));
            if (closes && !InCode(end)) return Take(end + 1 - at, new Marked(kind, Read(text[(at + 1)..end])));
        }

        return false;
    }

    readonly bool InCode(int position) => text.AsSpan(at, position - at).Count('`') % 2 == 1;

    bool Shortcode()
    {
        var end = at + 1;
        while (end < text.Length
            && (char.IsAsciiLetterLower(text[end]) || char.IsAsciiDigit(text[end]) || text[end] is '_' or '-' or '+')) end++;
        if (end == at + 1 || end >= text.Length || text[end] != ':') return false;
        var name = text[(at + 1)..end];
        return EmojiNames.Knows(name) && Take(end + 1 - at, new Emoji(name));
    }

    bool BareLink()
    {
        if (at > 0 && char.IsLetterOrDigit(text[at - 1])) return false;
        var rest = text.AsSpan(at);
        if (!rest.StartsWith("https://") && !rest.StartsWith("http://")) return false;
        var length = rest.IndexOfAny(LinkEnds);
        if (length < 0) length = rest.Length;
        while (length > 8 && rest[length - 1] is '.' or ',' or ')' or ':' or ';' or '!' or '?') length--;
        var url = Mrkdwn.Unescape(text.Substring(at, length));
        return Take(length, new Link(url, [new Plain(url)]));
    }

    bool Reference()
    {
        var end = text.IndexOf('>', at);
        if (end <= at + 1) return false;
        var body = text[(at + 1)..end];
        var bar = body.IndexOf('|', StringComparison.Ordinal);
        var (target, label) = bar < 0 ? (body, null) : (body[..bar], body[(bar + 1)..]);
        Inline? inline = target switch
        {
            ['@', .. var id] => new UserMention(id),
            ['#', .. var id] => new ChannelMention(id),
            ['!', 'd', 'a', 't', 'e', '^', .. var when] => Date(when, label),
            ['!', .. var range] => new Broadcast(range.Split('^')[0]),
            _ when IsAddress(target) =>
                new Link(Mrkdwn.Unescape(target), label is null ? [new Plain(Mrkdwn.Unescape(target))] : Read(label)),
            _ => null,
        };
        return inline is not null && Take(end + 1 - at, inline);
    }

    static bool IsAddress(string target) =>
        target.StartsWith("http://", StringComparison.Ordinal) || target.StartsWith("https://", StringComparison.Ordinal)
            || target.StartsWith("mailto:", StringComparison.Ordinal);

    static Moment? Date(string when, string? fallback)
    {
        var parts = when.Split('^');
        if (parts.Length < 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var unix)) return null;
        return new(unix, parts[1], Mrkdwn.Unescape(fallback ?? ""), parts.Length > 2 ? Mrkdwn.Unescape(parts[2]) : null);
    }
}
