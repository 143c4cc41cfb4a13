using System.Text.RegularExpressions;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>The one way into the audit: a row that is part of the transaction that changes the state.</summary>
public static partial class AuditTrail
{
    extension(Work work)
    {
        /// <summary>
        /// Writes a row that takes its place in the chain when the transaction commits; if it cannot, the commit fails.
        /// </summary>
        public Task Audit(AuditEntry entry, CancellationToken cancel) =>
            work.Execute("insert into audit_intake (body) values (@Body)", new { Body = Body(entry) }, cancel);
    }

    /// <summary>The text that is hashed: the entry as JSON, members in declared order, time in UTC to the microsecond.</summary>
    internal static string Body(AuditEntry entry)
    {
        var at = entry.At.ToUniversalTime();
        var body = Json.Text(entry with { At = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)) });
        // Postgres' JSON cannot hold the zero character, and a command must not fail because somebody pasted one.
        return body.Contains(@"\u0000", StringComparison.Ordinal) ? Zero.Replace(body, @"$1\ufffd") : body;
    }

    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u0000")]
    static partial Regex Zero { get; }
}
