using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>The part of a command that takes longer than a transaction: steps outside it, then one end inside it.</summary>
public interface ILongWork<TCommand, TAnswer> where TCommand : ICommand<TCommand, TAnswer> where TAnswer : IAnswer
{
    /// <summary>In order; each may run again after a crash, so each must be harmless twice.</summary>
    IReadOnlyList<Step<TCommand>> Steps { get; }

    /// <summary>How often it is tried when something outside does not answer.</summary>
    int Tries => 3;

    /// <summary>All steps are done: the state changes and the answer replaces the progress message.</summary>
    Task<Result<TAnswer>> Finish(TCommand command, JobRun run, Work work, CancellationToken cancel);

    /// <summary>It was given up: the state says so, and the answer says what can be done.</summary>
    Task<TAnswer> GiveUp(TCommand command, JobRun run, string error, Work work, CancellationToken cancel);
}

/// <summary>One thing a job does outside the database.</summary>
public sealed record Step<TCommand>(string Name, Func<TCommand, JobRun, CancellationToken, Task<StepResult>> Run);

/// <summary>How a step went.</summary>
public abstract record StepResult
{
    /// <summary>On to the next step.</summary>
    public static StepResult Next { get; } = new Done();

    public sealed record Done : StepResult;

    /// <summary>Not there yet; look again after that time. The worker is free meanwhile.</summary>
    public sealed record LookAgain(TimeSpan After, string? Detail = null) : StepResult;

    /// <summary>It may work later (a host that is away): tried again with growing pauses, up to a limit.</summary>
    public sealed record TryAgain(string Error) : StepResult;

    /// <summary>It will not work by itself.</summary>
    public sealed record Failed(string Error) : StepResult;
}

/// <summary>What a step knows of its job, and may note for later steps; notes survive a crash.</summary>
public sealed class JobRun(Guid id, Guid trail, Target target, int attempts, DateTimeOffset startedAt, DateTimeOffset now, Dictionary<string, string> notes)
{
    public Guid Id => id;

    /// <summary>The command it belongs to.</summary>
    public Guid Trail => trail;
    public Target Target => target;
    public int Attempts => attempts;
    public DateTimeOffset StartedAt => startedAt;
    public IReadOnlyDictionary<string, string> Notes => notes;

    /// <summary>Whether the whole job has taken longer than that.</summary>
    public bool Waited(TimeSpan patience) => now - startedAt > patience;

    public void Note(string name, string value) => notes[name] = value;
}

/// <summary>A noun whose things are moved by jobs: it is told of one that ended without its handler, so that nothing stays on its way.</summary>
public interface IStranded
{
    Task Abandoned(Guid trail, string error, Work work, CancellationToken cancel);
}

/// <summary>The lease is another's by now, and so is the job.</summary>
public sealed class JobLostException(Guid job) : OperationCanceledException($"Job {job} went on elsewhere.");

/// <summary>It could not even be given up as its handler would.</summary>
sealed record JobAbandoned(string Heading, string Reference) : IAnswer
{
    public Reply Say()
    {
        var whatBecameOfIt = $"“{Heading}” was given up half-way by a fault inside OpsBot. Look how things stand before you go on.";
        return Faults.Reply(whatBecameOfIt, Reference) with { Audience = Audience.Room };
    }
}
