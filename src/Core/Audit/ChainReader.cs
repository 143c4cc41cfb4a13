using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Audit;

/// <summary>Reads the audit of a database along its chain, in portions, two at a time where there is much.</summary>
static class ChainReader
{
    // So that the first wrong row ends the reading. Small enough to be sorted in memory: a table without statistics, just
    // restored, is read by another index than that of its numbers.
    const int Portion = 4_000;

    // Below that a second connection takes longer than it saves.
    const int Much = 4 * Portion;

    sealed record Ends(long Lowest, long Highest);

    public static async Task Walk(NpgsqlConnection db, ChainWalk walk, CancellationToken cancel)
    {
        var ends = await db.Get<Ends>("select coalesce(min(seq), 1) as lowest, coalesce(max(seq), 0) as highest from audit", null, cancel);
        if (ends.Lowest < 1) walk.Misses(ends.Lowest);
        if (ends.Highest - walk.Last > Much) await WalkInPairs(db, walk, ends.Highest, cancel);
        while (walk.Finding is null && walk.Last < ends.Highest)
        {
            var to = Math.Min(walk.Last + Portion, ends.Highest);
            await Read(db, walk, walk.Last, to, cancel);
            if (walk.Finding is null && walk.Last < to)
                walk.Misses(await db.Get<long>("select min(seq) from audit where seq > @Last", new { walk.Last }, cancel));
        }
    }

    // Each portion starts from the hash that its first row names, which is then held against where the portion before it ended.
    // What does not fit is left for the walk row by row, which says what is wrong.
    static async Task WalkInPairs(NpgsqlConnection db, ChainWalk walk, long highest, CancellationToken cancel)
    {
        await using var second = (NpgsqlConnection)((ICloneable)db).Clone();
        await second.OpenAsync(cancel);
        while (walk.Finding is null && walk.Last + (2 * Portion) <= highest)
        {
            var (first, then) = (walk.Ahead(walk.Last, Portion), walk.Ahead(walk.Last + Portion, Portion));
            // Reading waits in the kernel, so each takes a thread of its own.
            await Task.WhenAll(
                Task.Run(() => Read(db, first, first.First - 1, first.First - 1 + Portion, cancel), cancel),
                Task.Run(() => Read(second, then, then.First - 1, then.First - 1 + Portion, cancel), cancel));
            if (!walk.Join(first, Portion) || !walk.Join(then, Portion)) return;
        }
    }

    static async Task Read(NpgsqlConnection db, ChainWalk walk, long from, long to, CancellationToken cancel)
    {
        // Copying takes no parameters; these are numbers.
        var sql = string.Create(CultureInfo.InvariantCulture,
            $"""
            copy (
                select seq, prev_hash, hash, body, trail, at, operation, outcome, operator_id, target_id, target_label, organization_id
                from   audit
                where  seq > {from} and seq <= {to}
                order  by seq)
            to stdout (format binary)
            """);
        await using var copy = await db.BeginRawBinaryCopyAsync(sql, cancel);
        // Waiting in the kernel for a few milliseconds: a task for every row would double what reading costs.
        var row = new CopyRows(copy, 12);
        while (walk.Finding is null && row.Next())
            Take(walk, row);
    }

    static void Take(ChainWalk walk, CopyRows row)
    {
        var seq = row.Number(0);
        var body = row[3];
        if (walk.Take(seq, row[1], row[2], body) && new SearchColumns(row, 4, 5, 6, 7, 8, 9, 10, 11).DifferenceTo(body) is { } column)
            walk.Stop(new(AuditFault.ColumnEdited, seq,
                $"Row {seq}: {column} says something else than the row's body, so searching the audit misleads."));
    }
}
