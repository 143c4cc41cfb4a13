using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bench;

/// <summary>How fast the audit grows by one durable row at a time, and how fast all of it is checked.</summary>
static class AuditRows
{
    const int Writers = 16;

    public static async Task<double> Append(NpgsqlDataSource source, TimeSpan length)
    {
        using var hints = new Hints(source, NullLogger<Hints>.Instance);
        var outbox = new Outbox(hints);
        return await Many(length, () => AppendOne(source, outbox));
    }

    /// <summary>What the same writers reach with one durable insert each, and nothing that holds the rows together.</summary>
    public static async Task<double> BareInsert(NpgsqlDataSource source, TimeSpan length)
    {
        await using (var db = await source.OpenConnectionAsync())
            await db.Execute(
                "create table bare_rows (id bigint generated always as identity primary key, body text not null)",
                null, CancellationToken.None);
        return await Many(length, () => InsertOne(source));
    }

    static async Task InsertOne(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync();
        var body = Json.Text(Entry(TimeProvider.System.GetUtcNow()));
        await db.Execute("insert into bare_rows (body) values (@body)", new { body }, CancellationToken.None);
    }

    /// <summary>What reading the same columns takes with nothing checked.</summary>
    public static async Task<double> BareRead(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync();
        var watch = Stopwatch.StartNew();
        var buffer = new byte[1 << 16];
        await using (var copy = await db.BeginRawBinaryCopyAsync(
            """
            copy (
                select seq, prev_hash, hash, body, trail, at, operation, outcome, operator_id, target_id, target_label, organization_id
                from   audit
                order  by seq)
            to stdout (format binary)
            """))
            while (copy.Read(buffer) > 0) { }
        return await Count(db) / watch.Elapsed.TotalSeconds;
    }

    static async Task<double> Many(TimeSpan length, Func<Task> one)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; watch.Elapsed < length; count++) await one();
            return count;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    static async Task AppendOne(NpgsqlDataSource source, Outbox outbox)
    {
        await using var db = await source.OpenConnectionAsync();
        await using var transaction = await db.BeginTransactionAsync();
        var now = TimeProvider.System.GetUtcNow();
        var request = new Request(new Caller(new ChatAccount("cli", "bench")), "instance stop acme-prod");
        var work = new Work(transaction, outbox, request, null, Guid.CreateVersion7(now), now);
        await work.Audit(Entry(now), CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }

    static AuditEntry Entry(DateTimeOffset now) => new()
    {
        Trail = Guid.CreateVersion7(now), At = now, Operation = "instance stop", Outcome = AuditOutcome.Done, Account = "slack:U0ASKER",
        Operator = "Ada",
        Channel = "C0OPS", Reason = "customer asked for it, ticket 4711", Target = new("instance", Guid.CreateVersion7(now), "acme-prod"),
        Detail = "acme-prod is stopping.",
    };

    /// <summary>Fills the audit up to so many rows, all in a few commits, and verifies it from its first row to its last.</summary>
    public static async Task<(long Rows, double PerSecond)> Verify(NpgsqlDataSource source, AuditKeys keys, int rows)
    {
        await using var db = await source.OpenConnectionAsync();
        await Fill(db, rows);
        // Read once before, so that both reading and checking are measured warm.
        await AuditVerification.OfDatabase(db, keys, null, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var verdict = await AuditVerification.OfDatabase(db, keys, null, CancellationToken.None);
        var seconds = watch.Elapsed.TotalSeconds;
        if (verdict.Finding is { } finding) throw new InvalidOperationException($"The audit does not hold: {finding.Problem}");
        return (verdict.Count, verdict.Count / seconds);
    }

    static async Task Fill(NpgsqlConnection db, int rows)
    {
        for (var have = await Count(db); have < rows; have = await Count(db))
            await db.Execute(
                """
                insert into audit (body)
                select (select body from audit order by seq limit 1)
                from   generate_series(1, @Most)
                """, new { Most = Math.Min(20_000, rows - have) }, CancellationToken.None);
        await db.Execute("vacuum analyze audit", null, CancellationToken.None);
    }

    static Task<long> Count(NpgsqlConnection db) => db.Get<long>("select coalesce(max(seq), 0) from audit", null, CancellationToken.None);
}
