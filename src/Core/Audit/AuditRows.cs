using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Audit;

/// <summary>The audit did not take a row as it was given; what the row speaks of was not committed.</summary>
public sealed class AuditLostException()
    : Exception("The audit's row was not written as it was given: something in the database drops or changes it.");

/// <summary>Appends rows as the last thing before a commit, makes sure that they stand there, and commits.</summary>
static class AuditRows
{
    /// <summary>All in one round trip, so that whoever waits for the chain does not wait for this program as well.</summary>
    /// <remarks>
    /// The statement in the middle ends in an error, and with it the transaction, unless each row stands there as it was given, last,
    /// with the hash that follows from the row before it. No other can look like it: each names its command and its moment. Functions are
    /// named outright: one of the same name for exactly these types, in a schema of ours, would be taken before the server's. The commit
    /// does not wait for the disk, so that the next in line need not either; the last statement does, together with all others that
    /// wait. Postgres writes its log in order: whatever reaches the disk after a row does so with it.
    /// </remarks>
    public static void AddTo(Batch batch, IReadOnlyList<string> bodies)
    {
        batch.Add("set local synchronous_commit = off", null);
        // Planned once, while there are few rows, it would read all of them for as long as the connection lasts.
        batch.Add("set local enable_seqscan = off", null);
        batch.Add("call audit_append(@Bodies)", new { Bodies = bodies.ToArray() });
        // What somebody has put off to the commit happens now, before the rows are looked for.
        batch.Add("set constraints all immediate", null);
        batch.Add(
            """
            with given as (
                select body, place
                from   pg_catalog.unnest(@Bodies) with ordinality as g (body, place)),
            newest as (
                select   seq, body, prev_hash, hash
                from     audit
                order by seq desc
                limit    @More),
            stored as (
                select body, seq, prev_hash, hash,
                       pg_catalog.lag(hash) over (order by seq) as before, pg_catalog.row_number() over (order by seq desc) as age
                from   newest),
            wrong as (
                select
                from   given g
                left   join stored s on s.age = @More - g.place
                where  s.body is distinct from g.body
                or     s.prev_hash is distinct from coalesce(s.before, pg_catalog.decode(pg_catalog.repeat('00', 32), 'hex'))
                or     s.hash is distinct from pg_catalog.sha256(
                           s.prev_hash || pg_catalog.int8send(s.seq) || pg_catalog.sha256(pg_catalog.convert_to(s.body, 'UTF8'))))
            select 1 / case when exists (select from wrong) then 0 else 1 end
            """, new { Bodies = bodies.ToArray(), More = bodies.Count + 1 });
        batch.Add("commit", null);
        batch.Add("select pg_logical_emit_message(true, 'opsbot', '')", null);
    }

    /// <summary>What the statement in the middle ends in.</summary>
    public static bool IsLost(PostgresException refused) => refused.SqlState == PostgresErrorCodes.DivisionByZero;
}
