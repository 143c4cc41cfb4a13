using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsBot.Core.Replies;

/// <summary>
/// OpsBot's own sentences as words: what is `back-quoted` is to be typed, and an instant, written as <see cref="At"/> writes it,
/// is told in each reader's own time.
/// </summary>
public static partial class Sentences
{
    [GeneratedRegex("`(?<code>[^`]+)`|(?<at>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}) UTC")]
    static partial Regex Marked { get; }

    [GeneratedRegex("(?<at>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}) UTC")]
    static partial Regex Instants { get; }

    public static Words Of(string sentence) => Read(sentence, Marked);

    /// <summary>For what may hold somebody else's words, too: only the instants of it are more than text.</summary>
    public static Words WithInstants(string text) => Read(text, Instants);

    static Words Read(string text, Regex marked)
    {
        var spans = new List<Span>();
        var at = 0;
        foreach (Match match in marked.Matches(text))
        {
            if (SpanOf(match) is not { } span) continue;
            if (match.Index > at) spans.Add(new Plain(text[at..match.Index]));
            spans.Add(span);
            at = match.Index + match.Length;
        }
        if (at < text.Length) spans.Add(new Plain(text[at..]));
        return new Words(spans);
    }

    const string Format = "yyyy-MM-dd HH:mm";

    static Span? SpanOf(Match match) =>
        match.Groups["code"] is { Success: true, Value: var code } ? new Code(code)
        : DateTimeOffset.TryParseExact(
            match.Groups["at"].ValueSpan, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? new At(instant) : null;
}
