using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;

namespace OpsBot.Core.Instances;

sealed record StartedMemo : ManyMemo
{
    /// <summary>Those that were started, so that nobody starts them again.</summary>
    public HashSet<Guid> Started { get; init; } = [];
}

/// <summary>Brings many instances up and waits until they answer: the same steps for all that start many.</summary>
sealed class ManyComingUp(NpgsqlDataSource source, ManyAtOnce many, IRuntime runtime, TimeProvider time)
{
    public IReadOnlyList<Step<TCommand, StartedMemo>> Steps<TCommand>() =>
    [
        new("Start their containers", async (_, run, cancel) =>
        {
            var all = await source.MovedBy(run.Trail, cancel);
            var left = all.Where(one => !run.Memo.IsDecided(one) && !run.Memo.Started.Contains(one.Id)).ToList();
            foreach (var (one, fault) in await many.Do(left, one => one.Address, Start, cancel))
            {
                if (fault is null) run.Memo.Started.Add(one.Id);
                else run.Memo.Decide(one, fault);
            }
            var done = all.Count(one => run.Memo.IsDecided(one) || run.Memo.Started.Contains(one.Id));
            return done == all.Count ? StepResult.Next : new StepResult.LookAgain(TimeSpan.Zero, $"{done} of {all.Count}");
        }),
        new("Wait until they answer", async (_, run, cancel) =>
        {
            var all = await source.MovedBy(run.Trail, cancel);
            var late = time.GetUtcNow() - run.StepStartedAt > ComingUp.Patience;
            var left = all.Where(one => !run.Memo.IsDecided(one)).ToList();
            foreach (var (one, decided) in await many.Do(left, one => one.Address, (one, within) => Look(one, late, within), cancel))
                if (decided is not null) run.Memo.Decide(one, decided);
            var (up, sure) = (all.Count(one => run.Memo.HasWorked(one)), all.Count(run.Memo.IsDecided));
            return sure == all.Count ? StepResult.Next
                : new StepResult.LookAgain(TimeSpan.FromSeconds(1),
                    $"{up} of {all.Count} are up{(sure == up ? "" : $", {sure - up} failed")}");
        }) { OnlyLooks = true },
    ];

    async Task<string?> Start(OneOfMany one, CancellationToken cancel) =>
        (await runtime.Start(one.Runtime, cancel)).Failed(out _, out var fault) ? fault.Sentence : null;

    /// <summary>Empty once it is up, why not where it will not come up; null while nobody can say.</summary>
    async Task<string?> Look(OneOfMany one, bool late, CancellationToken cancel) =>
        (await runtime.State(one.Runtime, cancel)).Failed(out var state, out var fault) ? fault.Sentence
        : state.Readiness == Readiness.Ready ? ""
        : state.Readiness == Readiness.Failed || late ? state.Sentence
        : null;
}

/// <summary>One of those that a job moves, and where it runs.</summary>
sealed record OneOfMany(Guid Id, string Slug, string Address)
{
    public RuntimeTarget Runtime => new(Address, Slug);
}

static class MovedInstances
{
    /// <summary>Those that nobody else took over since.</summary>
    public static async Task<IReadOnlyList<OneOfMany>> MovedBy(this NpgsqlDataSource source, Guid trail, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<OneOfMany>(
            """
            select   i.id, i.slug, s.address
            from     instances i
            join     servers s on s.id = i.server_id
            where    i.trail = @trail
            order by i.id
            """, new { trail }, cancel);
    }
}
