using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Ledger;

/// <summary>
/// Adds up once a night what each account came to. Transfers are numbered as they are written, not as they are committed, so the mark is
/// set at a moment in which nobody is writing one.
/// </summary>
public sealed class LedgerMarks(NpgsqlDataSource source, TimeProvider time)
{
    public async Task Round(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var upTo = await Quiet(db, cancel);
        await db.Execute(
            """
            with moved as (
                select   s.account, sum(s.debited) as debited, sum(s.credited) as credited, sum(s.pending_debit) as pending_debit,
                         sum(s.pending_credit) as pending_credit
                from     (select t.debit as account, ledger_counted(t.amount, t.phase) as debited, 0 as credited,
                                 ledger_waiting(t.amount, t.phase) as pending_debit, 0 as pending_credit
                          from   ledger_transfers t
                          where  t.id > (select coalesce(max(k.up_to), 0) from ledger_marks k) and t.id <= @upTo
                          union all
                          select t.credit, 0, ledger_counted(t.amount, t.phase), 0, ledger_waiting(t.amount, t.phase)
                          from   ledger_transfers t
                          where  t.id > (select coalesce(max(k.up_to), 0) from ledger_marks k) and t.id <= @upTo) s
                group by s.account)
            insert into ledger_marks (account_id, up_to, debited, credited, pending_debit, pending_credit, made_at)
            select v.account, @upTo, v.debited + coalesce(m.debited, 0), v.credited + coalesce(m.credited, 0),
                   v.pending_debit + coalesce(m.pending_debit, 0), v.pending_credit + coalesce(m.pending_credit, 0), @Now
            from   moved v
            left   join lateral (
                   select   k.debited, k.credited, k.pending_debit, k.pending_credit
                   from     ledger_marks k
                   where    k.account_id = v.account
                   order by k.up_to desc
                   limit    1) m on true
            on     conflict do nothing
            """, new { upTo, Now = time.GetUtcNow() }, cancel);
    }

    /// <summary>The last transfer of a moment in which all that have a lower number are there to be seen.</summary>
    internal static async Task<long> Quiet(NpgsqlConnection db, CancellationToken cancel)
    {
        await using var transaction = await db.BeginTransactionAsync(cancel);
        // Who writes meanwhile waits behind it: rather the next round than for long.
        await db.Execute("set local lock_timeout = '10s'", null, cancel);
        await db.Execute("lock table ledger_transfers in share mode", null, cancel);
        var last = await db.Get<long>("select coalesce(max(id), 0) from ledger_transfers", null, cancel);
        await transaction.CommitAsync(cancel);
        return last;
    }
}
