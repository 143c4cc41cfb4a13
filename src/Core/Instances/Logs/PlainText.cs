using System.Text;
using System.Text.RegularExpressions;

namespace OpsBot.Core.Instances.Logs;

/// <summary>Text of a program without what a terminal or a chat would obey: colours, control and direction characters.</summary>
public static partial class PlainText
{
    public static string Of(string text)
    {
        if (!text.Any(Obeyed))
            return text;
        var plain = new StringBuilder(Escapes.Replace(text, ""));
        for (var at = 0; at < plain.Length; at++)
        {
            if (Obeyed(plain[at]))
                plain[at] = ' ';
        }

        return plain.ToString();
    }

    // Line and paragraph separators and the bidirectional overrides can make a line read as another one.
    static bool Obeyed(char letter) =>
        (char.IsControl(letter) && letter != '\t') ||
        letter is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff';

    // CSI (colours, cursor), OSC (titles, links) and the two-character escapes.
    [GeneratedRegex(@"\e\[[0-?]*[ -/]*[@-~]|\e\][^\a\e]*(?:\a|\e\\)?|\e[@-Z\\^_]", RegexOptions.CultureInvariant)]
    static partial Regex Escapes { get; }
}
