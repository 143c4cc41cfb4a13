using OpsBot.Core.Replies;

namespace OpsBot.Core.Jobs;

/// <summary>
/// One thing a job does outside the database. It is known by its name: under that it is stored, also from one version to the next.
/// </summary>
public sealed record Step<TCommand, TMemo>(string Name, Func<TCommand, JobRun<TMemo>, CancellationToken, Task<StepResult>> Run)
    where TMemo : class
{
    /// <summary>For how long, from its own first start, it is looked at again or tried again.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often it is tried when something outside does not answer, or nobody knows whether it acted.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>What is said, with the patience, when that is over.</summary>
    public string Late { get; init; } = "It was not done";

    /// <summary>
    /// Asked first where the outside may have acted and nobody heard so: finds what was made under the job's own key, and says how
    /// that went. Null where there is nothing of it, and only then the step runs again.
    /// </summary>
    public Func<TCommand, JobRun<TMemo>, CancellationToken, Task<StepResult?>>? LookUp { get; init; }

    /// <summary>It changes nothing outside, so nothing of it can be left.</summary>
    public bool OnlyLooks { get; init; }

    /// <summary>What failed is left as it is, for somebody to look at; only for who cancels it is taken back.</summary>
    public bool StaysWhenFailed { get; init; }

    /// <summary>Takes back what it did, when the job is given up later; harmless twice, and where little or nothing was done.</summary>
    public Func<TCommand, JobRun<TMemo>, CancellationToken, Task<StepResult>>? Undo { get; init; }

    internal AnyStep Untyped => new(
        Name, Patience, Tries, Late, (command, run, cancel) => Run((TCommand)command, (JobRun<TMemo>)run, cancel),
        LookUp is null ? null : (command, run, cancel) => LookUp((TCommand)command, (JobRun<TMemo>)run, cancel),
        Undo is null ? null : (command, run, cancel) => Undo((TCommand)command, (JobRun<TMemo>)run, cancel))
    {
        OnlyLooks = OnlyLooks, StaysWhenFailed = StaysWhenFailed,
    };
}

/// <summary>A step of whichever command.</summary>
public sealed record AnyStep(
    string Name, TimeSpan Patience, int Tries, string Late, Func<object, JobRun, CancellationToken, Task<StepResult>> Run,
    Func<object, JobRun, CancellationToken, Task<StepResult?>>? LookUp, Func<object, JobRun, CancellationToken, Task<StepResult>>? Undo)
{
    public bool OnlyLooks { get; init; }

    public bool StaysWhenFailed { get; init; }
}

/// <summary>How a step went.</summary>
public abstract record StepResult
{
    /// <summary>On to the next step.</summary>
    public static StepResult Next { get; } = new Done();

    public sealed record Done : StepResult;

    /// <summary>Not there yet; look again after that time. The worker is free meanwhile.</summary>
    public sealed record LookAgain(TimeSpan After, string? Detail = null) : StepResult
    {
        /// <summary>What whoever reads the message can do meanwhile, beside cancelling it.</summary>
        public IReadOnlyList<Button> Ways { get; init; } = [];
    }

    /// <summary>Nothing was done, and it may work later (a host that is away): tried again with growing pauses, up to a limit.</summary>
    public sealed record TryAgain(string Error) : StepResult;

    /// <summary>The outside may have acted: it is looked up before it is said or done again.</summary>
    public sealed record Unknown(string Error) : StepResult;

    /// <summary>It will not work by itself.</summary>
    public sealed record Failed(string Error) : StepResult;
}
