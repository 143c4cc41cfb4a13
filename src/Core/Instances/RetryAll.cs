using Npgsql;
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

public sealed record AllRetried(IReadOnlyList<Moved> Each) : IAnswer
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

sealed record RetryAllMemo : ManyMemo
{
    /// <summary>Those that were started, so that nobody starts them again.</summary>
    public HashSet<Guid> Started { get; init; } = [];
}

sealed class RetryAllHandler(NpgsqlDataSource source, ManyAtOnce many, IRuntime runtime, TimeProvider time)
    : IMoveInstances<RetryAll, RetryAllMemo, AllRetried>
{
    public Move<InstanceState> Move => InstanceLife.Retry;

    public Task<IReadOnlyList<Guid>> Which(RetryAll command, Work work, int limit, CancellationToken cancel) => work.List<Guid>(
        "select id from instances where state = 'error' order by id limit @limit", new { limit }, cancel);

    public Result<Plan> Foresee(RetryAll command, IReadOnlyList<PlannedOne> each, bool more)
    {
        if (each.Count == 0)
            return new Refusal("No failed instance is known, so there is nothing to retry.")
            {
                WaysOn = [new("Instances", "/instance list")],
            };
        var all = new Target("instances", Guid.Empty, $"{each.Count} failed {(each.Count == 1 ? "instance" : "instances")}");
        return new Plan(all, more ? $"Retry the first {each.Count} failed instances; ask again for the rest" : $"Retry {all.Label}")
        {
            Targets = each.Count, Each = each, Undo = Undo.Needless("What fails again is back in the failed queue."),
            Affects = new(Impact.Gain, string.Join(", ", each.Take(10).Select(one => one.Label))
                + (each.Count > 10 ? $" and {each.Count - 10} more" : "")),
        };
    }

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
        }) { OnlyLooks = true },
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

    public AllRetried Answer(IReadOnlyList<Moved> each) => new(each);

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
