using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class RestoringTheAudit(Postgres postgres)
{
    static RestoreAuditHandler Handler(AuditBook book) => new(book.Keys, book.Heads);

    static Task<Result<Plan>> Plan(AuditBook book) => book.InTransaction(work => Handler(book).Plan(new(), work, AuditBook.Cancel));

    // Eight rows, signed at the fourth and the eighth; the backup was taken after the sixth.
    static async Task<(AuditBook Book, Checkpoint Four, Checkpoint Eight)> Restored(Postgres postgres)
    {
        var book = await AuditBook.New(postgres, rows: 4);
        var four = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        await book.Append(4);
        var eight = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        await book.Sees(eight, four);
        await book.Tamper("delete from audit where seq > 6; delete from audit_checkpoints where count > 6");
        return (book, four, eight);
    }

    [Fact]
    public async Task A_restore_alarms_until_it_is_told_and_then_no_more()
    {
        var (book, four, eight) = await Restored(postgres);
        await using var _ = book;
        var finding = (await book.Checkpoints.Write(AuditBook.Cancel)).Finding;
        Assert.Equal(AuditFault.Truncated, finding?.Fault);
        Assert.Contains("/audit restored", finding!.Problem, StringComparison.Ordinal);
        // What went on before anybody noticed belongs to it.
        await book.Append(3);
        Assert.Equal(AuditFault.Rewritten, (await book.Checkpoints.Write(AuditBook.Cancel)).Finding?.Fault);

        var plan = (await Plan(book)).Value;
        Assert.Contains("Rows up to 4 agree", plan.Effect, StringComparison.Ordinal);
        Assert.Contains("up to row 8, was lost", plan.Effect, StringComparison.Ordinal);
        await book.Append(1);
        // Asking leaves rows, too, and must not make the plan another one.
        Assert.Equal(plan.Digest, (await Plan(book)).Value.Digest);
        await book.InTransaction(work => Handler(book).Handle(new(), work, AuditBook.Cancel));
        book.Clock.Advance(TimeSpan.FromMinutes(1));

        var signed = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        Assert.False(signed.Seal?.Alone);
        var verdict = await book.Compare();
        Assert.Null(verdict.Finding);
        Assert.Contains(verdict.Notes, note => note.Contains("restored from a backup", StringComparison.Ordinal));
        // An old checkpoint given by hand speaks of what was lost; one from before that still counts.
        Assert.Null((await book.Verify(eight)).Finding);
        Assert.Null((await book.Verify(four)).Finding);
        await book.Sees(signed, eight, four);
        Assert.Null(await book.Checkpoints.Compare([], AuditBook.Cancel));
        Assert.Contains("agrees with all that is known", (await Plan(book)).Fault?.Sentence, StringComparison.Ordinal);
        // And a second forgery is one.
        await book.Tamper("delete from audit where seq > 8; delete from audit_checkpoints where count > 8");
        Assert.NotNull((await book.Checkpoints.Write(AuditBook.Cancel)).Finding);
    }

    [Fact]
    public async Task A_row_that_was_edited_is_no_restore()
    {
        var (book, _, _) = await Restored(postgres);
        await using var _ = book;
        await book.Tamper("update audit set body = replace(body, 'asked', 'begged') where seq = 2");
        Assert.Contains("which a restore does not cause", (await Plan(book)).Fault?.Sentence, StringComparison.Ordinal);
    }
}
