using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>
/// The part of a command that takes longer than a transaction: steps outside it, then one end inside it. It is queued by itself once the
/// command was handled. The memo is what one step leaves to those after it, and to the end; it survives a crash.
/// </summary>
public interface ILongWork<TCommand, TMemo, TAnswer> : ILongWork
    where TCommand : ICommand<TCommand, TAnswer> where TMemo : class, new() where TAnswer : IAnswer
{
    /// <summary>In order. Each may run again after a crash, so each is harmless twice, or looks up first whether it was done.</summary>
    IReadOnlyList<Step<TCommand, TMemo>> Steps { get; }

    /// <summary>What the steps have to know from the moment of asking.</summary>
    TMemo Remember(TCommand command, Work work) => new();

    /// <summary>Only one job of that key is unfinished at a time; whoever asks for the second is told of the first.</summary>
    string? SerialKey(TCommand command, Target target) => null;

    /// <summary>In some cases all of it was done when it was handled: then there is no job.</summary>
    bool IsLong(TCommand command, Work work) => true;

    /// <summary>Not before then; at once, unless it says so.</summary>
    DateTimeOffset? StartsAt(TCommand command, Work work) => null;

    /// <summary>While it only waits for its start, it is called off by that, and not by cancelling a job.</summary>
    WayOn? CallOff(TCommand command, Target target) => null;

    /// <summary>All steps are done: the state changes and the answer replaces the progress message. A refusal gives it up.</summary>
    Task<Result<TAnswer>> Finish(TCommand command, JobRun<TMemo> run, Work work, CancellationToken cancel);

    /// <summary>It was given up, what can be was taken back: the state says so, and the answer says what can be done.</summary>
    Task<TAnswer> GiveUp(TCommand command, JobRun<TMemo> run, string error, Work work, CancellationToken cancel);

    IReadOnlyList<AnyStep> ILongWork.Walk => [.. Steps.Select(step => step.Untyped)];

    string ILongWork.Remember(object command, Work work) => Json.Text(Remember((TCommand)command, work));

    string? ILongWork.SerialKey(object command, Target target) => SerialKey((TCommand)command, target);

    bool ILongWork.IsLong(object command, Work work) => IsLong((TCommand)command, work);

    DateTimeOffset? ILongWork.StartsAt(object command, Work work) => StartsAt((TCommand)command, work);

    WayOn? ILongWork.CallOff(object command, Target target) => CallOff((TCommand)command, target);

    JobRun? ILongWork.Open(JobFacts job, string memo) => Json.Reads<TMemo>(memo) is { } read ? new JobRun<TMemo>(job, read) : null;

    async Task<Result<IAnswer>> ILongWork.Finish(object command, JobRun run, Work work, CancellationToken cancel) =>
        (await Finish((TCommand)command, (JobRun<TMemo>)run, work, cancel)).Failed(out var answer, out var refusal)
            ? refusal : Result<IAnswer>.Of(answer);

    async Task<IAnswer> ILongWork.GiveUp(object command, JobRun run, string error, Work work, CancellationToken cancel) =>
        await GiveUp((TCommand)command, (JobRun<TMemo>)run, error, work, cancel);
}

/// <summary>Long work of which only the command's name is known.</summary>
public interface ILongWork
{
    IReadOnlyList<AnyStep> Walk { get; }

    string Remember(object command, Work work);

    string? SerialKey(object command, Target target);

    bool IsLong(object command, Work work);

    DateTimeOffset? StartsAt(object command, Work work);

    WayOn? CallOff(object command, Target target);

    /// <summary>None where another version has left a memo that this one can't read.</summary>
    JobRun? Open(JobFacts job, string memo);

    Task<Result<IAnswer>> Finish(object command, JobRun run, Work work, CancellationToken cancel);

    Task<IAnswer> GiveUp(object command, JobRun run, string error, Work work, CancellationToken cancel);
}

/// <summary>
/// A noun whose things are moved by jobs: it is told of one that ended without its handler, so that nothing stays on its way.
/// </summary>
public interface IStranded
{
    Task Abandoned(Guid trail, string error, Work work, CancellationToken cancel);
}

/// <summary>For long work whose steps leave each other nothing.</summary>
public sealed record NoMemo;
