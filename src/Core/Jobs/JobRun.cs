using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>What does not change about a job; its id is the key under which its doings outside are found again.</summary>
public sealed record JobFacts(Guid Id, Guid Trail, Target Target, DateTimeOffset AskedAt);

/// <summary>What a step knows of its job.</summary>
public abstract class JobRun(JobFacts job)
{
    public Guid Id => job.Id;

    /// <summary>The command it belongs to.</summary>
    public Guid Trail => job.Trail;

    public Target Target => job.Target;

    public DateTimeOffset AskedAt => job.AskedAt;

    /// <summary>When the step that runs now began first, however often it has been looked at or tried since.</summary>
    public DateTimeOffset StepStartedAt { get; internal set; }

    /// <summary>Whether all that had to be taken back was; asked when it is given up.</summary>
    public bool IsTakenBack { get; internal set; } = true;

    /// <summary>It was called off, or never begun, and nothing of it is left: what it was done to is what it was.</summary>
    public bool IsUndone { get; internal set; }

    internal abstract string MemoText { get; }
}

/// <summary>And what earlier steps have left for it.</summary>
public sealed class JobRun<TMemo>(JobFacts job, TMemo memo) : JobRun(job) where TMemo : class
{
    public TMemo Memo { get; set; } = memo;

    internal override string MemoText => Json.Text(Memo);
}
