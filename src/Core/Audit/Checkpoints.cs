using Microsoft.Extensions.Logging;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Audit;

/// <summary>What writing a checkpoint came to: it, or nothing new to sign, or a chain that must not be signed.</summary>
public sealed record CheckpointOutcome(Checkpoint? Written, Finding? Finding);

/// <summary>Signs where the chain ends and posts that to the audit channel, out of the database's reach.</summary>
public sealed partial class Checkpoints(SystemWork system, AuditKeys keys, ILogger<Checkpoints> log)
{
    /// <summary>In a transaction of its own; what the schedule calls.</summary>
    public Task<CheckpointOutcome> Write(CancellationToken cancel) => system.Run("audit", work => Write(work, cancel), cancel);

    public async Task<CheckpointOutcome> Write(Work work, CancellationToken cancel)
    {
        // What is signed is vouched for, so all that came since the last signature is checked first.
        var verdict = await AuditVerification.SinceLastCheckpoint(work.Db, keys, cancel);
        if (verdict.Finding is { } finding)
        {
            await Alarm(work, finding, cancel);
            LogRefused(finding.Fault, finding.Row);
            return new(null, finding);
        }
        if (verdict.Count == 0) return new(null, null);
        var checkpoint = keys.Sign(verdict.Count, verdict.Head, work.Now);
        var seal = checkpoint.Seal!;
        var written = await work.Execute(
            """
            insert into audit_checkpoints (count, head, at, key_id, signature)
            values (@Count, @Head, @At, @KeyId, @Signature)
            on conflict (count) do nothing
            """,
            new { checkpoint.Count, Head = Convert.FromHexString(checkpoint.Head), seal.At, seal.KeyId, Signature = Convert.FromHexString(seal.Signature) }, cancel);
        if (written == 0) return new(null, null);
        await work.Say($"audit-checkpoint:{checkpoint.Count}", new To.Channel(Purpose.Audit), Posted(checkpoint), cancel);
        LogWritten(checkpoint.Count, checkpoint.Head);
        return new(checkpoint, null);
    }

    internal static Reply Posted(Checkpoint checkpoint) => new("Audit checkpoint")
    {
        Parts =
        [
            new Fields(
            [
                new("Rows", checkpoint.Count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)),
                new("Signed", new At(checkpoint.Seal!.At)),
                new("Head", new Code(checkpoint.Head)),
            ]),
            new Verbatim(checkpoint.Text),
            new Small("Give this line to audit verify: if rows up to here were changed or cut off, it says so."),
        ],
        Buttons = [new("Verify", $"/audit verify checkpoint:{CommandLine.Quote(checkpoint.Text)}")],
    };

    static async Task Alarm(Work work, Finding finding, CancellationToken cancel)
    {
        var reply = new Reply("The audit does not verify")
        {
            Tone = Tone.Bad,
            Parts = [new Notice(Tone.Bad, finding.Problem), new Paragraph("No checkpoint was signed. Keep the database as it is, keep the checkpoints posted here, and find out who had access to it.")],
            Buttons = [new("Verify all of it", "/audit verify")],
        };
        // One message for one finding, however often the schedule finds it again.
        var key = $"audit-alarm:{finding.Fault}:{finding.Row}";
        await work.Say(key, new To.Channel(Purpose.Audit), reply, cancel);
        await work.Say(key, new To.Channel(Purpose.Alerts), reply, cancel);
    }

    [LoggerMessage(LogLevel.Information, "Audit checkpoint signed: {Count} rows, head {Head}")]
    partial void LogWritten(long count, string head);

    [LoggerMessage(LogLevel.Critical, "Audit checkpoint refused: {Fault} at row {Row}")]
    partial void LogRefused(AuditFault fault, long? row);
}
