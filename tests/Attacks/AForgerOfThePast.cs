using Microsoft.Extensions.Logging.Abstractions;
using OpsBot.Core.Audit;
using OpsBot.Tests.Core.Audit;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Owns the database, knows how the chain is made, hashes it anew, and puts everything that guards it back.</summary>
public sealed class AForgerOfThePast(Postgres postgres)
{
    const string Forged =
        """
        update audit set body = replace(body, 'they asked us to', 'nobody asked') where seq = 3;
        do $$
        declare
            r record;
            before bytea := decode(repeat('00', 32), 'hex');
        begin
            for r in select seq, body from audit order by seq loop
                update audit
                set    prev_hash = before, hash = sha256(before || int8send(r.seq) || sha256(convert_to(r.body, 'UTF8')))
                where  seq = r.seq;
                select hash into before from audit where seq = r.seq;
            end loop;
        end $$;
        delete from audit_checkpoints;
        """;

    [Theory]
    [InlineData(Forged, AuditFault.Rewritten)]
    [InlineData("delete from audit where seq > 3; delete from audit_checkpoints", AuditFault.Truncated)]
    public async Task Cannot_have_the_forgery_signed_by_deleting_the_checkpoints(string forgery, AuditFault fault)
    {
        await using var book = await AuditBook.New(postgres, rows: 7);
        await book.Sees((await book.Checkpoints.Write(AuditBook.Cancel)).Written!);
        await book.Tamper(forgery);
        var (written, finding) = await book.Checkpoints.Write(AuditBook.Cancel);
        Assert.Equal((null, fault), (written, finding?.Fault));
        Assert.Contains("the audit channel on slack", (await book.Compare()).Finding?.Problem, StringComparison.Ordinal);
        Assert.Equal(2L, await book.Get<long>(
            "select count(*) from deliveries d join messages m on m.id = d.message_id where m.key like 'audit-alarm:%'"));
    }

