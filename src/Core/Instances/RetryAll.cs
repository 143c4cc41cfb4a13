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
    // As many as one transaction may lock and one person oversee.
    const int AtOnce = 200;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    static readonly Target All = new("instances", Guid.Empty, "all failed instances");

    public async Task<Result<Plan>> Plan(RetryAll command, Work work, CancellationToken cancel)
    {
        var candidates = await work.List<Guid>("select id from instances where state = 'error' order by id limit 201", null, cancel);
        // In one fixed order, so that two of these wait for each other rather than for ever; and before they are read, so that
        // what is shown and approved is what will be done.
        foreach (var id in candidates.Take(AtOnce)) await work.Lock(new Target("instance", id, ""), cancel);
        var failed = await work.List<PlannedOne>(
            "select id, slug as label, version from instances where id = any(@Ids) and state = 'error' order by id",
            new { Ids = candidates.Take(AtOnce).ToArray() }, cancel);
        if (failed.Count == 0)
            return new Refusal("No failed instance is known, so there is nothing to retry.")
            {
                WaysOn = [new("Instances", "/instance list")],
            };
        return new Plan(All, candidates.Count > AtOnce ? $"Retry the first {failed.Count} failed instances; ask again for the rest"
            : $"Retry {failed.Count} failed {(failed.Count == 1 ? "instance" : "instances")}")
        {
            Targets = failed.Count, Each = failed, Undo = "What fails again is back in the failed queue.",
            Affects = string.Join(", ", failed.Take(10).Select(one => one.Label))
                + (failed.Count > 10 ? $" and {failed.Count - 10} more" : ""),
        };
    }

    public async Task<Result<AllRetried>> Handle(RetryAll command, Work work, CancellationToken cancel)
    {
        var each = work.Plan!.Each!;
        foreach (var one in each)
            if ((await work.Begin(new InstanceId(one.Id), "retry", cancel)).Refusal is { } no)
                throw new InvalidOperationException($"{one.Label} is locked and in error, and still: {no.Sentence}");
        var notes = new Dictionary<string, string> { ["instances"] = Json.Text(each.Select(one => one.Id)) };
        await work.Queue(catalog, command, All, InstanceFaults.First(Heading(each.Count), Steps), notes, cancel);
        return new AllRetried([.. each.Select(one => new Retried(one.Label, null))]);
    }

    static string Heading(int count) => $"Retrying {count} failed {(count == 1 ? "instance" : "instances")}";

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
        foreach (var id in Json.Read<IReadOnlyList<Guid>>(run.Notes["instances"]).Select(InstanceId.Of))
        {
            await work.Lock(new Target("instance", id.Value, ""), cancel);
            var instance = await Instance.Get(work.Db, id, cancel);
            var noted = run.Notes.TryGetValue(id.ToString(), out var known) ? known : whole ?? "It was not reached.";
            var error = noted.Length == 0
                ? (await work.End(id, InstanceState.Creating, "come up", cancel))?.Sentence
                : await work.Fail(id, InstanceState.Creating, noted, cancel);
            // One row for each, so that the audit of an instance tells that it was retried.
            await work.Audit(Execution.Entry(work, RetryAll.Spec.Command, error is null ? AuditOutcome.Done : AuditOutcome.Failed) with
            {
                Target = instance.Target, Detail = error ?? "It came up.",
            }, cancel);
            each.Add(new(instance.Slug, error));
        }
        return new AllRetried(each);
    }

    // Those that nobody else took over since.
    async Task<IReadOnlyList<InstanceId>> Mine(JobRun run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<InstanceId>(
            "select id from instances where trail = @Trail and state = 'creating' order by id", new { run.Trail }, cancel);
    }
}
