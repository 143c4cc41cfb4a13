using System.Globalization;

namespace OpsBot.Core.Audit;

/// <summary>Holds each checkpoint against the row it speaks of, while the chain goes by.</summary>
sealed class CheckpointWatch(IEnumerable<Checkpoint> checkpoints, AuditKeys keys)
{
    /// <summary>What to do where it was no attack.</summary>
    internal const string Restored = " If the database was restored from a backup, `/audit restored` says so.";

    readonly List<Checkpoint> ahead = [.. checkpoints.OrderByDescending(checkpoint => checkpoint.Count)];

    /// <summary>The last one that the rows agree with.</summary>
    public Checkpoint? Passed { get; private set; }

    /// <summary>The last one that also carries a good signature.</summary>
    public Checkpoint? Proven { get; private set; }

    /// <summary>The number of the row at which to ask next; none left is beyond all rows.</summary>
    public long Next => ahead.Count > 0 ? ahead[^1].Count : long.MaxValue;

    /// <summary>What lies before the first row that is to be seen cannot be held against anything.</summary>
    public void SkipBefore(long first)
    {
        while (Next < first) ahead.RemoveAt(ahead.Count - 1);
    }

    /// <summary>The rows from one to another that are to be asked about, in order.</summary>
    public IEnumerable<long> Between(long first, long last) =>
        ahead.Select(checkpoint => checkpoint.Count).Where(count => count >= first && count <= last).Distinct().Order();

    public Finding? At(long seq, string head)
    {
        for (; Next == seq; ahead.RemoveAt(ahead.Count - 1))
        {
            var checkpoint = ahead[^1];
            if (Signature(checkpoint) is { } bad) return bad;
            if (checkpoint.Head != head)
                return new(AuditFault.Rewritten, seq,
                    $"Row {seq} does not have the hash that {Named(checkpoint)} saw: " +
                    $"rows after {Passed?.Count ?? 0} were written anew, hashes and all." +
                    (checkpoint.Where is null ? "" : Restored));
            Passed = checkpoint;
            if (checkpoint.Seal is not null && keys.Any) Proven = checkpoint;
        }
        return null;
    }

    /// <summary>The chain has ended; a checkpoint that saw more shows what was cut off.</summary>
    public Finding? End(long last, Checkpoint? mayBeLater)
    {
        var beyond = ahead.Where(checkpoint => checkpoint != mayBeLater).ToList();
        return beyond.Count == 0 ? null
            : beyond.Select(Signature).FirstOrDefault(bad => bad is not null)
            ?? new(AuditFault.Truncated, last + 1,
                $"The audit ends at row {last}, but {Named(beyond[0])} saw {beyond[0].Count}: the newest rows were cut off." +
                (beyond[0].Where is null ? "" : Restored));
    }

    Finding? Signature(Checkpoint checkpoint) => checkpoint.Seal is not { } seal || !keys.Any ? null : keys.Check(checkpoint, seal) switch
    {
        SealState.Good => null,
        SealState.Bad => new(AuditFault.BadSignature, checkpoint.Count, $"The signature of {Named(checkpoint)} is wrong: it was edited, or not made with the key {seal.KeyId}."),
        SealState.UnknownKey => new(AuditFault.BadSignature, checkpoint.Count, $"{Named(checkpoint)} is signed with the key {seal.KeyId}, which is not configured. If it was in use once, put it into OPSBOT_Audit__OldKeys__0."),
    };

    internal static string Named(Checkpoint checkpoint) => (checkpoint.Seal is { } seal
        ? string.Create(CultureInfo.InvariantCulture, $"the checkpoint at row {checkpoint.Count} of {seal.At:yyyy-MM-dd HH:mm} UTC")
        : $"the checkpoint at row {checkpoint.Count}") + (checkpoint.Where is { } where ? $" in {where}" : "");
}
