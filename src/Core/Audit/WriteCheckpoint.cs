using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

public sealed record WriteCheckpoint : ICommand<WriteCheckpoint, CheckpointWritten>
{
    public static Spec Spec { get; } = new("audit checkpoint", "Sign where the audit ends now and post it to the audit channel")
    {
        Needs = Role.Admin,
        Examples = ["/audit checkpoint"],
    };
}

public sealed record CheckpointWritten(Checkpoint Checkpoint) : IAnswer
{
    public Reply Say() => Checkpoints.Posted(Checkpoint) with { Tone = Tone.Good };
}

sealed class WriteCheckpointHandler(Checkpoints checkpoints) : IHandle<WriteCheckpoint, CheckpointWritten>
{
    public Task<Result<Plan>> Plan(WriteCheckpoint command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<Plan>>(
            new Plan(AuditTrail.Whole, "Signs the number of audit rows and the hash of the last one, and posts both to the audit channel.")
        { Undo = Undo.Needless("Nothing to undo: a checkpoint changes no row.") });

    public async Task<Result<CheckpointWritten>> Handle(WriteCheckpoint command, Work work, CancellationToken cancel) =>
        await checkpoints.Write(work, cancel) switch
        {
            { Written: { } written } => new CheckpointWritten(written),
            { Finding: { } finding } =>
                new Refusal($"The audit does not verify, so it was not signed. {finding.Problem}") { WaysOn = [new("Verify all of it",
                "/audit verify")] },
            _ => new Refusal("Nothing was added to the audit since the last checkpoint.") { WaysOn = [new("Verify", "/audit verify")] },
        };
}
