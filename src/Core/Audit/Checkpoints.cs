using System.Globalization;
using Microsoft.Extensions.Logging;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Audit;

/// <summary>What writing a checkpoint came to: it, or nothing new to sign, or a chain that must not be signed.</summary>
public sealed record CheckpointOutcome(Checkpoint? Written, Finding? Finding);

/// <summary>Signs where the chain ends, and has that posted to the audit channel and kept in a file, out of the database's reach.</summary>
public sealed partial class Checkpoints(SystemWork system, AuditKeys keys, OutsideHeads heads, HeadFile file, ILogger<Checkpoints> log)
{
    // So long may nobody be able to look outside: chat is away, or the bot may not read there.
    static readonly TimeSpan longestAlone = TimeSpan.FromDays(1);

    /// <summary>In a transaction of its own; what the schedule calls.</summary>
    public Task<CheckpointOutcome> Write(CancellationToken cancel) => system.Run("audit", work => Write(work, cancel), cancel);

    public async Task<CheckpointOutcome> Write(Work work, CancellationToken cancel)
    {
        var outside = await heads.Read(work.Db, work.Now, cancel);
        // What is signed is vouched for, so all that came since the last signature is checked first.
        var verdict = await AuditVerification.SinceLastCheckpoint(work.Db, keys, outside, cancel);
        if (verdict.Finding is { } finding)
        {
            await Alarm(work, finding, cancel);
            return new(null, finding);
        }
        if (verdict.Count == 0) return new(null, null);
        var checkpoint = keys.Sign(verdict.Count, verdict.Head, work.Now, alone: !outside.IsKnown);
        var seal = checkpoint.Seal!;
        var written = await work.Execute(
            """
            insert into audit_checkpoints (count, head, at, key_id, signature, alone)
            values (@Count, @Head, @At, @KeyId, @Signature, @Alone)
            on conflict (count) do nothing
            """,
            new
            {
                checkpoint.Count, Head = Convert.FromHexString(checkpoint.Head), seal.At, seal.KeyId, seal.Alone,
                Signature = Convert.FromHexString(seal.Signature),
            }, cancel);
        if (written == 0) return new(null, null);
        await work.Say($"audit-checkpoint:{checkpoint.Count}", new To.Channel(Purpose.Audit), Posted(checkpoint, outside), cancel);
        work.AfterCommit(() => file.Add(checkpoint));
        if (seal.Alone) await WarnWhenLongAlone(work, outside, cancel);
        LogWritten(checkpoint.Count, checkpoint.Head);
        return new(checkpoint, null);
    }

    /// <summary>Right after a look outside: whether what was found there still stands in the database.</summary>
    public Task<Finding?> Compare(CancellationToken cancel) => system.Run("audit", async work =>
    {
        var finding = await AuditVerification.Disagreement(work.Db, keys, await heads.Read(work.Db, work.Now, cancel), cancel);
        if (finding is not null) await Alarm(work, finding, cancel);
        return finding;
    }, cancel);

    internal static Reply Posted(Checkpoint checkpoint, Outside? outside = null) => new("Audit checkpoint")
    {
        Parts =
        [
            new Paragraph(Words.Of(
                new Plain(string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Count:N0} rows, signed ")),
                new At(checkpoint.Seal!.At), new Plain("."))),
            .. checkpoint.Seal.Alone && outside is not null ? [new Notice(Tone.Warning, outside.Note)] : (IReadOnlyList<Part>)[],
            new Verbatim(checkpoint.Text),
            new Small("Proof of how the audit stood: if a row up to here is changed or cut off, this line shows it. OpsBot looks each hour."),
        ],
        Buttons = [new("Verify", $"/audit verify checkpoint:{CommandLine.Quote(checkpoint.Text)}")],
    };

    // Each day anew, until somebody has seen to it.
    static async Task WarnWhenLongAlone(Work work, Outside outside, CancellationToken cancel)
    {
        var since = await work.Get<DateTimeOffset?>(
            "select coalesce(max(at) filter (where not alone), min(at)) from audit_checkpoints", null, cancel);
        if (since is not { } last || work.Now - last < longestAlone) return;
        var reply = new Reply("The audit was not compared outside for a day")
        {
            Tone = Tone.Warning,
            Parts =
            [
                new Paragraph($"{outside.Note} Until that works, whoever owns the database could forge its past and have that signed."),
                new Paragraph("In Slack the bot needs the scopes channels:history and groups:history, in Discord Read Message History."),
            ],
            Buttons = [new("Verify the audit", "/audit verify")],
        };
        var key = string.Create(CultureInfo.InvariantCulture, $"audit-alone:{work.Now.UtcDateTime:yyyy-MM-dd}");
        await work.Say(key, new To.Channel(Purpose.Audit), reply, cancel);
        await work.Say(key, new To.Channel(Purpose.Alerts), reply, cancel);
    }

    async Task Alarm(Work work, Finding finding, CancellationToken cancel)
    {
        var reply = new Reply("The audit does not verify")
        {
            Tone = Tone.Bad,
            Parts =
            [
                new Notice(Tone.Bad, Sentences.Of(finding.Problem)),
                new Paragraph("Nothing was signed. Keep the database as it is, and the checkpoints posted here; find out who had access."),
            ],
            Buttons = [new("Verify all of it", "/audit verify")],
        };
        // One message for one finding, however often the schedule finds it again.
        var key = $"audit-alarm:{finding.Fault}:{finding.Row}";
        await work.Say(key, new To.Channel(Purpose.Audit), reply, cancel);
        await work.Say(key, new To.Channel(Purpose.Alerts), reply, cancel);
        LogRefused(finding.Fault, finding.Row);
    }

    [LoggerMessage(LogLevel.Information, "Audit checkpoint signed: {Count} rows, head {Head}")]
    partial void LogWritten(long count, string head);

    [LoggerMessage(LogLevel.Critical, "The audit does not verify: {Fault} at row {Row}")]
    partial void LogRefused(AuditFault fault, long? row);
}
