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
    public static Spec Spec { get; } = new("instance retry-all", "Retry every failed instance at once")
    {
        Verb = "Retry all", Doing = "Retrying", Examples = ["/instance retry-all", "/instance retry-all --dry-run"],
    };
}

public sealed record Retried(string Slug, string? Error);

public sealed record AllRetried(IReadOnlyList<Retried> Each) : IAnswer
{
    // What failed wants reading; all of it stands in /instance failed.
    const int Told = 10, Named = 30;

    public Reply Say()
    {
        var failed = Each.Where(one => one.Error is not null).ToList();
        var up = Each.Where(one => one.Error is null).Select(one => one.Slug).ToList();
        return new(Heading(failed.Count))
        {
            Tone = failed.Count == 0 ? Tone.Good : Tone.Warning, Audience = Audience.Room,
            Parts =
            [
                .. failed.Take(Told).Select(one => new Item(
                    Words.Of(new Strong(one.Slug), new Plain($"  {one.Error}")),
                    [new Button("Logs", $"/instance logs {one.Slug}") { Spoken = $"Logs of {one.Slug}" }])),
                .. new Small($"and {failed.Count - Told} more that failed").If(failed.Count > Told),
                .. new Paragraph($"Running: {string.Join(", ", up.Take(Named))}{More(up.Count)}.").If(up.Count > 0),
            ],
            Buttons = failed.Count == 0 ? [new Button("Instances", "/instance list")]
                : [new Button("Failed", "/instance failed"), new Button("Retry all", "/instance retry-all")],
        };
    }

    string Heading(int failed) => (Each, failed) switch
    {
        ([var one], 0) => $"{one.Slug} came up",
        ([var one], _) => $"{one.Slug} failed again",
        (_, 0) => $"All {Each.Count} came up",
        _ => $"{Each.Count - failed} of {Each.Count} came up",
    };

    static string More(int up) => up > Named ? $" and {up - Named} more" : "";
}

/// <summary>Which they are, and what is known of each so far: why it did not come up, or nothing where it did.</summary>
sealed record RetryAllMemo
{
    public IReadOnlyList<Guid> Instances { get; init; } = [];

    public Dictionary<string, string> Said { get; init; } = [];

    /// <summary>Those that were started, so that nobody starts them again.</summary>
    public HashSet<Guid> Started { get; init; } = [];
}

