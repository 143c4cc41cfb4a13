using OpsBot.Core.Audit;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class TamperingWithTheAudit(Postgres postgres)
{
    // What a forger runs who knows how the chain is made: hashes every row from there on anew.
    const string HashAnew =
        """
        do $$
        declare
            r record;
            before bytea := decode(repeat('00', 32), 'hex');
        begin
            for r in select seq, body from audit order by seq loop
                update audit set prev_hash = before, hash = sha256(before || int8send(r.seq) || sha256(convert_to(r.body, 'UTF8'))) where seq = r.seq;
                select hash into before from audit where seq = r.seq;
            end loop;
        end $$;
        """;

    const string EditFive = "update audit set body = replace(body, 'they asked us to', 'nobody asked') where seq = 5;";

    const string RemoveFive = "delete from audit where seq = 5; update audit set seq = seq - 1 where seq > 5;";

    [Fact]
    public async Task A_column_that_the_body_knows_nothing_of_is_noticed()
    {
        await using var book = await AuditBook.New(postgres);
        await book.Append(book.Entry() with { Target = null });
        await book.Tamper("alter table audit alter target_label drop expression; update audit set target_label = 'acme-prod'");
        Assert.Equal(AuditFault.ColumnEdited, (await book.Verify()).Finding?.Fault);
    }

    [Theory]
    [InlineData(EditFive)]
    [InlineData(RemoveFive)]
    public async Task A_chain_hashed_anew_by_somebody_without_the_key_does_not_pass_its_checkpoint(string tampering)
    {
        await using var book = await AuditBook.New(postgres, rows: 7);
        var posted = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        await book.Append(3);
        await book.Tamper(tampering + HashAnew);

        var verdict = await book.Verify();
        Assert.Equal((AuditFault.Rewritten, 7L), (verdict.Finding?.Fault, verdict.Finding?.Row));

        // With the table of checkpoints gone as well, the one that stands in the chat still tells.
        await book.Tamper("delete from audit_checkpoints");
        Assert.True((await book.Verify()).Ok);
        Assert.Equal(AuditFault.Rewritten, (await book.Verify(Checkpoint.Parse(posted.Text))).Finding?.Fault);
        Assert.Equal(AuditFault.Rewritten, (await book.Verify(Checkpoint.Parse($"{posted.Count}:{posted.Head}"))).Finding?.Fault);
    }

    [Fact]
    public async Task A_checkpoint_forged_without_the_key_is_noticed()
    {
        await using var book = await AuditBook.New(postgres, rows: 7);
        await book.Checkpoints.Write(AuditBook.Cancel);
        await book.Tamper(EditFive + HashAnew + "update audit_checkpoints set head = (select hash from audit where seq = 7)");
        Assert.Equal((AuditFault.BadSignature, 7L), (await book.Verify() is { Finding: { } finding }) ? (finding.Fault, finding.Row)
            : default);

        var forger = AuditBook.KeysOf(AuditBook.OtherKey)
            .Sign(7, await book.Get<string>("select encode(hash, 'hex') from audit where seq = 7"), book.Clock.GetUtcNow());
        await book.Tamper(
            $"update audit_checkpoints set key_id = '{forger.Seal!.KeyId}', signature = decode('{forger.Seal.Signature}', 'hex')");
        var verdict = await book.Verify();
        Assert.Equal(AuditFault.BadSignature, verdict.Finding?.Fault);
        Assert.Contains("not known here", verdict.Finding!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cutting_off_the_newest_rows_shows_against_a_checkpoint()
    {
        await using var book = await AuditBook.New(postgres, rows: 8);
        var posted = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        await book.Tamper("delete from audit where seq > 5");
        Assert.Equal((AuditFault.Truncated, 6L), (await book.Verify() is { Finding: { } finding }) ? (finding.Fault, finding.Row)
            : default);

        await book.Tamper("delete from audit_checkpoints");
        Assert.True((await book.Verify()).Ok);
        Assert.Equal(AuditFault.Truncated, (await book.Verify(posted)).Finding?.Fault);

        // Filled up again to the same length, it is still not what was signed.
        await book.Append(4);
        Assert.Equal(AuditFault.Rewritten, (await book.Verify(posted)).Finding?.Fault);
    }

    [Fact]
    public async Task An_audit_emptied_altogether_shows_against_a_checkpoint()
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await book.Checkpoints.Write(AuditBook.Cancel);
        await book.Tamper("delete from audit");
        Assert.Equal(AuditFault.Truncated, (await book.Verify()).Finding?.Fault);
    }

    [Fact]
    public async Task More_rows_than_one_portion_are_all_read()
    {
        await using var book = await AuditBook.New(postgres, rows: 1);
        await book.Execute("insert into audit (body) select body from audit, generate_series(1, 8010)");
        Assert.Equal((8_011, null), (await book.Verify() is var whole) ? (whole.Count, whole.Finding) : default);
        await book.Tamper("delete from audit where seq = 4001");
        Assert.Equal((AuditFault.Missing, 4_001L), (await book.Verify() is { Finding: { } finding }) ? (finding.Fault, finding.Row)
            : default);
        await book.Tamper("delete from audit where seq between 3990 and 8010");
        Assert.Equal((AuditFault.Missing, 3_990L), (await book.Verify() is { Finding: { } more }) ? (more.Fault, more.Row) : default);
        await book.Tamper("update audit set seq = 9000000000000000000 where seq = 8011");
        Assert.Equal((AuditFault.Missing, 3_990L), (await book.Verify() is { Finding: { } far }) ? (far.Fault, far.Row) : default);
    }
}
