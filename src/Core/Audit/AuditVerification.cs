using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>Checks every row, every column and every checkpoint of an audit, in a database or in an export.</summary>
public static class AuditVerification
{
    // By portions, so that the first wrong row ends the reading. Small enough to be sorted in memory: a table
    // without statistics, just restored, is read by another index than that of its numbers.
    const int Portion = 4_000;

    sealed record CheckpointRow(long Count, byte[] Head, DateTimeOffset At, string KeyId, byte[] Signature);

    /// <summary>Reads it once from its first row to its last; what is appended meanwhile is not looked at.</summary>
    public static async Task<AuditVerdict> OfDatabase(NpgsqlConnection db, AuditKeys keys, Checkpoint? posted, CancellationToken cancel)
    {
        // Checkpoints first: those that come later speak of rows that this reading may not see.
        var checkpoints = await Checkpoints(db, cancel);
        var walk = new ChainWalk(1, ChainHash.Genesis, new CheckpointWatch(posted is null ? checkpoints : [.. checkpoints, posted], keys));
        await Walk(db, walk, cancel);
        walk.End();
        var access = await AuditAccess.Of(db, cancel);
        var finding = walk.Finding ?? await AuditGuards.Check(db, cancel) ?? access.Finding;
        return new(walk.Last, walk.Head)
        {
            Finding = finding, Checkpoint = walk.Watch.Passed, Notes = [.. Notes(walk, keys), .. access.AsOwner ? [$"{AuditAccess.AsOwner}. {AuditAccess.HowNot}"] : Array.Empty<string>()],
        };
    }

    /// <summary>Checks an export without any database; the refusal says why a file is not one.</summary>
    public static Task<Result<AuditVerdict>> OfExport(Stream file, AuditKeys keys, Checkpoint? posted, CancellationToken cancel) =>
        ExportVerification.Of(file, keys, posted, cancel);

    /// <summary>Only what was added since the last checkpoint, and that the checkpoint itself still stands.</summary>
    internal static async Task<AuditVerdict> SinceLastCheckpoint(NpgsqlConnection db, AuditKeys keys, CancellationToken cancel)
    {
        var checkpoints = await Checkpoints(db, cancel);
        var last = checkpoints.Count > 0 ? checkpoints[^1] : null;
        var watch = new CheckpointWatch(last is null ? [] : [last], keys);
        var walk = last is null ? new ChainWalk(1, ChainHash.Genesis, watch)
            : new ChainWalk(last.Count, await Before(db, last.Count, cancel), watch);
        await Walk(db, walk, cancel);
        walk.End();
        var finding = walk.Finding ?? await AuditGuards.Check(db, cancel) ?? (await AuditAccess.Of(db, cancel)).Finding;
        return new(walk.Last, walk.Head) { Finding = finding, First = walk.First, Checkpoint = walk.Watch.Passed };
    }

    static async Task<byte[]> Before(NpgsqlConnection db, long seq, CancellationToken cancel) =>
        await db.Find<byte[]>("select prev_hash from audit where seq = @Seq", new { Seq = seq }, cancel) is { Length: ChainHash.Length } before ? before : ChainHash.Genesis;

    internal static async Task<IReadOnlyList<Checkpoint>> Checkpoints(NpgsqlConnection db, CancellationToken cancel) =>
    [
        .. (await db.List<CheckpointRow>("select count, head, at, key_id, signature from audit_checkpoints order by count", null, cancel))
            .Select(row => new Checkpoint(row.Count, ChainHash.Hex(row.Head)) { Seal = new(row.At, row.KeyId, ChainHash.Hex(row.Signature)) }),
    ];

    sealed record Ends(long Lowest, long Highest);

    static async Task Walk(NpgsqlConnection db, ChainWalk walk, CancellationToken cancel)
    {
        var ends = await db.Get<Ends>("select coalesce(min(seq), 1) as lowest, coalesce(max(seq), 0) as highest from audit", null, cancel);
        if (ends.Lowest < 1) walk.Misses(ends.Lowest);
        while (walk.Finding is null && walk.Last < ends.Highest)
        {
            var to = Math.Min(walk.Last + Portion, ends.Highest);
            await Walk(db, walk, walk.Last, to, cancel);
            if (walk.Finding is null && walk.Last < to)
                walk.Misses(await db.Get<long>("select min(seq) from audit where seq > @Last", new { walk.Last }, cancel));
        }
    }

    static async Task Walk(NpgsqlConnection db, ChainWalk walk, long from, long to, CancellationToken cancel)
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
            walk.Stop(new(AuditFault.ColumnEdited, seq, $"Row {seq}: {column} says something else than the row's body, so searching the audit misleads."));
    }

    static List<string> Notes(ChainWalk walk, AuditKeys keys)
    {
        var notes = new List<string>();
        if (walk.Watch.Proven is { } proven)
            notes.Add(proven.Count == walk.Last ? "A signed checkpoint confirms all of it." : $"A signed checkpoint confirms the rows up to {proven.Count}.");
        if (walk.Watch.Proven is null && walk.Finding is null)
            notes.Add(keys.Any ? "No signed checkpoint confirms it yet." : "Signatures were not checked: there was no key (OPSBOT_Audit__Key).");
        return notes;
    }
}
