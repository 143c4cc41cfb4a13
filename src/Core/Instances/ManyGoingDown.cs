using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;

namespace OpsBot.Core.Instances;

sealed record StoppedMemo : ManyMemo
{
    /// <summary>Those that were told to stop, so that nobody tells them again.</summary>
    public HashSet<Guid> Told { get; init; } = [];
}

/// <summary>Stops many instances and sees that they are down: the same steps for all that stop many.</summary>
sealed class ManyGoingDown(NpgsqlDataSource source, ManyAtOnce many, IRuntime runtime, TimeProvider time)
{
    static readonly TimeSpan grace = TimeSpan.FromSeconds(30);
    static readonly TimeSpan patience = TimeSpan.FromMinutes(2);

    public IReadOnlyList<Step<TCommand, StoppedMemo>> Steps<TCommand>() =>
    [
        new("Stop its instances", async (_, run, cancel) =>
        {
            var all = await source.MovedBy(run.Trail, cancel);
            var left = all.Where(one => !run.Memo.IsDecided(one) && !run.Memo.Told.Contains(one.Id)).ToList();
            foreach (var (one, fault) in await many.Do(left, one => one.Address, Stop, cancel))
            {
                if (fault is null) run.Memo.Told.Add(one.Id);
                else if (!fault.MayPass || IsLate(run)) run.Memo.Decide(one, fault.Sentence);
            }
            var done = all.Count(one => run.Memo.IsDecided(one) || run.Memo.Told.Contains(one.Id));
            return done == all.Count ? StepResult.Next : new StepResult.LookAgain(TimeSpan.FromSeconds(1), $"{done} of {all.Count}");
        })
        {
            Undo = async (_, run, cancel) =>
            {
                var all = await source.MovedBy(run.Trail, cancel);
                var faults = new List<RuntimeFault>();
                foreach (var (one, fault) in await many.Do(all, one => one.Address, Start, cancel))
                {
                    run.Memo.Reopen(one);
                    if (fault is not null) faults.Add(fault);
                }
                return faults.Count > 0 ? faults[0].Result() : StepResult.Next;
            },
        },
        new("See that they are down", async (_, run, cancel) =>
        {
            var all = await source.MovedBy(run.Trail, cancel);
            var left = all.Where(one => !run.Memo.IsDecided(one)).ToList();
            foreach (var (one, decided) in await many.Do(left, one => one.Address, (one, within) => Look(one, IsLate(run), within), cancel))
                if (decided is not null) run.Memo.Decide(one, decided);
            var sure = all.Count(run.Memo.IsDecided);
            return sure == all.Count ? StepResult.Next
                : new StepResult.LookAgain(TimeSpan.FromSeconds(1), $"{sure} of {all.Count}");
        }) { OnlyLooks = true },
    ];

    bool IsLate(JobRun<StoppedMemo> run) => time.GetUtcNow() - run.StepStartedAt > patience;

    async Task<RuntimeFault?> Stop(OneOfMany one, CancellationToken cancel) => (await runtime.Stop(one.Runtime, grace, cancel)).Fault;

    async Task<RuntimeFault?> Start(OneOfMany one, CancellationToken cancel) => (await runtime.Start(one.Runtime, cancel)).Fault;

    /// <summary>Empty once it is down, why not where nobody can say for too long; null until then.</summary>
    async Task<string?> Look(OneOfMany one, bool late, CancellationToken cancel)
    {
        var seen = await runtime.State(one.Runtime, cancel);
        return seen.Failed(out var state, out var fault) ? (late ? fault.Sentence : null)
            : state.IsDown ? "" : late ? state.Sentence : null;
    }
}
