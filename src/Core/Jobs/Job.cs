using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

public readonly record struct JobId(Guid Value) : IId<JobId>
{
    public static string Prefix => "job";
    public static JobId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

public enum JobState
{
    [AlsoCalled("waiting")] Queued,
    Running,
    [AlsoCalled("done", "ok")] Succeeded,
    [AlsoCalled("error")] Failed,
    [AlsoCalled("canceled")] Cancelled,
}

/// <summary>The life of a job.</summary>
public static class JobLife
{
    public static readonly Move<JobState>
        Claim = new("claim", [JobState.Queued]) { Done = JobState.Running },
        TakeOver = new("take over from a dead worker", [JobState.Running]) { Done = JobState.Running },
        Wait = new("give back", [JobState.Running]) { Done = JobState.Queued },
        Succeed = new("all steps are done", [JobState.Running]) { Done = JobState.Succeeded },
        Fail = new("give up", [JobState.Running]) { Done = JobState.Failed },
        Cancel = new("cancel", [JobState.Running]) { Done = JobState.Cancelled };

    public static readonly Life<JobState> Of = new("a job", JobState.Queued, null, Claim, TakeOver, Wait, Succeed, Fail, Cancel);
}

/// <summary>A claimed job, as its row says.</summary>
sealed record Job(
    Guid Id, long Number, string Operation, string Arguments, string TargetKind, Guid TargetId, string TargetLabel, Guid? Organization,
    Guid Trail, Guid? OperatorId, string? Duty, string? Reason, string MessageKey, string Heading, string? Byline, string Memo,
    int Stumbles, string? GivingUp, string? Cancelling, DateTimeOffset? CancelAskedAt, DateTimeOffset? UnknownSince,
    DateTimeOffset CreatedAt, string Claim, string? Trace)
{
    public Target Target => new(TargetKind, TargetId, TargetLabel) { Organization = Organization };

    public JobFacts Facts => new(Id, Trail, Target, CreatedAt);

    /// <summary>By a person, and not because something failed.</summary>
    public bool IsCancelled => Cancelling is not null && GivingUp == Cancelling;

    /// <summary>Under this the log has the rest.</summary>
    public string Reference => Id.ToString("n")[^12..];

    public string Fault => $"A fault inside OpsBot (reference {Reference}).";
}

enum StepStage
{
    Running,

    /// <summary>It was done as far as this side goes, and is looked at again until it is there.</summary>
    Looking,

    /// <summary>To be tried again.</summary>
    Waiting,
    Done,
    Failed,
}

/// <summary>How a step stands, or its being taken back.</summary>
sealed record StepNote(
    string Name, bool Undo, StepStage State, int Tries, bool Unsure, bool MayPass, string? Detail,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    public bool HasEnded => State is StepStage.Done or StepStage.Failed;

    /// <summary>Whether there may be anything to take back.</summary>
    public bool MayHaveActed => Unsure || State is StepStage.Running or StepStage.Looking or StepStage.Done;

    public TimeSpan? Took => EndedAt - StartedAt;
}
