using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>A command that is done to one instance.</summary>
public interface IOnInstance
{
    InstanceId Instance { get; }
}

/// <summary>
/// The frame of a verb: the instance is moved when it is asked, worked on by the steps, and moved again at the end, or back. The verb
/// itself says which move that is, what would happen, what is done, and how it reads.
/// </summary>
interface IMoveInstance<TCommand, TMemo, TAnswer> : IHandle<TCommand, TAnswer>, ILongWork<TCommand, TMemo, TAnswer>
    where TCommand : class, ICommand<TCommand, TAnswer>, IOnInstance where TMemo : class, new() where TAnswer : IAnswer
{
    Move<InstanceState> Move { get; }

    /// <summary>What would happen to it; the move is legal now.</summary>
    ValueTask<Result<Plan>> Foresee(TCommand command, Instance instance, Work work, CancellationToken cancel);

    /// <summary>How it reads: what it is now, or the error for which it was given up.</summary>
    TAnswer Answer(Instance instance, TMemo memo, string? error);

    /// <summary>What is written down beside the move when it is done.</summary>
    Task Keep(TCommand command, Instance instance, JobRun<TMemo> run, Work work, CancellationToken cancel) => Task.CompletedTask;

    Fallback Otherwise(TMemo memo) => Move.Otherwise;

    string? ILongWork<TCommand, TMemo, TAnswer>.SerialKey(TCommand command, Target target) => Turn(target);

    /// <summary>One after the other on one instance.</summary>
    string Turn(Target target) => target.Key;

    // Of two that would be one too many together, the second sees the first.
    async Task<IReadOnlyList<Target>> IHandle<TCommand, TAnswer>.Locks(TCommand command, Work work, CancellationToken cancel) =>
        InstanceMoves.BringingUp.Contains(Move) ? [await Entitlements.Counted(work, command.Instance, cancel)] : [];

    async Task<Result<Plan>> IHandle<TCommand, TAnswer>.Plan(TCommand command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Instance, Move, cancel)).Failed(out var instance, out var refusal)) return refusal;
        return InstanceMoves.BringingUp.Contains(Move) && await Entitlements.OneMore(work, instance, cancel) is { } tooMany ? tooMany
            : await Foresee(command, instance, work, cancel);
    }

    async Task<Result<TAnswer>> IHandle<TCommand, TAnswer>.Handle(TCommand command, Work work, CancellationToken cancel) =>
        (await work.Begin(command.Instance, Move, cancel)).Failed(out var instance, out var refusal)
            ? refusal : Answer(instance, new(), null);

    async Task<Result<TAnswer>> ILongWork<TCommand, TMemo, TAnswer>.Finish(
        TCommand command, JobRun<TMemo> run, Work work, CancellationToken cancel)
    {
        if (await work.End(command.Instance, Move, cancel) is { } lost) return lost;
        var instance = await Instance.Get(work.Db, command.Instance, cancel);
        await Keep(command, instance, run, work, cancel);
        return Answer(instance, run.Memo, null);
    }

    async Task<TAnswer> ILongWork<TCommand, TMemo, TAnswer>.GiveUp(
        TCommand command, JobRun<TMemo> run, string error, Work work, CancellationToken cancel)
    {
        // What could not be taken back is not what it was.
        var otherwise = run.IsUndone ? Fallback.GoBack : run.IsTakenBack ? Otherwise(run.Memo) : Fallback.Fail;
        error = await work.GiveUp(command.Instance, Move, otherwise, error, cancel);
        return Answer(await Instance.Get(work.Db, command.Instance, cancel), run.Memo, error);
    }
}