sealed class RetryAllHandler(NpgsqlDataSource source, ManyAtOnce many, IRuntime runtime, TimeProvider time)
    : IHandle<RetryAll, AllRetried>, ILongWork<RetryAll, RetryAllMemo, AllRetried>
{
    // As many as one transaction may lock and one person oversee.
    const int AtOnce = 200;

    public async Task<Result<Plan>> Plan(RetryAll command, Work work, CancellationToken cancel)
    {
        var candidates = await work.List<Guid>("select id from instances where state = 'error' order by id limit 201", null, cancel);
        // In one fixed order, so that two of these wait for each other rather than for ever; and before they are read, so that
        // what is shown and approved is what will be done.
        foreach (var id in candidates.Take(AtOnce)) await work.Lock(Target.Of(new InstanceId(id), ""), cancel);
        var failed = await work.List<PlannedOne>(
            "select id, slug as label, version from instances where id = any(@Ids) and state = 'error' order by id",
            new { Ids = candidates.Take(AtOnce).ToArray() }, cancel);
        if (failed.Count == 0)
            return new Refusal("No failed instance is known, so there is nothing to retry.")
            {
                WaysOn = [new("Instances", "/instance list")],
            };
        var all = new Target("instances", Guid.Empty, $"{failed.Count} failed {(failed.Count == 1 ? "instance" : "instances")}");
        return new Plan(all, candidates.Count > AtOnce ? $"Retry the first {failed.Count} failed instances; ask again for the rest"
            : $"Retry {all.Label}")
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
            if ((await work.Begin(new InstanceId(one.Id), InstanceLife.Retry, cancel)).Fault is { } no)
                throw new InvalidOperationException($"{one.Label} is locked and in error, and still: {no.Sentence}");
        return new AllRetried([.. each.Select(one => new Retried(one.Label, null))]);
    }

    public RetryAllMemo Remember(RetryAll command, Work work) => new() { Instances = [.. work.Plan!.Each!.Select(one => one.Id)] };

    public IReadOnlyList<Step<RetryAll, RetryAllMemo>> Steps =>
    [
        new("Start their containers", async (command, run, cancel) =>
        {
            var all = await Mine(run, cancel);
            var left = all.Where(one => !IsDecided(run, one) && !run.Memo.Started.Contains(one.Id.Value)).ToList();
            foreach (var (one, fault) in await many.Do(left, one => one.Address, Start, cancel))
            {
                if (fault is null) run.Memo.Started.Add(one.Id.Value);
                else run.Memo.Said[one.Id.ToString()] = fault;
            }
            var done = all.Count(one => IsDecided(run, one) || run.Memo.Started.Contains(one.Id.Value));
            return done == all.Count ? StepResult.Next : new StepResult.LookAgain(TimeSpan.Zero, $"{done} of {all.Count}");
        }),
        new("Wait until they answer", async (command, run, cancel) =>
        {
            var all = await Mine(run, cancel);
            var late = time.GetUtcNow() - run.StepStartedAt > ComingUp.Patience;
            var left = all.Where(one => !IsDecided(run, one)).ToList();
            foreach (var (one, decided) in await many.Do(left, one => one.Address, (one, within) => Look(one, late, within), cancel))
                if (decided is not null) run.Memo.Said[one.Id.ToString()] = decided;
            var (up, sure) = (all.Count(one => run.Memo.Said.GetValueOrDefault(one.Id.ToString()) == ""),
                all.Count(one => IsDecided(run, one)));
            return sure == all.Count ? StepResult.Next
                : new StepResult.LookAgain(TimeSpan.FromSeconds(1),
                    $"{up} of {all.Count} are up{(sure == up ? "" : $", {sure - up} failed")}");
        }),
    ];

    static bool IsDecided(JobRun<RetryAllMemo> run, Retrying one) => run.Memo.Said.ContainsKey(one.Id.ToString());

    async Task<string?> Start(Retrying one, CancellationToken cancel) =>
        (await runtime.Start(new(one.Address, one.Slug), cancel)).Failed(out _, out var fault) ? fault.Sentence : null;

    /// <summary>Empty once it is up, why not where it will not come up; null while nobody can say.</summary>
    async Task<string?> Look(Retrying one, bool late, CancellationToken cancel) =>
        (await runtime.State(new(one.Address, one.Slug), cancel)).Failed(out var state, out var fault) ? fault.Sentence
        : state.Readiness == Readiness.Ready ? ""
        : state.Readiness == Readiness.Failed || late ? state.Sentence
        : null;

    public async Task<Result<AllRetried>> Finish(RetryAll command, JobRun<RetryAllMemo> run, Work work, CancellationToken cancel) =>
        await End(run, work, null, cancel);

    public async Task<AllRetried> GiveUp(RetryAll command, JobRun<RetryAllMemo> run, string error, Work work, CancellationToken cancel) =>
        await End(run, work, error, cancel);

    static async Task<AllRetried> End(JobRun<RetryAllMemo> run, Work work, string? whole, CancellationToken cancel)
    {
        var each = new List<Retried>();
        foreach (var id in run.Memo.Instances.Select(InstanceId.Of))
        {
            await work.Lock(Target.Of(id, ""), cancel);
            var instance = await Instance.Get(work.Db, id, cancel);
            var noted = run.Memo.Said.TryGetValue(id.ToString(), out var known) ? known : whole ?? "It was not reached.";
            var error = noted.Length == 0
                ? (await work.End(id, InstanceLife.Retry, cancel))?.Sentence
                : await work.Fail(id, InstanceLife.Retry, noted, cancel);
            // One row for each, so that the audit of an instance tells that it was retried.
            await work.Audit(Execution.Entry(work, RetryAll.Spec.Command, error is null ? AuditOutcome.Done : AuditOutcome.Failed) with
            {
                Target = instance.Target, Detail = error ?? "It came up.",
            }, cancel);
            each.Add(new(instance.Slug, error));
        }
        return new AllRetried(each);
    }

    sealed record Retrying(InstanceId Id, string Slug, string Address);

    // Those that nobody else took over since.
    async Task<IReadOnlyList<Retrying>> Mine(JobRun<RetryAllMemo> run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Retrying>(
            """
            select   i.id, i.slug, s.address
            from     instances i
            join     servers s on s.id = i.server_id
            where    i.trail = @Trail and i.state = 'creating'
            order by i.id
            """, new { run.Trail }, cancel);
    }
}
