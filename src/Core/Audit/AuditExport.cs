using System.Text;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>
/// An export that can be verified offline: the rows asked for, and of those between them the digest that the chain needs.
/// </summary>
sealed record AuditExport(string Format, DateTimeOffset At, string By, string Asked, long First, string Before)
{
    public const string Version = "opsbot audit 1";

    /// <summary>Signed checkpoints that speak of rows in it.</summary>
    public IReadOnlyList<string> Checkpoints { get; init; } = [];

    /// <summary>Without a gap from the first on: rows, and runs of rows that were not asked for.</summary>
    public IReadOnlyList<ExportItem> Items { get; init; } = [];
}

/// <summary>A row with its body and hash, or the digests of a run of rows, one after the other, as base64.</summary>
sealed record ExportItem
{
    public long Seq { get; init; }
    public string? Hash { get; init; }
    public string? Body { get; init; }
    public string? Digests { get; init; }
}

/// <summary>A row as it is read for an export; the body only where it was asked for.</summary>
sealed record ExportRow(long Seq, byte[] Hash, byte[] Digest, string? Body);

static class ExportText
{
    public static string Json(AuditExport export, IReadOnlyList<ExportRow> rows)
    {
        var items = new List<ExportItem>();
        var hidden = new List<byte>();
        void EndRun(long next)
        {
            if (hidden.Count == 0) return;
            items.Add(new() { Seq = next - hidden.Count / ChainHash.Length, Digests = Convert.ToBase64String([.. hidden]) });
            hidden.Clear();
        }
        foreach (var row in rows)
        {
            if (row.Body is null) { hidden.AddRange(row.Digest); continue; }
            EndRun(row.Seq);
            items.Add(new() { Seq = row.Seq, Hash = ChainHash.Hex(row.Hash), Body = row.Body });
        }
        if (rows.Count > 0) EndRun(rows[^1].Seq + 1);
        return Values.Json.Text(export with { Items = items });
    }

    public static string Csv(IEnumerable<ExportRow> rows)
    {
        var text = new StringBuilder()
            .AppendCsv("row", "time", "outcome", "operation", "operator", "account", "workspace", "channel", "target kind", "target",
            "organization", "reason", "what came of it", "approvers", "effect", "arguments", "trail", "hash");
        foreach (var row in rows.Where(row => row.Body is not null))
        {
            var entry = Values.Json.Read<AuditEntry>(row.Body!);
            text.AppendCsv(row.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture), entry.At.ToString("O"),
                entry.Outcome.Words(), entry.Operation, entry.Operator, entry.Account, entry.Workspace,
                entry.Channel, entry.Target?.Kind, entry.Target?.Label, entry.Target?.Organization?.ToString(), entry.Reason, entry.Detail,
                string.Join("; ", entry.Approvers), entry.Plan?.Effect, entry.Arguments, entry.Trail.ToString("n"),
                ChainHash.Hex(row.Hash));
        }
        return text.ToString();
    }
}
