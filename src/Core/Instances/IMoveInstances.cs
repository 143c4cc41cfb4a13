using OpsBot.Core.Audit;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>What came of one of many: why it did not work, or nothing where it did.</summary>
public sealed record Moved(string Slug, string? Error);

/// <summary>Which they are, and what is known of each so far: why it did not work, or nothing where it did.</summary>
record ManyMemo
{
    public IReadOnlyList<Guid> Instances { get; init; } = [];

    public Dictionary<string, string> Said { get; init; } = [];

    public bool IsDecided(OneOfMany one) => Said.ContainsKey(Key(one));

    public bool HasWorked(OneOfMany one) => Said.GetValueOrDefault(Key(one)) == "";

    public void Decide(OneOfMany one, string error) => Said[Key(one)] = error;

    public void Reopen(OneOfMany one) => Said.Remove(Key(one));

    static string Key(OneOfMany one) => InstanceId.Of(one.Id).ToString();
}

/// <summary>
/// The frame of a verb that is done to many instances at once: they are locked, frozen in the plan, moved when it is asked, and each is
/// moved again at the end, with an audit row of its own. The verb itself says which, what is done, and how it reads.
/// </summary>
interface IMoveInstances<TCommand, TMemo, TAnswer> : IHandle<TCommand, TAnswer>, ILongWork<TCommand, TMemo, TAnswer>
    where TCommand : class, ICommand<TCommand, TAnswer> where TMemo : ManyMemo, new() where TAnswer : IAnswer
{
    // As many as one transaction may lock and one person oversee.
    private const int AtOnce = 200;

    Move<InstanceState> Move { get; }

    /// <summary>In the order of their ids; more than the limit are not asked for.</summary>
    Task<IReadOnlyList<Guid>> Which(TCommand command, Work work, int limit, CancellationToken cancel);

    /// <summary>What would happen to these; there may be more, which are left for the next time.</summary>
    ValueTask<Result<Plan>> Foresee(TCommand command, IReadOnlyList<PlannedOne> each, bool more, Work work, CancellationToken cancel);

    /// <summary>How it reads: what came of each, and why all that can be was taken back, where it was given up as a whole.</summary>
    TAnswer Answer(Target on, IReadOnlyList<Moved> each, string? takenBack);

    /// <summary>Moves what they belong to, in the same transaction.</summary>
    Task<Refusal?> Along(TCommand command, Work work, CancellationToken cancel) => Task.FromResult<Refusal?>(null);

    /// <summary>It was given up as a whole, and all that can be was taken back: what they belong to is what it was, too.</summary>
    Task Back(TCommand command, Work work, CancellationToken cancel) => Task.CompletedTask;

    async Task<Result<Plan>> IHandle<TCommand, TAnswer>.Plan(TCommand command, Work work, CancellationToken cancel)
    {
        var candidates = await Which(command, work, AtOnce + 1, cancel);
        // In one fixed order, so that two of these wait for each other rather than for ever; and before they are read, so that
        // what is shown and approved is what will be done.
        foreach (var id in candidates.Take(AtOnce)) await work.Lock(Target.Of(new InstanceId(id), ""), cancel);
        var each = await work.List<PlannedOne>(
            "select id, slug as label, version from instances where id = any (@Ids) and state = any (@From) order by id",
            new { Ids = candidates.Take(AtOnce).ToArray(), From = Move.From.Select(state => state.Snake()).ToArray() }, cancel);
        return await Foresee(command, each, candidates.Count > AtOnce, work, cancel);
    }

    async Task<Result<TAnswer>> IHandle<TCommand, TAnswer>.Handle(TCommand command, Work work, CancellationToken cancel)
    {
        var each = work.Plan!.Each!;
        if (await Along(command, work, cancel) is { } refusal) return refusal;
        foreach (var one in each)
            if ((await work.Begin(new InstanceId(one.Id), Move, cancel)).Fault is { } no)
                throw new InvalidOperationException($"{one.Label} is locked and as it was planned, and still: {no.Sentence}");
        return Answer(work.Plan.Target, [.. each.Select(one => new Moved(one.Label, null))], null);
    }

    bool ILongWork<TCommand, TMemo, TAnswer>.IsLong(TCommand command, Work work) => work.Plan!.Each!.Count > 0;

    TMemo ILongWork<TCommand, TMemo, TAnswer>.Remember(TCommand command, Work work) =>
        (TMemo)((ManyMemo)new TMemo() with { Instances = [.. work.Plan!.Each!.Select(one => one.Id)] });

    async Task<Result<TAnswer>> ILongWork<TCommand, TMemo, TAnswer>.Finish(
        TCommand command, JobRun<TMemo> run, Work work, CancellationToken cancel) => await End(command, run, work, null, cancel);

    Task<TAnswer> ILongWork<TCommand, TMemo, TAnswer>.GiveUp(
        TCommand command, JobRun<TMemo> run, string error, Work work, CancellationToken cancel) => End(command, run, work, error, cancel);

    private async Task<TAnswer> End(TCommand command, JobRun<TMemo> run, Work work, string? whole, CancellationToken cancel)
    {
        var takenBack = run.IsTakenBack ? whole : null;
        if (takenBack is not null) await Back(command, work, cancel);
        var each = new List<Moved>();
        foreach (var id in run.Memo.Instances.Select(InstanceId.Of))
        {
            await work.Lock(Target.Of(id, ""), cancel);
            var instance = await Instance.Get(work.Db, id, cancel);
            var noted = run.Memo.Said.TryGetValue(id.ToString(), out var known) ? known : whole ?? "It was not reached.";
            var error = noted.Length == 0
                ? (await work.End(id, Move, cancel))?.Sentence
                : await work.GiveUp(id, Move, run.IsUndone ? Fallback.GoBack : Move.Otherwise, noted, cancel);
            // One row for each, so that the audit of an instance tells what was done to it.
            await work.Audit(Execution.Entry(work, TCommand.Spec.Command, error is null ? AuditOutcome.Done : AuditOutcome.Failed) with
            {
                Target = instance.Target, Detail = error ?? $"It is {(Move.Done ?? instance.State).Words()}.",
            }, cancel);
            each.Add(new(instance.Slug, error));
        }
        return Answer(run.Target, each, takenBack);
    }
}
