using System.Text.RegularExpressions;
using OpsBot.Core.Instances.Logs;
using OpsBot.Core.Operations;
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

    /// <summary>The text that is hashed: the entry as JSON, members in declared order, time in UTC to the microsecond.</summary>
    internal static string Body(AuditEntry entry)
    {
        var at = entry.At.ToUniversalTime();
        var body = Json.Text(entry with
        {
            At = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)),
            Arguments = Clean(entry.Arguments),
            Reason = Clean(entry.Reason),
            Detail = Clean(entry.Detail),
        });
        // Postgres' JSON cannot hold the zero character, and a command must not fail because somebody pasted one.
        return body.Contains(@"\u0000", StringComparison.Ordinal) ? Zero.Replace(body, @"$1\ufffd") : body;
    }

    static string? Clean(string? text) => text is null ? null : CardNumbers.Without(string.Join("\n", MaskSecrets.InLines(text.Split("\n"))));

    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u0000")]
    static partial Regex Zero { get; }
}