    [Fact]
    public async Task Cannot_have_it_signed_where_a_file_keeps_what_was_signed()
    {
        var folder = Directory.CreateTempSubdirectory("opsbot-heads-");
        try
        {
            await using var database = await postgres.NewDatabase();
            await using var book = new AuditBook(database, new Clock())
            {
                File = new HeadFile(Path.Combine(folder.FullName, "heads"), NullLogger<HeadFile>.Instance),
            };
            await book.Append(4);
            Assert.True((await book.Checkpoints.Write(AuditBook.Cancel)).Written?.Seal?.Alone);
            await book.Append(1);
            Assert.False((await book.Checkpoints.Write(AuditBook.Cancel)).Written?.Seal?.Alone);
            await book.Tamper(Forged);
            Assert.Equal(AuditFault.Rewritten, (await book.Checkpoints.Write(AuditBook.Cancel)).Finding?.Fault);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Is_noticed_by_the_next_look_outside_even_if_the_last_one_was_deleted()
    {
        await using var book = await AuditBook.New(postgres, rows: 7);
        var posted = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        await book.Sees(posted);
        await book.Tamper(Forged + "delete from outside_heads;");
        var restarted = book.Restarted();
        book.Clock.Advance(TimeSpan.FromHours(1));
        // Signed, as for an hour after its start nobody told it better, and marked so.
        var alone = (await restarted.Write(AuditBook.Cancel)).Written!;
        Assert.True(alone.Seal?.Alone);
        Assert.EndsWith(":alone", alone.Text, StringComparison.Ordinal);
        await book.Sees(alone, posted);
        Assert.Equal(AuditFault.Rewritten, (await restarted.Compare([], AuditBook.Cancel))?.Fault);
    }

    [Theory]
    [InlineData("delete from outside_heads;")]
    [InlineData("delete from outside_heads; delete from channels;")]
    public async Task Cannot_have_it_signed_by_deleting_what_was_last_seen_outside_as_well(string deleted)
    {
        await using var book = await AuditBook.New(postgres, rows: 7);
        await book.Sees();
        await book.Sees((await book.Checkpoints.Write(AuditBook.Cancel)).Written!);
        await book.Tamper(Forged + deleted);
        var outcome = await book.Checkpoints.Write(AuditBook.Cancel);
        Assert.Equal((null, AuditFault.Rewritten), (outcome.Written, outcome.Finding?.Fault));
        Assert.Contains("what this program remembers", outcome.Finding?.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_by_starting_the_worker_anew_after_that()
    {
        await using var book = await AuditBook.New(postgres, rows: 7);
        await book.Sees((await book.Checkpoints.Write(AuditBook.Cancel)).Written!);
        await book.Tamper(Forged + "delete from outside_heads;");
        var restarted = book.Restarted();
        Assert.Equal((null, null), Parts(await restarted.Write(AuditBook.Cancel)));
        Assert.Equal(0L, await book.Get<long>("select count(*) from audit_checkpoints"));
        // Where somebody looked and found nothing, there is nothing to wait for.
        await book.Sees();
        Assert.NotNull((await restarted.Write(AuditBook.Cancel)).Written);

        static (Checkpoint?, Finding?) Parts(CheckpointOutcome outcome) => (outcome.Written, outcome.Finding);
    }

    [Fact]
    public async Task Cannot_keep_from_the_bot_what_it_has_just_read_in_the_channel()
    {
        await using var book = await AuditBook.New(postgres, rows: 7);
        await book.Sees();
        var posted = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        await book.Tamper(Forged + "delete from outside_heads; delete from channels;");
        Assert.Equal(AuditFault.Rewritten, (await book.Restarted().Compare([posted], AuditBook.Cancel))?.Fault);
    }

    [Theory]
    [InlineData("update outside_heads set seen_at = seen_at + interval '3 hours'")]
    [InlineData("update outside_heads set lines = ''")]
    [InlineData("update outside_heads set voucher = '12345678:' || repeat('0', 64)")]
    [InlineData("select 1")]
    public async Task Cannot_make_an_old_look_or_one_of_their_own_pass_for_a_new_one(string forgery)
    {
        await using var book = await AuditBook.New(postgres, rows: 3);
        await book.Sees((await book.Checkpoints.Write(AuditBook.Cancel)).Written!);
        await book.Append(1);
        book.Clock.Advance(TimeSpan.FromHours(3));
        await book.Execute(forgery);
        Assert.True((await book.Checkpoints.Write(AuditBook.Cancel)).Written?.Seal?.Alone);
        Assert.Contains((await book.Compare()).Notes, note => note.StartsWith("Not compared outside", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cannot_tell_of_a_restore_that_nobody_approved()
    {
        await using var book = await AuditBook.New(postgres, rows: 7);
        await book.Sees((await book.Checkpoints.Write(AuditBook.Cancel)).Written!);
        await book.Tamper(Forged);
        await book.Execute(
            """
            insert into audit_epochs (number, after, at, trail, key_id, signature)
            values (1, 0, '2200-01-01Z', gen_random_uuid(), '12345678', sha256('x'))
            """);
        Assert.NotNull((await book.Checkpoints.Write(AuditBook.Cancel)).Finding);
        Assert.Equal(AuditFault.BadSignature, (await book.Verify()).Finding?.Fault);
    }

    [Fact]
    public async Task Cannot_keep_the_outside_away_for_a_day_unheard()
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await book.Sees((await book.Checkpoints.Write(AuditBook.Cancel)).Written!);
        await book.Append(1);
        Assert.False((await book.Checkpoints.Write(AuditBook.Cancel)).Written?.Seal?.Alone);
        const string Warned = "select count(*) from messages where key like 'audit-alone:%'";
        for (var hour = 0; hour < 23; hour++)
        {
            book.Clock.Advance(TimeSpan.FromHours(1));
            await book.Append(1);
            await book.Checkpoints.Write(AuditBook.Cancel);
        }
        Assert.Equal(0L, await book.Get<long>(Warned));
        book.Clock.Advance(TimeSpan.FromHours(2));
        await book.Append(1);
        await book.Checkpoints.Write(AuditBook.Cancel);
        Assert.Equal(1L, await book.Get<long>(Warned));
    }
}
