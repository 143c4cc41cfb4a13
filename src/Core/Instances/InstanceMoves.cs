using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>Moves an instance along its life.</summary>
static class InstanceMoves
{
    internal static Lived<InstanceState> Lived { get; } = new("instances", InstanceLife.Of,
        begins: ", differs_since = null, runs_since = null",
        ends: ", failed_at = null, attempts = 0, broke_at = null, deleted_at = case when @Done = 'deleted' then @Now::timestamptz end",
        fails: ", failed_at = @Now, attempts = attempts + 1",
        returns: ", failed_at = @Now");

    /// <summary>What is not up, or may not be, is after it.</summary>
    internal static readonly Move<InstanceState>[] BringingUp = [InstanceLife.Start, InstanceLife.Restart, InstanceLife.Retry];

    extension(Work work)
    {
        /// <summary>The instance, if the move is legal now.</summary>
        public async Task<Result<Instance>> Movable(InstanceId id, Move<InstanceState> move, CancellationToken cancel)
        {
            var instance = await Instance.Get(work.Db, id, cancel);
            // What was stopped and runs all the same can be stopped again.
            var runsUnasked = instance.RunsSince is not null && move == InstanceLife.Stop;
            if (!move.MayBegin(instance.State) && !runsUnasked) return InstanceLife.NotNow(instance, move.Name);
            // Else whoever may bring one up would take a part of the suspension back, which takes an admin.
            if (instance.IsPaused && BringingUp.Contains(move))
                return new Refusal(
                    $"{instance.OrganizationSlug} is suspended, so I can't {move.Name} {instance.Slug}. Resume the organization first.")
                {
                    WaysOn = [new("Resume", $"/org resume {instance.OrganizationSlug}")],
                };
            return instance;
        }

        /// <summary>Starts a move that a job will finish.</summary>
        public async Task<Result<Instance>> Begin(InstanceId id, Move<InstanceState> move, CancellationToken cancel)
        {
            if ((await work.Movable(id, move, cancel)).Failed(out var instance, out var refusal)) return refusal;
            if (await Lived.Begin(work, id, instance.State, instance.Version, move, cancel)) return instance;
            return new Refusal($"{instance.Slug} changed at this very moment, so nothing was done. Look at it again.")
            {
                WaysOn = [new("Show", $"/instance show {instance.Slug}")],
            };
        }

        /// <summary>Ends a move; refused where the instance is no longer this job's to move.</summary>
        public async Task<Refusal?> End(InstanceId id, Move<InstanceState> move, CancellationToken cancel) =>
            await Lived.End(work, id, move, cancel) ? null : new Refusal(await TakenOver(work, id, cancel));

        /// <summary>Gives a move up. Gives back what there is to say about it.</summary>
        public async Task<string> GiveUp(
            InstanceId id, Move<InstanceState> move, Fallback otherwise, string error, CancellationToken cancel)
        {
            if (await Lived.GiveUp(work, id, move, otherwise, error, cancel)) return error;
            // Somebody else's by now: what this job found out about it is no longer what it is.
            var takenOver = await TakenOver(work, id, cancel);
            return error == takenOver ? error : $"{error} {takenOver}";
        }
    }

    static async Task<string> TakenOver(Work work, InstanceId id, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, id, cancel);
        return $"Something else took {instance.Slug} over meanwhile: it is {instance.State.Words()} now.";
    }
}

sealed class StrandedInstances : IStranded
{
    public Task Abandoned(Guid trail, string error, Work work, CancellationToken cancel) =>
        InstanceMoves.Lived.Strand(work, trail, "instance", error, cancel);
}
