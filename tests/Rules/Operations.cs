using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Rules;

public sealed class Operations
{
    static readonly Lazy<string> tests =
        new(() => string.Join('\n', Repository.Files("tests", ".cs").Select(file => File.ReadAllText(Repository.At(file)))));

    [Fact]
    public void Each_has_a_test_that_names_it() => Rule.Holds(
        from entry in Catalog.Of(typeof(Catalog).Assembly).Entries
        where !tests.Value.Contains($"/{entry.Command}", StringComparison.Ordinal) && !tests.Value.Contains($"\"{entry.Command}",
            StringComparison.Ordinal) && !tests.Value.Contains($"new {entry.Type.Name}(", StringComparison.Ordinal)
        select $"no test runs {entry.Command} ({entry.Type.Name})");

    [Fact]
    public void Each_stands_in_a_file_of_its_name() => Rule.Holds(
        from entry in Catalog.Of(typeof(Catalog).Assembly).Entries
        where !Repository.Files("src/Core", $"/{entry.Type.Name}.cs").Any()
        select $"there is no file {entry.Type.Name}.cs");
}
