using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>Checks every row, every column and every checkpoint of an audit, in a database or in an export.</summary>
public static class AuditVerification
{
    sealed record CheckpointRow(long Count, byte[] Head, DateTimeOffset At, string KeyId, byte[] Signature, bool Alone);

    /// <summary>Reads it once from its first row to its last, with nothing outside to compare with.</summary>
    public static Task<AuditVerdict> OfDatabase(NpgsqlConnection db, AuditKeys keys, Checkpoint? posted, CancellationToken cancel) =>
        OfDatabase(db, keys, posted, null, cancel);

    /// <summary>Reads it once from its first row to its last; what is appended meanwhile is not looked at.</summary>
    public static async Task<AuditVerdict> OfDatabase(
        NpgsqlConnection db, AuditKeys keys, Checkpoint? posted, Outside? outside, CancellationToken cancel)
    {
        // Checkpoints first: those that come later speak of rows that this reading may not see.
        var checkpoints = await Checkpoints(db, cancel);
        var epochs = await AuditEpochs.In(db, keys, cancel);
        var known = epochs.Expected([.. outside?.Checkpoints ?? [], .. posted is null ? [] : new[] { posted }]);
        var walk = new ChainWalk(1, ChainHash.Genesis, new CheckpointWatch([.. known, .. checkpoints], keys));
        await ChainReader.Walk(db, walk, cancel);
        walk.End();
        var access = await AuditAccess.Of(db, cancel);
        var finding = walk.Finding ?? epochs.Finding ?? await AuditGuards.Check(db, cancel) ?? access.Finding;
        List<string> notes = [.. Notes(walk, keys), .. outside is null ? [] : new[] { outside.Note }, .. epochs.List.Select(Told)];
        if (access.AsOwner) notes.Add($"{AuditAccess.AsOwner}. {AuditAccess.HowNot}");
        return new(walk.Last, walk.Head) { Finding = finding, Checkpoint = walk.Watch.Passed, Notes = notes };
    }

    static string Told(AuditEpoch epoch) => string.Create(CultureInfo.InvariantCulture,
        $"On {epoch.At:yyyy-MM-dd HH:mm} UTC it was said here that the database was restored from a backup; ") +
        $"what was signed before about rows after {epoch.After} is not expected.";

    /// <summary>Checks an export without any database; the refusal says why a file is not one.</summary>
    public static Task<Result<AuditVerdict>> OfExport(Stream file, AuditKeys keys, Checkpoint? posted, CancellationToken cancel) =>
        ExportVerification.Of(file, keys, posted, cancel);

    /// <summary>Only what was added since the last checkpoint, that this one still stands, and that all outside agrees.</summary>
    internal static async Task<AuditVerdict> SinceLastCheckpoint(
        NpgsqlConnection db, AuditKeys keys, Outside outside, CancellationToken cancel)
    {
        var checkpoints = await Checkpoints(db, cancel);
        var epochs = await AuditEpochs.In(db, keys, cancel);
        var known = epochs.Expected(outside.Checkpoints);
        var last = checkpoints.Count > 0 ? checkpoints[^1] : null;
        var watch = new CheckpointWatch(last is null ? known : [.. known, last], keys);
        var walk = last is null ? new ChainWalk(1, ChainHash.Genesis, watch)
            : new ChainWalk(last.Count, await Before(db, last.Count, cancel), watch);
        await ChainReader.Walk(db, walk, cancel);
        walk.End();
        var finding = walk.Finding ?? epochs.Finding ?? await Disagreement(db, known, cancel) ?? await Unguarded(db, cancel);
        return new(walk.Last, walk.Head) { Finding = finding, First = walk.First, Last = walk.Last, Checkpoint = walk.Watch.Passed };
    }

    /// <summary>What protects the rows, and who may write there, looked at without reading a row.</summary>
    internal static async Task<Finding?> Unguarded(NpgsqlConnection db, CancellationToken cancel) =>
        await AuditGuards.Check(db, cancel) ?? (await AuditAccess.Of(db, cancel)).Finding;

    /// <summary>Holds what is known outside against the rows it speaks of, and reads no others.</summary>
    internal static async Task<Finding?> Disagreement(NpgsqlConnection db, AuditKeys keys, Outside outside, CancellationToken cancel) =>
        await Disagreement(db, (await AuditEpochs.In(db, keys, cancel)).Expected(outside.Checkpoints), cancel);

    static async Task<Finding?> Disagreement(NpgsqlConnection db, IReadOnlyList<Checkpoint> known, CancellationToken cancel)
    {
        var disagreeing = await Disagreeing(db, known, cancel);
        return disagreeing.Count == 0 ? null : new(AuditFault.Rewritten, disagreeing[0].Count,
            $"Row {disagreeing[0].Count} is not the one that {CheckpointWatch.Named(disagreeing[0])} saw: " +
            $"rows were cut off or written anew.{CheckpointWatch.Restored}");
    }

    sealed record Link(long Seq, byte[] Hash);

    /// <summary>Those whose row has another hash or is gone, the earliest first.</summary>
    internal static async Task<IReadOnlyList<Checkpoint>> Disagreeing(
        NpgsqlConnection db, IReadOnlyList<Checkpoint> known, CancellationToken cancel)
    {
        var counts = known.Select(one => one.Count).ToArray();
        var rows = await db.List<Link>("select seq, hash from audit where seq = any(@counts)", new { counts }, cancel);
        var hashes = rows.ToDictionary(row => row.Seq, row => ChainHash.Hex(row.Hash));
        return [.. known.Where(one => hashes.GetValueOrDefault(one.Count) != one.Head).OrderBy(one => one.Count)];
    }

    static async Task<byte[]> Before(NpgsqlConnection db, long seq, CancellationToken cancel) =>
        await db.Find<byte[]>("select prev_hash from audit where seq = @seq", new { seq }, cancel) is { Length: ChainHash.Length } before
            ? before : ChainHash.Genesis;

    internal static async Task<IReadOnlyList<Checkpoint>> Checkpoints(NpgsqlConnection db, CancellationToken cancel) =>
    [
        .. (await db.List<CheckpointRow>(
            "select count, head, at, key_id, signature, alone from audit_checkpoints order by count", null, cancel))
            .Select(row => new Checkpoint(row.Count, ChainHash.Hex(row.Head))
            {
                Seal = new(row.At, row.KeyId, ChainHash.Hex(row.Signature)) { Alone = row.Alone },
            }),
    ];

    static List<string> Notes(ChainWalk walk, AuditKeys keys)
    {
        var notes = new List<string>();
        if (walk.Watch.Proven is { } proven)
            notes.Add(proven.Count == walk.Last ? "A signed checkpoint confirms all of it."
                : $"A signed checkpoint confirms the rows up to {proven.Count}.");
        if (walk.Watch.Proven is null && walk.Finding is null)
            notes.Add(keys.Any ? "No signed checkpoint confirms it yet."
                : "Signatures were not checked: there was no key (OPSBOT_Audit__Key).");
        return notes;
    }
}
