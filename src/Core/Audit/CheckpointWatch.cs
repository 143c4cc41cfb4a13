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
            var state = State(checkpoint);
            if (Signature(checkpoint, state) is { } bad) return bad;
            if (checkpoint.Head != head)
                return new(AuditFault.Rewritten, seq,
                    $"Row {seq} does not have the hash that {Named(checkpoint)} saw: " +
                    $"rows after {Passed?.Count ?? 0} were written anew, hashes and all." +
                    (checkpoint.Where is null ? "" : Restored));
            Passed = checkpoint;
            if (state is SealState.Good) Proven = checkpoint;
        }
        return null;
    }

    /// <summary>The chain has ended; a checkpoint that saw more shows what was cut off.</summary>
    public Finding? End(long last, Checkpoint? mayBeLater)
    {
        var beyond = ahead.Where(checkpoint => checkpoint != mayBeLater).ToList();
        return beyond.Count == 0 ? null
            : beyond.Select(one => Signature(one, State(one))).FirstOrDefault(bad => bad is not null)
            ?? new(AuditFault.Truncated, last + 1,
                $"The audit ends at row {last}, but {Named(beyond[0])} saw {beyond[0].Count}: the newest rows were cut off." +
                (beyond[0].Where is null ? "" : Restored));
    }

    // None where nobody signed it, or nothing is there to check with.
    SealState? State(Checkpoint checkpoint) => checkpoint.Seal is { } seal && keys.Any ? keys.Check(checkpoint, seal) : null;

    static Finding? Signature(Checkpoint checkpoint, SealState? state) => state is not { } known ? null : known switch
    {
        // What needs the secret is compared with its row all the same; it only proves nothing to who has none.
        SealState.Good or SealState.NeedsSecret => null,
        SealState.Bad => new(AuditFault.BadSignature, checkpoint.Count,
            $"The signature of {Named(checkpoint)} is wrong: it was edited, or not made with the key {checkpoint.Seal!.KeyId}."),
        SealState.UnknownKey => new(AuditFault.BadSignature, checkpoint.Count,
            $"{Named(checkpoint)} is signed with the key {checkpoint.Seal!.KeyId}, which is not known here. " +
            "If it was in use once, put it into OPSBOT_Audit__OldKeys__0, or give its public half with --public-key."),
    };

    internal static string Named(Checkpoint checkpoint) => (checkpoint.Seal is { } seal
        ? string.Create(CultureInfo.InvariantCulture, $"the checkpoint at row {checkpoint.Count} of {seal.At:yyyy-MM-dd HH:mm} UTC")
        : $"the checkpoint at row {checkpoint.Count}") + (checkpoint.Where is { } where ? $" in {where}" : "");
}
