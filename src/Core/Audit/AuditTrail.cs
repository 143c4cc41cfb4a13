using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsBot.Core.Operations;
using OpsBot.Core.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>The one way into the audit: a row that is part of the transaction that changes the state.</summary>
public static partial class AuditTrail
{
    /// <summary>The audit itself, as something that is read out, signed or verified.</summary>
    internal static Target Whole { get; } = new("audit", Guid.Empty, "the audit");

    extension(Work work)
    {
        /// <summary>Leaves a row: it takes its place in the chain when the work commits, and if it cannot, nothing commits.</summary>
        public Task Audit(AuditEntry entry, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            work.Append(Body(entry));
            return Task.CompletedTask;
        }
    }

    // Ids, times and words of OpsBot's own; everything else may hold what somebody typed.
    static readonly HashSet<string> ours = ["trail", "at", "operation", "outcome", "operatorId", "id", "organization", "kind"];

    /// <summary>The text that is hashed: the entry as JSON, as declared, time in UTC to the microsecond, texts without secrets.</summary>
    internal static string Body(AuditEntry entry)
    {
        var at = entry.At.ToUniversalTime();
        var exact = entry with { At = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)) };
        var node = JsonSerializer.SerializeToNode(exact, Json.Options)!;
        Clean(node);
        var body = node.ToJsonString(Json.Options);
        // Postgres' JSON cannot hold the zero character, and a command must not fail because somebody pasted one.
        return body.Contains(@"\u0000", StringComparison.Ordinal) ? Zero.Replace(body, @"$1\ufffd") : body;
    }

    static void Clean(JsonNode node)
    {
        if (node is JsonObject members)
            foreach (var (name, value) in members.ToList())
                if (value is JsonValue text && !ours.Contains(name) && text.TryGetValue<string>(out var said)) members[name] = Clean(said);
                else if (value is JsonObject or JsonArray) Clean(value);
        if (node is JsonArray items)
            for (var i = 0; i < items.Count; i++)
                if (items[i] is JsonValue text && text.TryGetValue<string>(out var said)) items[i] = Clean(said);
                else if (items[i] is { } item) Clean(item);
    }

    /// <summary>As it stands in the audit, without secrets and card numbers.</summary>
    internal static string Clean(string text) => CardNumbers.Without(string.Join("\n", MaskSecrets.InLines(text.Split("\n"))));

    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u0000")]
    static partial Regex Zero { get; }
}
