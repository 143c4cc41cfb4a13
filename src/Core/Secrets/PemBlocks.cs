using System.Text.RegularExpressions;

namespace OpsBot.Core.Secrets;

/// <summary>Keys and certificates in PEM, over lines or with \n inside one.</summary>
static class PemBlocks
{
    // The longest keys in use (RSA 16384, post-quantum) stay below this.
    const int LongestBlock = 250;

    static readonly Regex Begin = MaskSecrets.Pattern(@"-----BEGIN [A-Z0-9 ]{1,60}-----");
    static readonly Regex End = MaskSecrets.Pattern(@"-----END [A-Z0-9 ]{1,60}-----");
    static readonly Regex Body = MaskSecrets.Pattern(@"(^|[\s""':])[A-Za-z0-9+/=_-]{24,}[\s""',]*$");
    static readonly Regex OneLine =
        MaskSecrets.Pattern(@"(?<begin>-----BEGIN [A-Z0-9 ]{1,60}-----).*?(?<end>-----END [A-Z0-9 ]{1,60}-----)");
    static readonly Regex Opened = MaskSecrets.Pattern(@"(?<begin>-----BEGIN [A-Z0-9 ]{1,60}-----).*$");
    static readonly Regex Closed = MaskSecrets.Pattern(@"^.*(?<end>-----END [A-Z0-9 ]{1,60}-----)");

    public static string InOneLine(string line)
    {
        if (!line.Contains("-----", StringComparison.Ordinal))
            return line;
        var whole = OneLine.Replace(line, $"${{begin}}{MaskSecrets.Mask}${{end}}");
        // A key whose other part is on other lines: what stands with its mark belongs to it.
        return whole != line ? whole
            : Begin.IsMatch(line) ? Opened.Replace(line, $"${{begin}}{MaskSecrets.Mask}")
            : Closed.Replace(line, $"{MaskSecrets.Mask}${{end}}");
    }

    /// <summary>Which lines lie inside a block. A block may begin before the first line or end after the last.</summary>
    public static bool[] Within(IReadOnlyList<string> lines)
    {
        var within = new bool[lines.Count];
        for (var at = 0; at < lines.Count; at++)
        {
            if (!lines[at].Contains("-----", StringComparison.Ordinal))
                continue;
            if (Opens(lines[at]))
                at = MarkForward(lines, within, at);
            else if (End.IsMatch(lines[at]))
                MarkBack(lines, within, at);
        }

        return within;
    }

    static bool Opens(string line) => Begin.Matches(line) is [.., var begin] && !End.IsMatch(line, begin.Index);

    static int MarkForward(IReadOnlyList<string> lines, bool[] within, int begin)
    {
        var last = Math.Min(lines.Count - 1, begin + LongestBlock);
        var end = begin + 1;
        while (end <= last && !End.IsMatch(lines[end]))
            end++;

        // Without an end in sight only what looks like a key goes, or a stray mark would hide the rest of the log.
        var ends = end <= last;
        var at = begin + 1;
        for (; at <= last && at < end && (ends || Body.IsMatch(lines[at])); at++)
            within[at] = true;
        return at - 1;
    }

    static void MarkBack(IReadOnlyList<string> lines, bool[] within, int end)
    {
        // The last line of a key may be short, the ones before it are not.
        for (var at = end - 1; at >= 0 && end - at <= LongestBlock && !within[at] && (at == end - 1 || Body.IsMatch(lines[at])); at--)
        {
            if (at < end - 1 || Body.IsMatch(lines[at]) || (at > 0 && Body.IsMatch(lines[at - 1])))
                within[at] = true;
        }
    }
}
