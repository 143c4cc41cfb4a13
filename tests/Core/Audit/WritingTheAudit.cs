using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class WritingTheAudit(Postgres postgres)
{
    [Fact]
    public async Task Each_row_carries_the_hash_of_the_row_before_it()
    {
        await using var book = await AuditBook.New(postgres, rows: 3);
        Assert.Equal(new string('0', 64), await book.Get<string>("select encode(prev_hash, 'hex') from audit where seq = 1"));
        Assert.Equal(2L, await book.Get<long>("select count(*) from audit a join audit b on b.seq = a.seq - 1 and b.hash = a.prev_hash"));
        var verdict = await book.Verify();
        Assert.Null(verdict.Finding);
        Assert.Equal(3, verdict.Count);
        Assert.Equal(await book.Get<string>("select encode(hash, 'hex') from audit where seq = 3"), verdict.Head);
    }

    [Fact]
    public async Task Rows_of_one_transaction_stand_in_the_order_they_were_written()
    {
        await using var book = await AuditBook.New(postgres);
        await book.Append(book.Entry(outcome: AuditOutcome.Approved), book.Entry(outcome: AuditOutcome.Started),
            book.Entry(outcome: AuditOutcome.Done));
        Assert.Equal("approved,started,done", await book.Get<string>("select string_agg(outcome, ',' order by seq) from audit"));
    }

    [Fact]
    public async Task A_number_or_hash_given_by_hand_is_not_taken()
    {
        await using var book = await AuditBook.New(postgres, rows: 1);
        await book.Execute("insert into audit (seq, prev_hash, hash, body) select 77, hash, hash, body from audit");
        var verdict = await book.Verify();
        Assert.Equal((2, null), (verdict.Count, verdict.Finding));
    }

    [Fact]
    public async Task A_row_that_cannot_be_written_takes_the_change_with_it()
    {
        await using var book = await AuditBook.New(postgres);
        await book.Execute("create table changed (what text)");
        await book.Execute("alter table audit add constraint full_disk check (operation <> 'instance stop')");
        await Assert.ThrowsAsync<PostgresException>(() => book.InTransaction(async work =>
        {
            await work.Execute("insert into changed (what) values ('stopped')", null, AuditBook.Cancel);
            await work.Audit(book.Entry(), AuditBook.Cancel);
            return 0;
        }));
        Assert.Equal(0L, await book.Get<long>("select count(*) from changed"));
        Assert.Equal(0L, await book.Get<long>("select count(*) from audit"));
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_leaves_no_row_and_no_gap()
    {
        await using var book = await AuditBook.New(postgres, rows: 1);
        await using (var db = await book.Source.OpenConnectionAsync(AuditBook.Cancel))
        {
            await using var transaction = await db.BeginTransactionAsync(AuditBook.Cancel);
            await using var insert = new NpgsqlCommand("insert into audit (body) select body from audit", db);
            await insert.ExecuteNonQueryAsync(AuditBook.Cancel);
            await transaction.RollbackAsync(AuditBook.Cancel);
        }
        await book.Append(1);
        Assert.Equal(2, (await book.Verify()).Count);
    }

    [Fact]
    public async Task Who_met_a_short_audit_does_not_read_all_of_it_for_each_row_when_it_is_long()
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await book.Execute("analyze audit");
        var before = await SequentialScans(book, rows: 2);
        for (var i = 0; i < 30; i++) await book.Append(book.Entry());
        Assert.Equal(before, await SequentialScans(book, rows: 32));
    }

    // What a connection has counted can be read once it has ended.
    static async Task<long> SequentialScans(AuditBook book, long rows)
    {
        book.Source.Clear();
        await Eventually.Equal(rows, () => book.Get<long>("select n_tup_ins from pg_stat_user_tables where relname = 'audit'"));
        return await book.Get<long>("select seq_scan from pg_stat_user_tables where relname = 'audit'");
    }

    [Fact]
    public async Task Thirty_two_writers_at_once_leave_one_chain_without_gaps()
    {
        await using var book = await AuditBook.New(postgres);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            for (var i = 0; i < 15; i++) await book.Append(book.Entry(), book.Entry());
        }));
        var verdict = await book.Verify();
        Assert.Equal((960, null), (verdict.Count, verdict.Finding));
    }

    [Fact]
    public async Task Two_commands_that_both_wrote_and_then_wait_for_each_other_do_not_lock_up()
    {
        await using var book = await AuditBook.New(postgres);
        var target = book.Entry().Target!;
        using var written = new Barrier(2);
        Task<int> Command() => Task.Run(() => book.InTransaction(async work =>
        {
            await work.Audit(book.Entry(outcome: AuditOutcome.Approved), AuditBook.Cancel);
            written.SignalAndWait(AuditBook.Cancel);
            await work.Lock(target, AuditBook.Cancel);
            await work.Audit(book.Entry(), AuditBook.Cancel);
            return 0;
        }));
        await Task.WhenAll(Command(), Command());
        Assert.Equal(4, (await book.Verify()).Count);
    }

    [Fact]
    public async Task Any_text_can_be_a_reason()
    {
        await using var book = await AuditBook.New(postgres);
        var reason = "zero \0 \0\0, back\\u0000slash, lone \ud800, emoji 🚒, ‮quote\" and\nline";
        await book.Append(book.Entry() with { Reason = reason });
        Assert.True((await book.Verify()).Ok);
        Assert.Equal("zero � ��, back\\u0000slash, lone �, emoji 🚒, ‮quote\" and\nline",
            await book.Get<string>("select body::jsonb ->> 'reason' from audit"));
    }
}
