using System.Text.RegularExpressions;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Rules;

public sealed partial class Files
{
    const int Longest = 300;
    const int Widest = 140;

    [Fact]
    public void None_is_longer_than_a_reader_holds_in_mind() => Rule.Holds(
        from file in Repository.Files("src").Concat(Repository.Files("tests"))
        where file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)
            || file.EndsWith(".css", StringComparison.Ordinal) || file.EndsWith(".js", StringComparison.Ordinal)
        let lines = File.ReadLines(Repository.At(file)).Count()
        where lines > Longest
        select $"{file} has {lines} lines; find the second verb in it and split it off");

    // Exempt is a sentence, which is easier to read and to look for in one piece, and what stands in a text of several lines.
    [Fact]
    public void No_line_is_wider_than_a_reader_follows() => Rule.Holds(
        from file in Repository.Files("src", ".cs").Concat(Repository.Files("tests", ".cs")).Concat(Repository.Files("bench", ".cs"))
        let code = TextOfSeveralLines().Replace(File.ReadAllText(Repository.At(file)), text => new string('\n', text.Value.Count('\n')))
        from line in code.Split('\n').Index()
        where line.Item.Length > Widest && !Sentence().IsMatch(line.Item)
        select $"{file}:{line.Index + 1} is wider than {Widest} characters; break it so that it reads");

    // Time comes from TimeProvider, so that a test can move it and two rows of one operation agree on it.
    // Exempt are leases and claims: whether one is over must be the same for all programs, whose clocks differ.
    [Fact]
    public void No_SQL_asks_the_database_for_the_time() => Rule.Holds(
        from hit in Lines(Repository.Files("src", ".cs", ".sql"), DatabaseTime(), but: LeaseTime())
        select $"{hit} takes the database's time; pass @Now from TimeProvider");

    [Fact]
    public void No_project_file_names_a_place_of_one_machine() => Rule.Holds(
        from hit in Lines(
            Repository.Files(".", ".csproj", ".props", ".targets", ".sln", ".config", ".json", ".yml", ".yaml", "Dockerfile", "/run",
                "/setup.sh")
                .Concat(["run", "test"]),
            MachinePath())
        select $"{hit} names a folder that only one machine has");

    // A count can fall between the halves of an emoji, and half a character is a fault wherever it is stored or shown. A place that was
    // looked for cannot.
    [Fact]
    public void Text_is_shortened_in_one_way_only() => Rule.Holds(
        from hit in Lines(
            Repository.Files("src", ".cs", ".razor").Where(file => !file.EndsWith("/Cutting.cs", StringComparison.Ordinal)), CutByCount())
        select $"{hit} takes so many characters of a text; use Start or Cut");

    [Fact]
    public void None_leaves_work_for_later_in_a_comment() => Rule.Holds(
        from hit in Lines(Repository.Files("src").Concat(Repository.Files("tests", ".cs")).Where(IsText), Unfinished())
        select $"{hit} leaves something to do; do it, or write an issue and name it");

    // The reader's own time is what a platform can tell and a formatted text can not. Exempt are what is read outside a chat, logs and the
    // audit.
    [Fact]
    public void No_reply_formats_an_instant_by_itself() => Rule.Holds(
        from hit in Lines(Repository.Files("src/Core", ".cs")
            .Where(file => !file.Contains("/Audit/", StringComparison.Ordinal) && !file.Contains("Logs", StringComparison.Ordinal)),
            FormattedTime(), but: ItsOwnWord())
        select $"{hit} writes a time of day; say new At(…), or its Text in a sentence");

    static bool IsText(string file) => Path.GetExtension(file) is ".cs" or ".razor" or ".sql" or ".css" or ".js" or ".csproj";

    static IEnumerable<string> Lines(IEnumerable<string> files, Regex pattern, Regex? but = null) =>
        from file in files
        from line in File.ReadLines(Repository.At(file)).Index()
        where pattern.IsMatch(line.Item) && but?.IsMatch(line.Item) is not true
        select $"{file}:{line.Index + 1}";

    [GeneratedRegex(@"""{3}.*?""{3}", RegexOptions.Singleline)]
    private static partial Regex TextOfSeveralLines();

    [GeneratedRegex(@"""[^""]{40,}""")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"(?<![\w.""@])(now\(\)|(current|local)_?timestamp\b|(clock|statement|transaction)_timestamp\(\))")]
    private static partial Regex DatabaseTime();

    [GeneratedRegex(
        @"(?=.*\b(lease|held|claimed)_until\b)(?=.*\bclock_timestamp\(\))^(?!.*(now\(\)|(current|local)_?timestamp\b|(statement|transaction)_timestamp))")]
    private static partial Regex LeaseTime();

    [GeneratedRegex(
        @"(?<=[\w)\]])(?<!\b(bytes|Span))\[\.\.\(?(\d+|Math\.|[A-Z]\w*\b|\w*([mM]ax|[mM]ost|[lL]ongest|[lL]imit|[rR]oom)\b)[^\[\]]*\]"
        + @"|\.Substring\(0,|\.Remove\((\d|Math|[lL]ongest|[mM]ost)")]
    private static partial Regex CutByCount();

    [GeneratedRegex(@"HH:mm")]
    private static partial Regex FormattedTime();

    // How At writes itself, how a sentence is read that holds it, and how a command line carries it.
    [GeneratedRegex(@"HH:mm 'UTC'|'T'HH:mm|const string Format")]
    private static partial Regex ItsOwnWord();

    [GeneratedRegex(@"(/root|/home/\w+|/work|/Users/\w+|[A-Z]:\\\\?\w+)[/\\]")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"(//|--|/\*|@\*|<!--)\s*(TODO|FIXME|HACK|XXX)\b(?!.*#\d)")]
    private static partial Regex Unfinished();
}
