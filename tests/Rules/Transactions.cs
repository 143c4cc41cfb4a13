using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Rules;

public sealed class Transactions
{
    // Who acts, whether somebody else has handled it, and what is read anew after a wait, is settled there for everybody.
    [Fact]
    public void Work_is_begun_in_one_place() => Rule.Holds(
        from file in Repository.Files("src", ".cs")
        where !file.EndsWith("/Core/Operations/Transactions.cs", StringComparison.Ordinal)
        where File.ReadAllText(Repository.At(file)).Contains("new Work(", StringComparison.Ordinal)
        select $"{file} makes a Work of its own; begin it by Transactions, as an Actor");

    // A commit past the work that was done in it would leave its audit rows out.
    [Fact]
    public void Work_is_committed_by_itself() => Rule.Holds(
        from file in Repository.Files("src", ".cs")
        let text = File.ReadAllText(Repository.At(file))
        where !file.EndsWith("/Work.cs", StringComparison.Ordinal)
        where text.Contains("new Work(", StringComparison.Ordinal) && text.Contains(".CommitAsync(", StringComparison.Ordinal)
        select $"{file} commits a transaction in which there is work; work.Commit writes its audit rows first");
}
