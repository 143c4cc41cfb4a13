using System.Globalization;
using System.Text;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Chat;

/// <summary>Makes any text fit to be shown by a chat platform: whole characters, no controls, no longer than allowed.</summary>
static class ChatText
{
    /// <summary>
    /// Without what cannot be shown: control characters, halves of characters, and marks that reverse the text after them.
    /// </summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var clean = new StringBuilder(text.Length);
        Span<char> one = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= ' ' and <= '~' or '\n') clean.Append((char)rune.Value);
            else if (rune.Value is '\t') clean.Append(' ');
            else if (!IsHidden(rune)) clean.Append(one[..rune.EncodeToUtf16(one)]);
        }
        return clean.ToString();
    }

    /// <summary>On one line; for labels, headings and table cells.</summary>
    public static string OneLine(string text) => Clean(text).Replace('\n', ' ').Trim();

    /// <summary>At most that many characters, the last one an ellipsis where something is missing.</summary>
    public static string Cut(string text, int max) => text.Cut(max);

    /// <summary>As it was, or nothing: what has to come back unchanged is never cut or cleaned.</summary>
    public static bool Survives(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune == Rune.ReplacementChar
                || (rune.Value is not ('\n' or '\t') && Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control)) return false;
        return text.Length > 0;
    }

    static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
