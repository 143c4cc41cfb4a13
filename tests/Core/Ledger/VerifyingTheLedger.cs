using OpsBot.Bot.Cli;
using OpsBot.Core.Ledger;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Ledger;

public sealed class VerifyingTheLedger(Postgres postgres) : Books(postgres)
{
    protected override async Task Arrange()
    {
        await base.Arrange();
        await Move("invoice:1", Account.Receivable(Acme), Account.Revenue, 2800);
        await Move("invoice:1:tax", Account.Receivable(Acme), Account.Tax("DE 19 %"), 532);
        await Hold("payment:1", Account.Stripe, Account.Receivable(Acme), 3332);
        await Get<LedgerMarks>().Round(Cancel);
        await Post("payment:1");
        await Hold("payment:2", Account.Stripe, Account.Receivable(Beta), 500, Currency.Usd);
    }

    [Fact]
    public async Task A_copy_says_the_same_as_the_database_it_is_of()
    {
        var verdict = await Verified();
        Assert.Null(verdict.Finding);
        Assert.Equal((5, 1, "€66.64, $0.00"), (verdict.Transfers, verdict.Pending, string.Join(", ", verdict.Moved)));
        var copy = await Offline(await Exported());
        Assert.Equal((verdict.Fingerprint, verdict.Transfers, verdict.Marks), (copy.Fingerprint, copy.Transfers, copy.Marks));
    }

    [Theory]
    [InlineData("\"amount\":2800", "\"amount\":2801", "The mark of account")]
    [InlineData("\"phase\":\"posted\"", "\"phase\":\"voided\"", null)]
    [InlineData("\"key\":\"invoice:1:tax\"", "\"key\":\"invoice:1\"", "There are two transfers invoice:1.")]
    [InlineData("\"amount\":532", "\"amount\":-532", "moves nothing")]
    [InlineData("\"currency\":\"USD\",\"code\"", "\"currency\":\"EUR\",\"code\"", "mixes currencies")]
    [InlineData("\"pendingId\":", "\"pendingId\":9", "nothing that is pending")]
    [InlineData("{\"transfer\"", "{\"transfers\"", "neither account")]
    [InlineData("{\"transfer\"", "transfer", "no export of the ledger")]
    public async Task A_copy_that_was_edited_no_longer_adds_up_or_has_another_fingerprint(string was, string now, string? finding)
    {
        var export = await Exported();
        var at = export.IndexOf(was, StringComparison.Ordinal);
        Assert.True(at >= 0, export);
        var verdict = await Offline(export[..at] + now + export[(at + was.Length)..]);
        if (finding is null) Assert.NotEqual((await Verified()).Fingerprint, verdict.Fingerprint);
        else Assert.Contains(finding, verdict.Finding ?? "nothing", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mark_that_somebody_changed_is_found()
    {
        await Execute("update ledger_marks set debited = debited + 1 where debited > 0");
        Assert.Contains("is not what its transfers add up to", (await Verified()).Finding!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alter table ledger_transfers disable trigger ledger_stays")]
    [InlineData("alter table ledger_transfers enable trigger ledger_ends")]
    [InlineData("drop trigger ledger_stays on ledger_accounts")]
    public async Task Guards_that_are_off_are_found(string how)
    {
        await Execute(how);
        Assert.Contains("switched off", (await Verified()).Finding!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_says_it_and_ends_with_a_number()
    {
        var folder = Directory.CreateTempSubdirectory("opsbot-ledger-");
        try
        {
            var file = Path.Combine(folder.FullName, "ledger.jsonl");
            Assert.Equal(2, (await Run(null, "verify")).Code);
            Assert.Equal(2, (await Run(null, "verify", "--file", file)).Code);
            Assert.Equal(2, (await Run(null, "weigh")).Code);
            var (code, said) = await Run(ConnectionString, "verify");
            // Nothing was invoiced or paid here, and the books say it was.
            Assert.Equal(1, code);
            Assert.Contains("Tax of DE 19 %: the documents say €0.00, the ledger €5.32.", said, StringComparison.Ordinal);
            Assert.Equal(0, (await Run(ConnectionString, "export", file)).Code);
            (code, said) = await Run(null, "verify", "--file", file);
            Assert.Equal(0, code);
            Assert.StartsWith("OK: 5 transfers between 6 accounts, 1 of them under way", said, StringComparison.Ordinal);
            var text = await File.ReadAllTextAsync(file, Cancel);
            await File.WriteAllTextAsync(file, text.Replace("2800", "2900", StringComparison.Ordinal), Cancel);
            (code, said) = await Run(null, "verify", "--file", file);
            Assert.Equal(1, code);
            Assert.StartsWith("NOT OK: The mark of account", said, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<(int Code, string Said)> Run(string? connectionString, params string[] args)
    {
        await using var output = new StringWriter();
        return (await LedgerVerify.Run(args, connectionString, output, Cancel), output.ToString());
    }

    static async Task<LedgerVerdict> Offline(string export)
    {
        using var reader = new StringReader(export);
        return await LedgerVerification.OfExport(reader, Cancel);
    }
}
