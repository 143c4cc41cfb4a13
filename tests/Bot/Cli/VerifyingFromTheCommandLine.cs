using OpsBot.Bot.Cli;
using OpsBot.Core.Audit;
using OpsBot.Tests.Core.Audit;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Cli;

public sealed class VerifyingFromTheCommandLine(Postgres postgres)
{
    static async Task<(int Code, string Output)> Run(string? connectionString, string? key, params IReadOnlyList<string> args)
    {
        await using var output = new StringWriter();
        var code = await AuditVerify.Run(args, connectionString, new AuditOptions { Key = key ?? "" }, output, AuditBook.Cancel);
        return (code, output.ToString());
    }

    [Fact]
    public async Task A_database_is_whole_until_somebody_cuts_its_tail_off()
    {
        await using var book = await AuditBook.New(postgres, rows: 4);
        var posted = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;

        var (code, output) = await Run(book.ConnectionString, AuditBook.Key);
        Assert.Equal(0, code);
        Assert.StartsWith("OK: 4 rows stand as they were written.", output, StringComparison.Ordinal);
        Assert.Contains($"fingerprint is {posted.Head}: a copy with the same one has the same rows.", output, StringComparison.Ordinal);
        Assert.Contains("A signed checkpoint confirms all of it.", output, StringComparison.Ordinal);

        await book.Tamper("delete from audit where seq = 4; delete from audit_checkpoints");
        Assert.Equal(0, (await Run(book.ConnectionString, AuditBook.Key)).Code);
        (code, output) = await Run(book.ConnectionString, AuditBook.Key, "--checkpoint", $"{posted.Count}:{posted.Head}");
        Assert.Equal(1, code);
        Assert.StartsWith("NOT OK: The audit ends at row 3, but the checkpoint at row 4 saw 4", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_needs_neither_database_nor_key()
    {
        await using var book = await AuditBook.New(postgres, rows: 4);
        var posted = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        var exported = await book.InTransaction(async work => (await AuditBook.Export.Handle(new(new()), work, AuditBook.Cancel)).Value);
        var folder = Directory.CreateTempSubdirectory("opsbot-export-");
        try
        {
            var file = Path.Combine(folder.FullName, exported.FileName);
            await File.WriteAllTextAsync(file, exported.File, AuditBook.Cancel);
            var (code, output) = await Run(null, null, "--file", file);
            Assert.Equal(2, code);
            Assert.StartsWith("NOT PROVEN: 4 rows hang together", output, StringComparison.Ordinal);
            Assert.Contains("there was no key", output, StringComparison.Ordinal);
            Assert.Contains("by its own word", output, StringComparison.Ordinal);
            (code, output) = await Run(null, null, "--file", file, "--checkpoint", posted.Text);
            Assert.Equal(0, code);
            Assert.StartsWith("OK: 4 rows stand as they were written.", output, StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, exported.File.Replace("acme-prod", "acme-test", StringComparison.Ordinal), AuditBook.Cancel);
            (code, output) = await Run(null, null, "--file", file);
            Assert.Equal(1, code);
            Assert.StartsWith("NOT OK: Row 1 was edited", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Whoever_has_the_public_key_alone_can_check_the_signatures_of_a_file()
    {
        await using var book = await AuditBook.New(postgres, rows: 4);
        await book.Checkpoints.Write(AuditBook.Cancel);
        var exported = await book.InTransaction(
            async work => (await AuditBook.Export.Handle(new(new()), work, AuditBook.Cancel)).Value);
        var folder = Directory.CreateTempSubdirectory("opsbot-export-");
        try
        {
            var file = Path.Combine(folder.FullName, exported.FileName);
            await File.WriteAllTextAsync(file, exported.File, AuditBook.Cancel);
            var (code, output) = await Run(null, null, "--file", file, "--public-key", book.Keys.PublicKey!);
            Assert.Equal(0, code);
            Assert.Contains("A signed checkpoint at row 4 confirms all of it.", output, StringComparison.Ordinal);

            var other = AuditBook.KeysOf(AuditBook.OtherKey).PublicKey!;
            (code, output) = await Run(null, null, "--file", file, "--public-key", other);
            Assert.Equal(1, code);
            Assert.Contains("which is not known here", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("No database is set", null)]
    [InlineData("is no public key of an audit", null, "--public-key", "ed25519:short")]
    [InlineData("needs a value", null, "--file")]
    [InlineData("--all is not known", null, "--all", "x")]
    [InlineData("is not a checkpoint", null, "--checkpoint", "latest")]
    [InlineData("There is no file", null, "--file", "/nowhere/export.json")]
    [InlineData("OPSBOT_Audit__Key is not base64", "short")]
    public async Task What_it_cannot_look_at_it_says_in_a_sentence(string sentence, string? key, params string[] args)
    {
        var (code, output) = await Run(null, key, args);
        Assert.Equal(2, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_opsbots_is_named_as_such()
    {
        await using var empty = await postgres.EmptyDatabase();
        var (code, output) = await Run(empty.ConnectionString, null);
        Assert.Equal(2, code);
        Assert.Contains("not OpsBot's", output, StringComparison.Ordinal);
    }
}
