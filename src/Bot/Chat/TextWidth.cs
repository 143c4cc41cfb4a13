using System.Globalization;
using System.Text;

namespace OpsBot.Bot.Chat;

/// <summary>
/// How many columns a text takes in fixed width: East Asian characters and emoji take two, marks on another character none.
/// </summary>
static class TextWidth
{
    public static int Of(string text)
    {
        var (width, last) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            // Asks for the coloured form of a sign that has a narrow one, too: ⚠ becomes ⚠️.
            var columns = rune.Value == 0xFE0F ? last == 1 ? 1 : 0 : Of(rune);
            (width, last) = (width + columns, columns);
        }
        return width;
    }

    public static string Pad(string text, int columns, bool right) =>
        new string(' ', Math.Max(0, columns - Of(text))) is var space && right ? space + text : text + space;

    static int Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    // The ranges of Unicode's East Asian Width that matter in names, and the signs that clients draw as emoji
    // (https://www.unicode.org/reports/tr11/).
    static bool IsWide(int value) => value
        is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
        or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF) or (>= 0x1F7E0 and <= 0x1F7EB) or (>= 0x1F900 and <= 0x1FAFF)
            or (>= 0x20000 and <= 0x3FFFD)
        or 0x231A or 0x231B or 0x23E9 or 0x23F3 or 0x26AA or 0x26AB or 0x26D4 or 0x2705 or 0x274C or 0x274E or 0x2753 or 0x2757 or 0x2B1B
            or 0x2B1C or 0x2B50;
}
