using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace OpsBot.Core.Secrets;

/// <summary>Replaces what looks like a password, token or key by dots and keeps the rest of the line readable.</summary>
/// <remarks>
/// Logs are written by strangers: every expression is NonBacktracking, so that no line can make masking slow.
/// In doubt it masks too much. Masking twice gives the same as masking once.
/// </remarks>
public static class MaskSecrets
{
    public const string Mask = "••••••";

    /// <summary>One line by itself.</summary>
    public static string In(string line)
    {
        if (line.Length < 4 || !SecretSigns.MayStandIn(line))
            return line;
        return Thoroughly(line);
    }

    internal static string Thoroughly(string line)
    {
        line = PemBlocks.InOneLine(line);
        line = SecretShapes.In(line);
        return SecretNames.In(line);
    }

    /// <summary>Lines in the order they were written, so that a key over several lines is masked too; as many come back.</summary>
    public static IReadOnlyList<string> InLines(IReadOnlyList<string> lines)
    {
        var inPem = PemBlocks.Within(lines);
        return [.. lines.Select((line, at) => inPem[at] ? Mask : In(line))];
    }

    internal static Regex Pattern([StringSyntax(StringSyntaxAttribute.Regex)] string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}
