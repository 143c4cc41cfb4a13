using System.Text;
using System.Text.Json;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>Follows the chain through an export, with nothing else at hand.</summary>
static class ExportVerification
{
    static readonly string Everything = Lines.LineOf(new SearchAudit(new()));

    public static async Task<Result<AuditVerdict>> Of(Stream file, AuditKeys keys, Checkpoint? posted, CancellationToken cancel)
    {
        AuditExport? export;
        try
        {
            export = await JsonSerializer.DeserializeAsync<AuditExport>(file, Json.Options, cancel);
        }
        catch (JsonException e)
        {
            return new Refusal($"That is not an audit export: {e.Message}");
        }
        if (export is not { Format: AuditExport.Version, Items.Count: > 0 } || !ChainHash.TryParse(export.Before, out var before))
            return new Refusal($"That is not an audit export of the kind “{AuditExport.Version}”.");
        var checkpoints = export.Checkpoints.Select(Checkpoint.Parse).OfType<Checkpoint>().ToList();
        if (checkpoints.Count < export.Checkpoints.Count)
            return new Refusal("A checkpoint in the file is not one; the file is damaged.");
        var walk = new ChainWalk(export.First, export.First == 1 ? ChainHash.Genesis : before,
            new CheckpointWatch(posted is null ? checkpoints : [.. checkpoints, posted], keys));
        var shown = export.Items.TakeWhile(item => Take(walk, item)).Count(item => item.Body is not null);
        // One of all of it, made after the checkpoint was, has the row that it speaks of. Of any other the file itself cannot tell.
        walk.End(mayBeLater: export.Asked == Everything && posted?.Seal?.At <= export.At ? null : posted);
        var (proven, witness) = Proven(walk, posted);
        return new AuditVerdict(shown, walk.Head)
        {
            Finding = walk.Finding, First = walk.First, Last = walk.Last, Checkpoint = walk.Watch.Passed, Proven = proven,
            Notes = walk.Finding is not null ? []
                : [InIt(walk, export, shown), Proof(walk, export, proven, witness, keys), .. Beyond(walk, posted)],
        };
    }

    static bool Take(ChainWalk walk, ExportItem item)
    {
        if (item.Seq != walk.Last + 1) return walk.Misses(item.Seq);
        if (item.Digests is { } digests) return TakeHidden(walk, item.Seq, digests);
        return item is { Body: { } body, Hash: { } text } && ChainHash.TryParse(text, out var hash)
            ? walk.Take(item.Seq, hash, Encoding.UTF8.GetBytes(body))
            : walk.Stop(new(AuditFault.Edited, item.Seq, $"Row {item.Seq} of the file has no body or no hash."));
    }

    static bool TakeHidden(ChainWalk walk, long seq, string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length == 0 || length % ChainHash.Length != 0)
            return walk.Stop(new(AuditFault.Edited, seq, $"The digests from row {seq} on are damaged."));
        for (var at = 0; at < length; at += ChainHash.Length)
            if (!walk.Take(bytes.AsSpan(at, ChainHash.Length))) return false;
        return true;
    }

    /// <summary>By a signature whose key is at hand, or by the checkpoint that was given, which did not come with the file.</summary>
    static (long Row, string Witness) Proven(ChainWalk walk, Checkpoint? posted)
    {
        if (walk.Finding is not null) return (0, "");
        var signed = walk.Watch.Proven?.Count ?? 0;
        var given = posted is not null && posted.Count >= walk.First && posted.Count <= walk.Last ? posted.Count : 0;
        return given > signed ? (given, "The checkpoint that was given") : (signed, "A signed checkpoint");
    }

    static string InIt(ChainWalk walk, AuditExport export, int shown)
    {
        var hidden = walk.Last - walk.First + 1 - shown;
        return $"{shown} {(shown == 1 ? "row" : "rows")}, from {walk.First} to {walk.Last}, in order. "
            + (hidden == 0 ? "" : $"Of {hidden} between them it has digests only, as they were not asked for, it says ({export.Asked}). ")
            + $"What stands {(walk.First == 1 ? "" : "before and ")}after them it cannot tell.";
    }

    static string Proof(ChainWalk walk, AuditExport export, long proven, string witness, AuditKeys keys) =>
        proven == walk.Last ? $"{witness} at row {proven} confirms all of it."
        : proven > 0 ? $"{witness} confirms it up to row {proven}; what comes after hangs together, but whoever made the file could have "
            + "made that."
        : !keys.Any && export.Checkpoints.Count > 0
            ? "It agrees with the checkpoints in the file, but whoever made the file could have made those, too: their signatures were not "
                + "checked, because there was no key (--public-key, or OPSBOT_Audit__Key). A checkpoint from the audit channel "
                + "(--checkpoint) proves it as well."
        : "No checkpoint covers it, so it hangs together but does not prove itself: whoever made the file could have made all of it. "
            + "Give a checkpoint from the audit channel (--checkpoint), or export again once there is a later one.";

    static IEnumerable<string> Beyond(ChainWalk walk, Checkpoint? posted)
    {
        if (posted?.Count > walk.Last)
            yield return $"The checkpoint that was given is of row {posted.Count}, which is not in the file: it was made before that row, or "
                + "its end was cut off, and it cannot tell which.";
        if (posted?.Count < walk.First)
            yield return $"The checkpoint that was given is of row {posted.Count}, before those of the file, and says nothing about it.";
    }
}
