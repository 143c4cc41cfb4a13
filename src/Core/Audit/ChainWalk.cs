namespace OpsBot.Core.Audit;

/// <summary>Follows the chain row by row and stops at the first thing that is wrong.</summary>
sealed class ChainWalk
{
    // How far a row may have been moved for the message to still tell where it came from.
    const int Reach = 1000;

    // Of a part that was read ahead: where it starts is not known yet, and which of its rows a checkpoint speaks of.
    readonly List<(long Seq, string Head)> seen = [];
    readonly List<long> asked = [];
    readonly byte[] start = new byte[ChainHash.Length];
    bool startsAnywhere;

    readonly byte[] head = new byte[ChainHash.Length];
    readonly byte[] computed = new byte[ChainHash.Length];
    readonly byte[] digest = new byte[ChainHash.Length];

    /// <summary>From that row on, which follows a row of that hash.</summary>
    public ChainWalk(long first, ReadOnlySpan<byte> before, CheckpointWatch watch)
    {
        (First, Last, Watch) = (first, first - 1, watch);
        before.CopyTo(head);
        watch.SkipBefore(first);
    }

    /// <summary>A walk over a part that lies ahead, to be joined when this one has come there.</summary>
    public ChainWalk Ahead(long last, int rows)
    {
        var ahead = new ChainWalk(last + 1, ChainHash.Genesis, new CheckpointWatch([], AuditKeys.None)) { startsAnywhere = true };
        ahead.asked.AddRange(Watch.Between(last + 1, last + rows));
        return ahead;
    }

    /// <summary>Goes on at the end of the part, if it is whole and starts where this walk is.</summary>
    public bool Join(ChainWalk part, int rows)
    {
        var fits = part.Finding is null && part.First == Last + 1 && part.Last == Last + rows && part.start.AsSpan().SequenceEqual(head);
        if (!fits) return false;
        foreach (var (seq, at) in part.seen)
            if (Watch.At(seq, at) is { } finding) return Stop(finding);
        part.head.CopyTo(head, 0);
        Last = part.Last;
        return true;
    }

    public long First { get; }

    public long Last { get; private set; }

    public Finding? Finding { get; private set; }

    public CheckpointWatch Watch { get; }

    public string Head => ChainHash.Hex(head);

    /// <summary>A row as it is stored; false when it is wrong, and then the walk is over.</summary>
    public bool Take(long seq, ReadOnlySpan<byte> before, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> body)
    {
        if (seq != Last + 1) return Misses(seq);
        if (startsAnywhere && before.Length == head.Length) StartFrom(before);
        ChainHash.OfBody(body, digest);
        ChainHash.OfRow(head, seq, digest, computed);
        if (!hash.SequenceEqual(computed) || !before.SequenceEqual(head)) return Stop(Break(seq, before, hash));
        return Advance();
    }

    /// <summary>A row without the hash before it: that of the row before is the only one there is.</summary>
    public bool Take(long seq, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> body) => Take(seq, head, hash, body);

    /// <summary>A row of which only the digest is known.</summary>
    public bool Take(ReadOnlySpan<byte> bodyDigest)
    {
        ChainHash.OfRow(head, Last + 1, bodyDigest, computed);
        return Advance();
    }

    /// <summary>Something is wrong with a row beside its place in the chain.</summary>
    public bool Stop(Finding finding)
    {
        Finding = finding;
        return false;
    }

    /// <summary>Another row than the next one comes.</summary>
    public bool Misses(long seq) => Stop(Gap(seq));

    /// <summary>No row follows, so no checkpoint may have seen more, but for one that may speak of later rows.</summary>
    public void End(Checkpoint? mayBeLater = null)
    {
        if (Finding is null && Watch.End(Last, mayBeLater) is { } finding) Stop(finding);
    }

    void StartFrom(ReadOnlySpan<byte> before)
    {
        startsAnywhere = false;
        before.CopyTo(start);
        before.CopyTo(head);
    }

    bool Advance()
    {
        computed.CopyTo(head, 0);
        Last++;
        if (seen.Count < asked.Count && asked[seen.Count] == Last) seen.Add((Last, Head));
        return Last != Watch.Next || Watch.At(Last, Head) is not { } finding || Stop(finding);
    }

    Finding Gap(long seq) => seq > Last + 1
        ? new(AuditFault.Missing, Last + 1, seq == Last + 2 ? $"Row {Last + 1} is missing." : $"Rows {Last + 1} to {seq - 1} are missing.")
        : new(AuditFault.Reordered, seq, $"Row {seq} stands after row {Last}.");

    Finding Break(long seq, ReadOnlySpan<byte> before, ReadOnlySpan<byte> hash)
    {
        var follows = before.SequenceEqual(head);
        ChainHash.OfRow(before, seq, digest, computed);
        if (hash.SequenceEqual(computed))
            return Last < First
                ? new(AuditFault.Edited, seq, $"Row {seq} does not start from the hash that it must start from.")
                : new(AuditFault.Edited, Last, $"Row {Last} was changed and hashed anew: row {seq} still carries the hash that it had.");
        if (!follows && Origin(seq, before, hash) is { } origin)
            return new(AuditFault.Reordered, seq, $"At row {seq} stands what was written as row {origin}.");
        return new(AuditFault.Edited, seq, follows ? $"Row {seq} was edited: its content does not make the hash it has."
            : $"Row {seq} was edited: neither its hash nor the one before it fits.");
    }

    long? Origin(long seq, ReadOnlySpan<byte> before, ReadOnlySpan<byte> hash)
    {
        for (var candidate = Math.Max(1, seq - Reach); candidate <= seq + Reach; candidate++)
        {
            ChainHash.OfRow(before, candidate, digest, computed);
            if (hash.SequenceEqual(computed)) return candidate;
        }
        return null;
    }
}
