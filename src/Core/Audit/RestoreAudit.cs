using System.Globalization;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

public sealed record RestoreAudit : ICommand<RestoreAudit, AuditRestored>
{
    public static Spec Spec { get; } = new(
        "audit restored", "Say that the database was restored from a backup, so that lost rows alarm no more")
    {
        Needs = Role.Admin, Guard = Guard.Giving, ReadsMuch = true,
        Examples = ["/audit restored reason:\"disk failed, restored from Monday's dump\""],
    };
}

public sealed record AuditRestored(long After, long Lost, DateTimeOffset At) : IAnswer
{
    public Reply Say() => new("The audit goes on after a restore")
    {
        Tone = Tone.Warning,
        Parts =
        [
            new Paragraph(RestoreAuditHandler.Effect(After, Lost)),
            new Paragraph("Keep the old checkpoints: they show what was lost. The next one is signed within the hour."),
        ],
        Buttons = [new Button("Verify", "/audit verify"), new Button("Write a checkpoint", "/audit checkpoint")],
    };
}

sealed class RestoreAuditHandler(AuditKeys keys, OutsideHeads heads) : IHandle<RestoreAudit, AuditRestored>
{
    sealed record Loss(long After, long Lost);

    internal static string Effect(long after, long lost) => string.Create(CultureInfo.InvariantCulture,
        $"Rows up to {after:N0} agree with what was signed. What was signed after that, up to row {lost:N0}, was lost with the restore.");

    public async Task<Result<Plan>> Plan(RestoreAudit command, Work work, CancellationToken cancel) =>
        (await Find(work, cancel)).Failed(out var loss, out var refusal) ? refusal
            : new Plan(AuditTrail.Whole, Effect(loss.After, loss.Lost))
            {
                Affects = new(Impact.Loss, "Nobody can prove from here on, by OpsBot alone, what the lost rows said."),
                Undo = Undo.Never(),
            };

    public async Task<Result<AuditRestored>> Handle(RestoreAudit command, Work work, CancellationToken cancel)
    {
        if ((await Find(work, cancel)).Failed(out var loss, out var refusal)) return refusal;
        var epoch = await AuditEpochs.Begin(work, keys, loss.After, cancel);
        var restored = new AuditRestored(loss.After, loss.Lost, epoch.At);
        await work.Say($"audit-restored:{epoch.Number}", new To.Channel(Purpose.Audit), restored.Say(), cancel);
        return restored;
    }

    // The rows themselves must hold together: a restore takes rows away, it does not edit them.
    async Task<Result<Loss>> Find(Work work, CancellationToken cancel)
    {
        if ((await AuditVerification.OfDatabase(work.Db, keys, null, cancel)).Finding is { } broken)
            return Refuse($"The audit does not verify by itself, which a restore does not cause. {broken.Problem}");
        var outside = await heads.Read(work.Db, work.Now, cancel);
        var expected = (await AuditEpochs.In(work.Db, keys, cancel)).Expected(outside.Checkpoints);
        var disagreeing = await AuditVerification.Disagreeing(work.Db, expected, cancel);
        if (disagreeing.Count == 0)
            return Refuse($"The audit agrees with all that is known of it, so no restore has to be told. {outside.Note}");
        var first = disagreeing.Min(checkpoint => checkpoint.Count);
        var agreeing = expected.Except(disagreeing).Select(checkpoint => checkpoint.Count).Where(count => count < first);
        return new Loss(agreeing.DefaultIfEmpty(0).Max(), disagreeing.Max(checkpoint => checkpoint.Count));
    }

    static Refusal Refuse(string sentence) => new(sentence) { WaysOn = [new("Verify", "/audit verify")] };
}
