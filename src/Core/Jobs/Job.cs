using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>A queued piece of long work, as its row says.</summary>
sealed record Job(
    Guid Id, string Operation, string Arguments, string TargetKind, Guid TargetId, string TargetLabel, Guid? Organization,
    Guid Trail, Guid? OperatorId, string? Reason, string MessageKey, string Heading, string? Byline, int Step, string Memo, int Attempts,
    int Stumbles, DateTimeOffset CreatedAt, string Claim, string? Trace)
{
    public Target Target => new(TargetKind, TargetId, TargetLabel) { Organization = Organization };

    public JobRun Run(DateTimeOffset now) => new(Id, Trail, Target, Attempts, CreatedAt, now, Json.Read<Dictionary<string, string>>(Memo));

    /// <summary>The living message: each step with how far it has come.</summary>
    public Reply Progress(IReadOnlyList<string> steps, int at, string? detail) => new(Heading)
    {
        Audience = Audience.Room,
        Parts = [new Progress([.. steps.Select((name, i) => new ProgressStep(name,
            i < at ? StepState.Done : i == at ? StepState.Running : StepState.Waiting, i == at ? detail : null))]),
            .. Byline is null ? Array.Empty<Part>() : [new Small(Byline)]],
    };
}
