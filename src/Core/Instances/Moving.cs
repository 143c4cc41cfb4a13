using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>Moves an instance along its life: compare-and-swap, so that a move from a state it left changes nothing.</summary>
static class Moving
{
    extension(Work work)
    {
        /// <summary>The instance, if the move is legal now.</summary>
        public async Task<Result<Instance>> Movable(InstanceId id, string by, CancellationToken cancel)
        {
            var instance = await Instance.Get(work.Db, id, cancel);
            return instance.State.After(by) is null ? InstanceLife.NotNow(instance, by) : instance;
        }

        /// <summary>Starts a move that a job will finish.</summary>
        public async Task<Result<Instance>> Begin(InstanceId id, string by, CancellationToken cancel)
        {
            if ((await work.Movable(id, by, cancel)).Refused(out var instance, out var refusal)) return refusal;
            await work.Execute(
                """
                update instances
                set    state = @To, state_before = state, trail = @Trail, version = version + 1, changed_at = @Now
                where  id = @Id and state = @From
                """, new { instance.Id, From = instance.State, To = instance.State.After(by)!.Value, work.Trail, work.Now }, cancel);
            return instance;
        }

        /// <summary>Ends a move; zero rows means that somebody else ended it, and then nothing is said twice.</summary>
        public async Task End(InstanceId id, InstanceState from, string by, CancellationToken cancel) => await work.Execute(
            """
            update instances
            set    state = @To, state_before = null, trail = null, error = null, failed_at = null, attempts = 0, version = version + 1, changed_at = @Now,
                   deleted_at = case when @To = 'deleted' then @Now::timestamptz end
            where  id = @Id and state = @From
            """, new { Id = id, From = from, To = from.After(by) ?? throw new InvalidOperationException($"No move '{by}' from {from}."), work.Now }, cancel);

        /// <summary>It failed in itself: the instance is in error and waits in the failed queue.</summary>
        public async Task Fail(InstanceId id, InstanceState from, string error, CancellationToken cancel) => await work.Execute(
            """
            update instances
            set    state = 'error', state_before = null, trail = null, error = @Error, failed_at = @Now, attempts = attempts + 1, version = version + 1, changed_at = @Now
            where  id = @Id and state = @From
            """, new { Id = id, From = from, Error = error, work.Now }, cancel);

        /// <summary>Nothing was changed on the server: back to what it was, with the reason kept beside it.</summary>
        public async Task GoBack(InstanceId id, InstanceState from, string error, CancellationToken cancel) => await work.Execute(
            """
            update instances
            set    state = state_before, state_before = null, trail = null, error = @Error, failed_at = @Now, version = version + 1, changed_at = @Now
            where  id = @Id and state = @From
            """, new { Id = id, From = from, Error = error, work.Now }, cancel);
    }
}
