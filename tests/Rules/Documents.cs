using System.Text.RegularExpressions;
using OpsBot.Core;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Rules;

public sealed partial class Documents
{
    [Fact]
    public void Link_only_to_what_is_there() => Rule.Holds(
        from document in Repository.Files(".", ".md")
        from Match link in Link().Matches(WithoutCode(File.ReadAllText(Repository.At(document))))
        let target = link.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        let parts = target.Split('#', 2)
        let path = parts[0] == "" ? document : Path.Combine(Path.GetDirectoryName(document)!, parts[0])
        where !Exists(path) || (parts.Length == 2 && path.EndsWith(".md", StringComparison.Ordinal) && !Headings(path).Contains(parts[1]))
        select $"{document} links to {target}, which does not exist");

    [Fact]
    public void Draw_the_lives_as_they_are() =>
        Assert.Equal(Lives.Page(typeof(Services).Assembly), File.ReadAllText(Repository.At("docs", "lives.md")));

    static bool Exists(string path) => File.Exists(Repository.At(path)) || Directory.Exists(Repository.At(path));

    // As GitHub makes the anchor of a heading.
    static IEnumerable<string> Headings(string path) =>
        from line in File.ReadLines(Repository.At(path))
        where line.StartsWith('#')
        select NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    static string WithoutCode(string text) => Code().Replace(text, "");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)|(src|href)=""(?<target>[^""]+)""")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\p{L}\p{N}\s_-]")]
    private static partial Regex NotInAnchors();
}
