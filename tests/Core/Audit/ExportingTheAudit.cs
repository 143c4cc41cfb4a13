using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class ExportingTheAudit(Postgres postgres)
{
    static Task<AuditExported> Export(AuditBook book, ExportAudit command) =>
        book.InTransaction(async work => (await AuditBook.Export.Handle(command, work, AuditBook.Cancel)).Value);

    static async Task<AuditVerdict> Verify(string file, AuditKeys keys, Checkpoint? posted = null) =>
        (await AuditVerification.OfExport(new MemoryStream(Encoding.UTF8.GetBytes(file)), keys, posted, AuditBook.Cancel)).Value;

    // Ten rows, of which the fourth and the seventh are deletions, and a checkpoint at the eighth.
    static async Task<(AuditBook Book, Checkpoint Signed)> Ten(Postgres postgres)
    {
        var book = await AuditBook.New(postgres, rows: 3);
        await book.Append(book.Entry("instance delete"));
        await book.Append(2);
        await book.Append(book.Entry("instance delete"), book.Entry());
        var signed = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        await book.Append(2);
        return (book, signed);
    }

    [Fact]
    public async Task All_of_it_verifies_offline_up_to_its_checkpoint()
    {
        var (book, signed) = await Ten(postgres);
        await using var _ = book;
        var file = (await Export(book, new(new()))).File;
        var verdict = await Verify(file, book.Keys);
        Assert.Equal((10, null, signed), (verdict.Count, verdict.Finding, verdict.Checkpoint));
        Assert.Contains("confirms it up to row 8", string.Join(' ', verdict.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filtered_one_proves_its_rows_by_the_digests_of_those_between()
    {
        var (book, signed) = await Ten(postgres);
        await using var _ = book;
        var exported = await Export(book, new(new(Operation: "instance delete")));
        Assert.Equal(2, exported.Rows);
        Assert.Equal(2, exported.File.Split("they asked us to").Length - 1);
        var verdict = await Verify(exported.File, book.Keys);
        Assert.Equal((2, 4, null, signed), (verdict.Count, verdict.First, verdict.Finding, verdict.Checkpoint));
        Assert.Contains("confirms all of it", string.Join(' ', verdict.Notes), StringComparison.Ordinal);
        Assert.Contains("Of 3 between them it has digests only, as they were not asked for, it says", string.Join(' ', verdict.Notes),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_no_checkpoint_covers_says_that_it_does_not_prove_itself()
    {
        var (book, _) = await Ten(postgres);
        await using var __ = book;
        var file = (await Export(book, new(new(From: book.Clock.GetUtcNow())))).File;
        Assert.Contains("does not prove itself", string.Join(' ', (await Verify(file, book.Keys)).Notes), StringComparison.Ordinal);
        // A checkpoint that is written later and given by hand proves it after all.
        var posted = new Checkpoint(10, await book.Get<string>("select encode(hash, 'hex') from audit where seq = 10"));
        Assert.Contains("The checkpoint that was given at row 10 confirms all of it",
            string.Join(' ', (await Verify(file, book.Keys, posted)).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_proves_what_stands_before_it_alone()
    {
        var (book, signed) = await Ten(postgres);
        await using var _ = book;
        var file = (await Export(book, new(new()))).File;
        var verdict = await Verify(file, AuditKeys.None, signed with { Seal = null });
        Assert.Equal((8, null), (verdict.Proven, verdict.Finding));
        Assert.Contains("The checkpoint that was given confirms it up to row 8; what comes after hangs together, but whoever made the file",
            string.Join(' ', verdict.Notes), StringComparison.Ordinal);
        // The checkpoints of the file itself are only what whoever made it says.
        Assert.Equal(0, (await Verify(file, AuditKeys.None)).Proven);
    }

    [Fact]
    public async Task One_that_was_made_before_the_checkpoint_is_not_accused_of_missing_rows()
    {
        var (book, _) = await Ten(postgres);
        await using var __ = book;
        var file = (await Export(book, new(new()))).File;
        book.Clock.Advance(TimeSpan.FromHours(1));
        await book.Append(2);
        var later = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        var verdict = await Verify(file, book.Keys, later);
        Assert.Equal((8, null), (verdict.Proven, verdict.Finding));
        Assert.Contains("is of row 12, which is not in the file", string.Join(' ', verdict.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_changed_in_the_file_shows()
    {
        var (book, signed) = await Ten(postgres);
        await using var _ = book;
        var whole = (await Export(book, new(new()))).File;
        var filtered = (await Export(book, new(new(Operation: "instance delete")))).File;
        async Task<(AuditFault?, long?)> After(string file, Action<JsonObject, JsonArray> change, Checkpoint? posted = null)
        {
            var json = JsonNode.Parse(file)!.AsObject();
            change(json, json["items"]!.AsArray());
            var finding = (await Verify(json.ToJsonString(), book.Keys, posted)).Finding;
            return (finding?.Fault, finding?.Row);
        }

        Assert.Equal((null, null), await After(whole, (_, _) => { }));
        Assert.Equal((AuditFault.Edited, 5L), await After(whole,
            (_, rows) => rows[4]!["body"] = rows[4]!["body"]!.GetValue<string>().Replace("asked", "begged", StringComparison.Ordinal)));
        Assert.Equal((AuditFault.Edited, 5L), await After(whole, (_, rows) => rows[4]!["hash"] = new string('0', 64)));
        Assert.Equal((AuditFault.Missing, 5L), await After(whole, (_, rows) => rows.RemoveAt(4)));
        Assert.Equal((AuditFault.Missing, 5L),
            await After(whole, (_, rows) => { var row = rows[4]!; rows.RemoveAt(4); rows.Insert(5, row); }));
        Assert.Equal((AuditFault.Reordered, 5L), await After(whole, (_, rows) => rows.Add(rows[4]!.DeepClone())));
        Assert.Equal((AuditFault.Truncated, 8L), await After(whole, (_, rows) => { while (rows.Count > 7) rows.RemoveAt(7); }));
        Assert.Equal((AuditFault.Truncated, 8L), await After(whole,
            (json, rows) => { json["checkpoints"] = new JsonArray(); while (rows.Count > 7) rows.RemoveAt(7); }, signed));
        Assert.Equal((AuditFault.BadSignature, 8L), await After(whole, (json, _) => json["checkpoints"]![0] = Miswritten(signed)));
        Assert.Equal((AuditFault.Rewritten, 8L),
            await After(whole, (json, _) => json["checkpoints"]![0] = book.Keys.Sign(8, new string('1', 64), book.Clock.GetUtcNow()).Text));
        Assert.Equal((AuditFault.Edited, 7L),
            await After(filtered, (_, rows) => rows[1]!["digests"] = Convert.ToBase64String(new byte[64])));
        Assert.Equal((AuditFault.Edited, 5L), await After(filtered, (_, rows) => rows[1]!["digests"] = "x"));
        Assert.Equal((AuditFault.Edited, 4L), await After(filtered, (json, _) => json["before"] = new string('0', 64)));
    }

    static string Miswritten(Checkpoint signed) =>
        (signed with { Seal = signed.Seal! with { Signature = new string('0', 64) } }).Text;

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"format":"opsbot audit 1","items":[]}""")]
    [InlineData("""{"format":"opsbot audit 1","first":1,"before":"xyz","checkpoints":["what"],"items":[{"seq":1}]}""")]
    public async Task What_is_no_export_is_refused_in_a_sentence(string file) => Assert.NotNull(
        (await AuditVerification.OfExport(new MemoryStream(Encoding.UTF8.GetBytes(file)), AuditKeys.None, null, AuditBook.Cancel)).Fault);

    [Fact]
    public async Task In_a_spreadsheet_nothing_becomes_a_formula()
    {
        await using var book = await AuditBook.New(postgres);
        foreach (var reason in new[] { "=HYPERLINK(\"http://evil\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1",
            "plain, with \"quotes\"; and\nlines" })
            await book.Append(book.Entry() with { Reason = reason });
        var csv = (await Export(book, new(new(), AuditFormat.Csv))).File;
        foreach (var cell in new[] { "\"'=HYPERLINK(\"\"http://evil\"\")\"", "\"'+1+1\"", "\"'-2+3\"", "\"'@SUM(A1)\"", "\"'\t=1\"",
            "\"'＝1+1\"", "\"plain, with \"\"quotes\"\"; and\nlines\"" })
            Assert.Contains($",{cell},", csv, StringComparison.Ordinal);
        Assert.Equal(8, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_much_for_one_file_is_refused_with_the_way_on()
    {
        await using var book = await AuditBook.New(postgres, rows: 1);
        Task<Result<Plan>> Plan() => book.InTransaction(work => AuditBook.Export.Plan(new(new()), work, AuditBook.Cancel));
        Assert.Null((await Plan()).Fault);
        await book.Execute("insert into audit (body) select body from audit, generate_series(1, 20000)");
        Assert.Contains("from: and to:", (await Plan()).Fault?.Sentence, StringComparison.Ordinal);
    }
}
