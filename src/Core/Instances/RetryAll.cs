using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record RetryAll : ICommand<RetryAll, AllRetried>
{
    public static Spec Spec { get; } = new("instance retry-all", "Retry every failed instance at once") { Verb = "Retry all", Examples = ["/instance retry-all", "/instance retry-all --dry-run"] };
}

public sealed record Retried(string Slug, string? Error);

public sealed record AllRetried(IReadOnlyList<Retried> Each) : IAnswer
{
    public Reply Say()
    {
        var failed = Each.Where(one => one.Error is not null).ToList();
        return new(failed.Count == 0 ? $"All {Each.Count} came up" : $"{Each.Count - failed.Count} of {Each.Count} came up")
        {
            Tone = failed.Count == 0 ? Tone.Good : Tone.Warning, Audience = Audience.Room,
            Parts = [new Table([new("Instance"), new("Result")], [.. Each.Take(50).Select(one => (IReadOnlyList<string>)[one.Slug, one.Error ?? "🟢 Running"])])],
            Buttons = failed.Count == 0 ? [new Button("Instances", "/instance list")] : [new Button("Failed", "/instance failed"), new Button("Retry all", "/instance retry-all")],
        };
    }
}

sealed class RetryAllHandler(NpgsqlDataSource source, IRuntime runtime, Catalog catalog, TimeProvider time) : IHandle<RetryAll, AllRetried>, ILongWork<RetryAll, AllRetried>
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    static readonly Target All = new("instances", Guid.Empty, "all failed instances");

    public async Task<Result<Plan>> Plan(RetryAll command, Work work, CancellationToken cancel)
    {
        var failed = await Failed(work, cancel);
        return failed.Count == 0
            ? new Refusal("No instance has failed, so there is nothing to retry.") { WaysOn = [new("Instances", "/instance list")] }
            : new Plan(All, failed.Count == 1 ? "Retry 1 failed instance" : $"Retry {failed.Count} failed instances")
            {
                Targets = failed.Count, Affects = string.Join(", ", failed.Take(10).Select(one => one.Slug)) + (failed.Count > 10 ? $" and {failed.Count - 10} more" : ""),
                Undo = "What fails again is back in the failed queue.",
            };
    }

    public async Task<Result<AllRetried>> Handle(RetryAll command, Work work, CancellationToken cancel)
    {
        var begun = new List<Retried>();
        foreach (var one in await Failed(work, cancel))
        {
            await work.Lock(new Target("instance", one.Id.Value, one.Slug), cancel);
            // One that somebody else took up meanwhile is theirs.
            if ((await work.Begin(one.Id, "retry", cancel)).Refusal is null) begun.Add(new(one.Slug, null));
        }
        if (begun.Count == 0) return new Refusal("Somebody else is retrying them already.");
        await work.Queue(catalog, command, All, InstanceFaults.First($"Retrying {begun.Count} failed {(begun.Count == 1 ? "instance" : "instances")}", Steps), cancel);
        return new AllRetried(begun);
    }

    public IReadOnlyList<Step<RetryAll>> Steps =>
    [
        new("Start their containers", async (command, run, cancel) =>
        {
            foreach (var id in await Mine(run, cancel))
                if (!run.Notes.ContainsKey(id.ToString()) && (await runtime.Start((await source.Where(id, cancel)).Runtime, cancel)).Failed(out _, out var fault))
                    run.Note(id.ToString(), fault.Sentence);
            run.Note("waiting since", time.GetUtcNow().ToString("O"));
            return StepResult.Next;
        }),
        new("Wait until they answer", async (command, run, cancel) =>
        {
            var all = await Mine(run, cancel);
            var late = time.GetUtcNow() - DateTimeOffset.Parse(run.Notes["waiting since"], System.Globalization.CultureInfo.InvariantCulture) > Patience;
            foreach (var id in all.Where(id => !run.Notes.ContainsKey(id.ToString())))
            {
                if ((await runtime.State((await source.Where(id, cancel)).Runtime, cancel)).Failed(out var state, out var fault)) run.Note(id.ToString(), fault.Sentence);
                else if (state.Readiness == Readiness.Ready) run.Note(id.ToString(), "");
                else if (state.Readiness == Readiness.Failed || late) run.Note(id.ToString(), state.Sentence);
            }
            var decided = all.Count(id => run.Notes.ContainsKey(id.ToString()));
            return decided == all.Count ? StepResult.Next : new StepResult.LookAgain(TimeSpan.FromSeconds(1), $"{decided} of {all.Count} decided");
        }),
    ];

    public async Task<Result<AllRetried>> Finish(RetryAll command, JobRun run, Work work, CancellationToken cancel) => await End(run, work, null, cancel);

    public async Task<AllRetried> GiveUp(RetryAll command, JobRun run, string error, Work work, CancellationToken cancel) => await End(run, work, error, cancel);

    static async Task<AllRetried> End(JobRun run, Work work, string? whole, CancellationToken cancel)
    {
        var each = new List<Retried>();
        foreach (var id in await Mine(work.Db, run, cancel))
        {
            var instance = await Instance.Get(work.Db, id, cancel);
            var error = run.Notes.TryGetValue(id.ToString(), out var noted) ? noted : whole ?? "It was not reached.";
            if (error.Length == 0) await work.End(id, InstanceState.Creating, "come up", cancel);
            else await work.Fail(id, InstanceState.Creating, error, cancel);
            // One row for each, so that the audit of an instance tells that it was retried.
            await work.Audit(Execution.Entry(work, RetryAll.Spec.Command, error.Length == 0 ? AuditOutcome.Done : AuditOutcome.Failed) with { Target = instance.Target, Detail = error.Length == 0 ? "It came up." : error }, cancel);
            each.Add(new(instance.Slug, error.Length == 0 ? null : error));
        }
        return new AllRetried(each);
    }

    static Task<IReadOnlyList<FailedOne>> Failed(Work work, CancellationToken cancel) =>
        work.List<FailedOne>("select id, slug from instances where state = 'error' order by id limit 200", null, cancel);

    async Task<IReadOnlyList<InstanceId>> Mine(JobRun run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await Mine(db, run, cancel);
    }

    static Task<IReadOnlyList<InstanceId>> Mine(NpgsqlConnection db, JobRun run, CancellationToken cancel) =>
        db.List<InstanceId>("select id from instances where trail = @Trail and state = 'creating' order by id", new { run.Trail }, cancel);

    sealed record FailedOne(InstanceId Id, string Slug);
}
