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
        // What was asked for may end before the posted checkpoint; all of the audit may not.
        walk.End(mayBeLater: export.Asked == Everything ? null : posted);
        return new AuditVerdict(shown, walk.Head) { Finding = walk.Finding, First = walk.First, Checkpoint = walk.Watch.Passed,
            Notes = Notes(walk, export, shown, posted, keys) };
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

    static List<string> Notes(ChainWalk walk, AuditExport export, int shown, Checkpoint? posted, AuditKeys keys)
    {
        if (walk.Finding is not null) return [];
        var hidden = walk.Last - walk.First + 1 - shown;
        List<string> notes =
            [$"{shown} {(shown == 1 ? "row" : "rows")}, from {walk.First} to {walk.Last}, unchanged and in order{(hidden > 0 ? $"; of {hidden} between them the file has digests only, as they were not asked for ({export.Asked})" : "")}."];
        notes.Add(walk.Watch switch
        {
            { Proven: { } proven } when proven.Count >= walk.Last => $"A signed checkpoint at row {proven.Count} confirms all of it.",
            { Proven: { } proven } =>
                $"A signed checkpoint confirms it up to row {proven.Count}; what comes after hangs together, but whoever made the file could have made that.",
            { Passed: { } passed } when passed == posted => $"It ends in the checkpoint that was given, up to row {passed.Count}.",
            _ when !keys.Any && export.Checkpoints.Count > 0 =>
                "It agrees with the checkpoints in the file, but their signatures were not checked: there was no key (OPSBOT_Audit__Key). A checkpoint from the audit channel (--checkpoint) proves it, too.",
            _ => "No checkpoint covers it, so it hangs together but does not prove itself: whoever made the file could have made all of it. Give a checkpoint from the audit channel (--checkpoint), or export again once there is a later one.",
        });
        if (posted is not null && posted.Count > walk.Last)
            notes.Add($"The checkpoint that was given is of row {posted.Count}, which is not in the file, so it says nothing about it.");
        return notes;
    }
}
