using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>
/// Moves an instance along its life: compare-and-swap, so that a move from a state it left changes nothing, and says so. Whoever moves one
/// holds its lock. A job moves only what its own command set going, and that is known by the trail.
/// </summary>
static class InstanceMoves
{
    internal static string[] Moving { get; } =
        [.. Enum.GetValues<InstanceState>().Where(InstanceLife.Of.IsMoving).Select(state => state.Snake())];

    extension(Work work)
    {
        /// <summary>The instance, if the move is legal now.</summary>
        public async Task<Result<Instance>> Movable(InstanceId id, Move<InstanceState> move, CancellationToken cancel)
        {
            var instance = await Instance.Get(work.Db, id, cancel);
            // What was stopped and runs all the same can be stopped again.
            var runsUnasked = instance.RunsSince is not null && move == InstanceLife.Stop;
            return move.MayBegin(instance.State) || runsUnasked ? instance : InstanceLife.NotNow(instance, move.Name);
        }

        /// <summary>Starts a move that a job will finish.</summary>
        public async Task<Result<Instance>> Begin(InstanceId id, Move<InstanceState> move, CancellationToken cancel)
        {
            if ((await work.Movable(id, move, cancel)).Failed(out var instance, out var refusal)) return refusal;
            var moved = await work.Execute(
                """
                update instances
                set    state = @Via, state_before = state, trail = @Trail, differs_since = null, runs_since = null,
                       version = version + 1, changed_at = @Now
                where  id = @Id and state = @State and version = @Version
                """, new { instance.Id, instance.State, instance.Version, Via = move.Via!.Value, work.Trail, work.Now }, cancel);
            if (moved == 1) return instance;
            return new Refusal($"{instance.Slug} changed at this very moment, so nothing was done. Look at it again.")
            {
                WaysOn = [new("Show", $"/instance show {instance.Slug}")],
            };
        }

        /// <summary>Ends a move; refused where the instance is no longer this job's to move.</summary>
        public async Task<Refusal?> End(InstanceId id, Move<InstanceState> move, CancellationToken cancel) => await work.Execute(
            """
            update instances
            set    state = coalesce(@Done, state_before), state_before = null, trail = null, error = null, failed_at = null, attempts = 0,
                   broke_at = null, version = version + 1, changed_at = @Now,
                   deleted_at = case when @Done = 'deleted' then @Now::timestamptz end
            where  id = @Id and state = @Via and trail = @Trail
            """,
            new { Id = id, Done = move.Done?.Snake(), Via = move.Via!.Value, work.Trail, work.Now }, cancel) == 1
                ? null : new Refusal(await TakenOver(work, id, cancel));

        /// <summary>Gives a move up. Gives back what there is to say about it.</summary>
        public Task<string> GiveUp(InstanceId id, Move<InstanceState> move, Fallback otherwise, string error, CancellationToken cancel) =>
            otherwise == Fallback.Fail ? work.Fail(id, move, error, cancel) : work.GoBack(id, move, error, cancel);

        /// <summary>It failed in itself: it is in error and waits in the failed queue.</summary>
        public async Task<string> Fail(InstanceId id, Move<InstanceState> move, string error, CancellationToken cancel) =>
            await work.Execute(
            """
            update instances
            set    state = 'error', state_before = null, trail = null, error = @Error, failed_at = @Now, attempts = attempts + 1,
                   version = version + 1, changed_at = @Now
            where  id = @Id and state = @Via and trail = @Trail
            """,
            new { Id = id, Via = move.Via!.Value, Error = error, work.Trail, work.Now }, cancel) == 1
                ? error : await Left(work, id, error, cancel);

        /// <summary>
        /// Nothing was changed on the server: back to what it was, with the reason beside it. Whoever was moving it then has lost it.
        /// </summary>
        async Task<string> GoBack(InstanceId id, Move<InstanceState> move, string error, CancellationToken cancel) => await work.Execute(
            """
            update instances
            set    state = case when state_before = any (@Moving) then 'error' else state_before end,
                   state_before = null, trail = null, error = @Error, failed_at = @Now,
                   version = version + 1, changed_at = @Now
            where  id = @Id and state = @Via and trail = @Trail
            """,
            new { Id = id, Via = move.Via!.Value, Error = error, Moving, work.Trail, work.Now }, cancel) == 1
                ? error : await Left(work, id, error, cancel);
    }

    // Somebody else's by now: what this job found out about it is no longer what it is.
    static async Task<string> TakenOver(Work work, InstanceId id, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, id, cancel);
        return $"Something else took {instance.Slug} over meanwhile: it is {instance.State.Words()} now.";
    }

    static async Task<string> Left(Work work, InstanceId id, string error, CancellationToken cancel)
    {
        var takenOver = await TakenOver(work, id, cancel);
        return error == takenOver ? error : $"{error} {takenOver}";
    }
}

/// <summary>What a job was moving when it ended without its handler is in error, so that somebody looks at it.</summary>
sealed class StrandedInstances : IStranded
{
    public async Task Abandoned(Guid trail, string error, Work work, CancellationToken cancel)
    {
        // In the order in which everybody takes them, so that nobody waits for ever.
        var moving = await work.List<InstanceId>("select id from instances where trail = @trail order by id", new { trail }, cancel);
        foreach (var id in moving) await work.Lock(Target.Of(id, ""), cancel);
        await work.Execute(
            """
            update instances
            set    state = 'error', state_before = null, trail = null, error = @error, failed_at = @Now, attempts = attempts + 1,
                   version = version + 1, changed_at = @Now
            where  trail = @trail and state = any (@Moving)
            """,
            new
            {
                trail, error, work.Now, InstanceMoves.Moving,
            }, cancel);
    }
}
