using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>A command that is done to one server.</summary>
public interface IOnServer
{
    ServerId Server { get; }
}

/// <summary>
/// The frame of a verb: the server is moved when it is asked, worked on by the steps, and moved again at the end, or back. The verb itself
/// says which move that is, what would happen, what is done, and how it reads.
/// </summary>
interface IMoveServer<TCommand, TMemo, TAnswer> : IHandle<TCommand, TAnswer>, ILongWork<TCommand, TMemo, TAnswer>
    where TCommand : class, ICommand<TCommand, TAnswer>, IOnServer where TMemo : class, new() where TAnswer : IAnswer
{
    Move<ServerState> Move { get; }

    /// <summary>What would happen to it; the move is legal now.</summary>
    ValueTask<Result<Plan>> Foresee(TCommand command, Server server, Work work, CancellationToken cancel);

    /// <summary>What is written down beside the move when it is asked for; its job is queued in the same transaction.</summary>
    Task Begun(TCommand command, Work work, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>How it reads: what it is now, or the error for which it was given up.</summary>
    TAnswer Answer(Server server, TMemo memo, string? error);

    /// <summary>What is written down beside the move when it is done.</summary>
    Task Keep(TCommand command, Server server, JobRun<TMemo> run, Work work, CancellationToken cancel) => Task.CompletedTask;

    Fallback Otherwise(TMemo memo) => Move.Otherwise;

    string? ILongWork<TCommand, TMemo, TAnswer>.SerialKey(TCommand command, Target target) => Turn(target);

    /// <summary>One after the other on one server.</summary>
    string Turn(Target target) => target.Key;

    async Task<Result<Plan>> IHandle<TCommand, TAnswer>.Plan(TCommand command, Work work, CancellationToken cancel) =>
        (await work.Movable(command.Server, Move, cancel)).Failed(out var server, out var refusal)
            ? refusal : await Foresee(command, server, work, cancel);

    async Task<Result<TAnswer>> IHandle<TCommand, TAnswer>.Handle(TCommand command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Server, Move, cancel)).Failed(out var server, out var refusal)) return refusal;
        await Begun(command, work, cancel);
        return Answer(server, new(), null);
    }

    async Task<Result<TAnswer>> ILongWork<TCommand, TMemo, TAnswer>.Finish(
        TCommand command, JobRun<TMemo> run, Work work, CancellationToken cancel)
    {
        if (await work.End(command.Server, Move, cancel) is { } lost) return lost;
        await Keep(command, await Server.Get(work.Db, command.Server, cancel), run, work, cancel);
        return Answer(await Server.Get(work.Db, command.Server, cancel), run.Memo, null);
    }

    async Task<TAnswer> ILongWork<TCommand, TMemo, TAnswer>.GiveUp(
        TCommand command, JobRun<TMemo> run, string error, Work work, CancellationToken cancel)
    {
        // It serves somebody: what could not be taken back is said, and keeps nobody from trying again.
        var otherwise = run.IsUndone ? Fallback.GoBack : Otherwise(run.Memo);
        error = await work.GiveUp(command.Server, Move, otherwise, error, cancel);
        return Answer(await Server.Get(work.Db, command.Server, cancel), run.Memo, error);
    }
}
