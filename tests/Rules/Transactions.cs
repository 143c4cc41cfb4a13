using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Rules;

public sealed class Transactions
{
    // A commit past the work that was done in it would leave its audit rows out.
    [Fact]
    public void Work_is_committed_by_itself() => Rule.Holds(
        from file in Repository.Files("src", ".cs")
        let text = File.ReadAllText(Repository.At(file))
        where !file.EndsWith("/Work.cs", StringComparison.Ordinal)
        where text.Contains("new Work(", StringComparison.Ordinal) && text.Contains(".CommitAsync(", StringComparison.Ordinal)
        select $"{file} commits a transaction in which there is work; work.Commit writes its audit rows first");
}
