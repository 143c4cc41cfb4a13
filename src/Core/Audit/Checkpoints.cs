using System.Globalization;
using Microsoft.Extensions.Logging;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Audit;

/// <summary>What writing a checkpoint came to: it, or nothing new to sign, or a chain that must not be signed.</summary>
public sealed record CheckpointOutcome(Checkpoint? Written, Finding? Finding)
{
    internal static CheckpointOutcome Nothing { get; } = new(null, null);
}

/// <summary>Signs where the chain ends, and has that posted to the audit channel and kept in a file, out of the database's reach.</summary>
public sealed partial class Checkpoints(
    Transactions transactions, AuditKeys keys, OutsideHeads heads, HeadFile file, TimeProvider time, ILogger<Checkpoints> log)
{
    static readonly Actor me = Actor.OpsBot("audit");

    // So long may nobody be able to look outside: chat is away, or the bot may not read there.
    static readonly TimeSpan longestAlone = TimeSpan.FromDays(1);

    // So long after its start a process that remembers nothing waits for a first look outside.
    static readonly TimeSpan longestWait = TimeSpan.FromHours(1);

    readonly DateTimeOffset started = time.GetUtcNow();

    // What this process last found whole, which nobody changes in the database. Only where something outside can also excuse a restore.
    Checkpoint? remembered;

    /// <summary>In a transaction of its own; what the schedule calls.</summary>
    public Task<CheckpointOutcome> Write(CancellationToken cancel) => transactions.As(me, async work =>
    {
        var outside = await heads.Read(work.Db, work.Now, cancel);
        if (remembered is null && outside is { IsSomewhere: true, IsLookedAt: false } && work.Now - started < longestWait)
        {
            // Somebody may have deleted what was seen last. Whoever looks finds it again within minutes.
            LogWaits(outside.Note);
            return CheckpointOutcome.Nothing;
        }
        return await Write(work, outside, cancel);
    }, cancel);

    public async Task<CheckpointOutcome> Write(Work work, CancellationToken cancel) =>
        await Write(work, await heads.Read(work.Db, work.Now, cancel), cancel);

    async Task<CheckpointOutcome> Write(Work work, Outside outside, CancellationToken cancel)
    {
        // What is signed is vouched for, so all that came since the last signature is checked first.
        var verdict = await AuditVerification.SinceLastCheckpoint(work.Db, keys, With(outside), cancel);
        if (verdict.Finding is { } finding)
        {
            await Alarm(work, finding, cancel);
            return new(null, finding);
        }
        if (verdict.Count == 0) return CheckpointOutcome.Nothing;
        var checkpoint = keys.Sign(verdict.Count, verdict.Head, work.Now, alone: !outside.IsKnown);
        if (outside.IsSomewhere) remembered = checkpoint with { Where = "what this program remembers" };
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
        if (written == 0) return CheckpointOutcome.Nothing;
        await work.Say($"audit-checkpoint:{checkpoint.Count}", new To.Channel(Purpose.Audit), Posted(checkpoint, outside), cancel);
        work.AfterCommit(() => file.Add(checkpoint));
        if (seal.Alone) await WarnWhenLongAlone(work, outside, cancel);
        LogWritten(checkpoint.Count, checkpoint.Head);
        return new(checkpoint, null);
    }

    /// <summary>
    /// Right after a look outside: whether what was found there, which did not go through the database, still stands in it, and what
    /// guards it.
    /// </summary>
    public Task<Finding?> Compare(IReadOnlyList<Checkpoint> found, CancellationToken cancel) => transactions.As(me, async work =>
    {
        var outside = With(await heads.Read(work.Db, work.Now, cancel));
        outside = outside with { Checkpoints = [.. found.Union(outside.Checkpoints)] };
        return await AuditVerification.Disagreement(work.Db, keys, outside, cancel) ?? await AuditVerification.Unguarded(work.Db, cancel);
    }, cancel);

    public Task Alarm(Finding finding, CancellationToken cancel) => transactions.As(me, async work =>
    {
        await Alarm(work, finding, cancel);
        return true;
    }, cancel);

    Outside With(Outside outside) =>
        remembered is null ? outside : outside with { Checkpoints = [.. outside.Checkpoints, remembered] };

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

    /// <summary>A note says more about why it stands there.</summary>
    public static Reply Told(Finding finding, string? note = null) => new("The audit does not verify")
    {
        Tone = Tone.Bad,
        Parts =
        [
            new Notice(Tone.Bad, Sentences.Of(finding.Problem)),
            new Paragraph("Nothing was signed. Keep the database as it is, and the checkpoints posted here; find out who had access."),
            .. note is null ? [] : (IReadOnlyList<Part>)[new Small(note)],
        ],
        Buttons = [new("Verify all of it", "/audit verify")],
    };

    async Task Alarm(Work work, Finding finding, CancellationToken cancel)
    {
        var reply = Told(finding);
        // One message for one finding, however often the schedule finds it again.
        var key = $"audit-alarm:{finding.Fault}:{finding.Row}";
        await work.Say(key, new To.Channel(Purpose.Audit), reply, cancel);
        await work.Say(key, new To.Channel(Purpose.Alerts), reply, cancel);
        LogRefused(finding.Fault, finding.Row, finding.Problem);
    }

    [LoggerMessage(LogLevel.Information, "Audit checkpoint signed: {Count} rows, head {Head}")]
    partial void LogWritten(long count, string head);

    [LoggerMessage(LogLevel.Information, "Nothing is signed before somebody has looked outside. {Note}")]
    partial void LogWaits(string note);

    [LoggerMessage(LogLevel.Critical, "The audit does not verify: {Fault} at row {Row}. {Problem}")]
    partial void LogRefused(AuditFault fault, long? row, string problem);
}
