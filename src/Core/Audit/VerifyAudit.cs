using System.Globalization;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

public sealed record VerifyAudit(
    [Arg("a checkpoint from the audit channel, as it stands there", Named = true)] string? Checkpoint = null)
        : IQuestion<VerifyAudit, AuditVerified>
{
    public static Spec Spec { get; } = new("audit verify", "Check that no row of the audit was changed, removed or added unseen")
    {
        Needs = Role.Admin, ReadsMuch = true,
        Examples = ["/audit verify"],
    };
}

public sealed record AuditVerified(AuditVerdict Verdict, Checkpoint? LastCheckpoint, TimeSpan Took) : IAnswer
{
    public Reply Say() => new(Verdict.Ok ? "The audit is whole" : "The audit does not verify")
    {
        Tone = Verdict.Ok ? Tone.Good : Tone.Bad,
        Parts =
        [
            .. Verdict.Finding is { } finding ? [new Notice(Tone.Bad, Sentences.Of(finding.Problem))] : (IReadOnlyList<Part>)[],
            new Paragraph(Verdict.Ok ? $"All {Number(Verdict.Count)} rows stand as they were written: none changed, moved or cut off."
                : $"Before that, {Number(Verdict.Count)} rows stand as they were written."),
            new Paragraph(LastCheckpoint is { Seal: { } seal } last
                ? Words.Of(new Plain($"Last signed at row {Number(last.Count)}, "), new At(seal.At), new Plain("."))
                : "Nothing is signed yet."),
            .. Verdict.Notes.Select(note => new Paragraph(Sentences.Of(note))),
            new Small(Words.Of(
                new Plain($"Every row was read, in {Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s. "),
                new Plain("Fingerprint of all of it: "),
                new Code(Verdict.Head), new Plain(" (a copy with the same one has the same rows)."))),
        ],
        Buttons = Verdict.Ok ? [new("Write a checkpoint", "/audit checkpoint"), new("Search", "/audit search")]
            : Verdict.Finding?.Row is { } row ? [new("Show the row", $"/audit show {row}"), new("Search", "/audit search")]
                : [new("Search", "/audit search")],
    };

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

sealed class VerifyAuditHandler(AuditKeys keys, OutsideHeads heads, TimeProvider time) : IAnswerQuestion<VerifyAudit, AuditVerified>
{
    public async Task<Result<AuditVerified>> Answer(VerifyAudit question, Work work, CancellationToken cancel)
    {
        Checkpoint? posted = null;
        if (question.Checkpoint is { } text && (posted = Audit.Checkpoint.Parse(text)) is null)
            return new Refusal(
                "That is not a checkpoint. Copy the whole line from the audit channel: it begins with a number, a colon, and 64 letters and digits.");
        var started = time.GetTimestamp();
        var verdict = await AuditVerification.OfDatabase(work.Db, keys, posted, await heads.Read(work.Db, work.Now, cancel), cancel);
        var checkpoints = await AuditVerification.Checkpoints(work.Db, cancel);
        return new AuditVerified(verdict, checkpoints.Count > 0 ? checkpoints[^1] : null, time.GetElapsedTime(started));
    }
}
