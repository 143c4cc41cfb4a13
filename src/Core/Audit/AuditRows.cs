using System.Text;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Audit;

/// <summary>The audit did not take a row as it was given; what the row speaks of must not be committed.</summary>
public sealed class AuditLostException(string what) : Exception(what);

/// <summary>Appends rows as the last thing before a commit, and makes sure that they stand there.</summary>
static class AuditRows
{
    sealed record Stored(long Seq, byte[] PrevHash, byte[] Hash, string Body);

    /// <summary>Takes the chain's lock until the transaction ends: nothing that waits may come after.</summary>
    /// <remarks>
    /// The commit that follows does not wait for the disk, so that the next in line need not either; <see cref="Durable"/> does.
    /// The log is written in order: whatever reaches the disk after this row does so with it.
    /// </remarks>
    public static void AddTo(Batch batch, IReadOnlyList<string> bodies)
    {
        batch.Add("set local synchronous_commit = off", null);
        batch.Add("call audit_append(@Bodies)", new { Bodies = bodies.ToArray() });
        batch.Add(
            """
            select   seq, prev_hash, hash, body
            from     audit
            order by seq desc
            limit    @Count
            """, new { bodies.Count });
    }

    /// <summary>The rows as they stand there are those that were given.</summary>
    public static async Task Check(NpgsqlDataReader reader, IReadOnlyList<string> bodies, CancellationToken cancel)
    {
        var stored = (await reader.Rows<Stored>(cancel)).Reverse().ToList();
        if (stored.Count != bodies.Count || stored.Index().Any(row => row.Item.Body != bodies[row.Index]))
            throw new AuditLostException("The audit's row was not written: something in the database drops or changes it.");
        if (!IsChained(stored))
            throw new AuditLostException("The audit's row was written with a number or a hash that does not follow from the row before it.");
    }

    /// <summary>Waits until all that was committed before is on the disk, together with others that wait for it.</summary>
    public static Task Durable(NpgsqlConnection db, CancellationToken cancel) =>
        db.Execute("select pg_logical_emit_message(true, 'opsbot', '')", null, cancel);

    static bool IsChained(IReadOnlyList<Stored> rows)
    {
        var (digest, hash) = (new byte[ChainHash.Length], new byte[ChainHash.Length]);
        for (var i = 0; i < rows.Count; i++)
        {
            ChainHash.OfBody(Encoding.UTF8.GetBytes(rows[i].Body), digest);
            ChainHash.OfRow(rows[i].PrevHash, rows[i].Seq, digest, hash);
            if (!hash.AsSpan().SequenceEqual(rows[i].Hash)) return false;
            if (i > 0 && (rows[i].Seq != rows[i - 1].Seq + 1 || !rows[i].PrevHash.AsSpan().SequenceEqual(rows[i - 1].Hash))) return false;
        }
        return true;
    }
}
