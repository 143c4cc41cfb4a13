using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OpsBot.Core;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bench;

/// <summary>Long work that does nothing, so that what is measured is the queue.</summary>
public sealed record DoNothing([Arg("to whom")] string Whom) : ICommand<DoNothing, NothingDone>
{
    public static Spec Spec { get; } = new("bench nothing", "Do nothing in three steps") { Doing = "Doing nothing to" };
}

public sealed record NothingDone(string Whom) : IAnswer
{
    public Reply Say() => new($"Nothing was done to {Whom}");
}

sealed class DoNothingHandler : IHandle<DoNothing, NothingDone>, ILongWork<DoNothing, NoMemo, NothingDone>
{
    static Task<StepResult> Done => Task.FromResult(StepResult.Next);

    public IReadOnlyList<Step<DoNothing, NoMemo>> Steps { get; } =
        [new("begin", (_, _, _) => Done), new("go on", (_, _, _) => Done), new("end", (_, _, _) => Done)];

    public Task<Result<Plan>> Plan(DoNothing command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<Plan>>(new Plan(new Target("nothing", Guid.CreateVersion7(work.Now), command.Whom), "Do nothing"));

    public Task<Result<NothingDone>> Handle(DoNothing command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<NothingDone>>(new NothingDone(command.Whom));

    public Task<Result<NothingDone>> Finish(DoNothing command, JobRun<NoMemo> run, Work work, CancellationToken cancel) =>
        Handle(command, work, cancel);

    public Task<NothingDone> GiveUp(DoNothing command, JobRun<NoMemo> run, string error, Work work, CancellationToken cancel) =>
        throw new InvalidOperationException($"Nothing went wrong: {error}");
}

/// <summary>
/// How many jobs a second are claimed, walked through three empty steps and ended with their audit, by so many slots; beside a plain queue
/// whose rows are claimed with skip locked in one commit and ended in another.
/// </summary>
static class QueuedJobs
{
    const int Jobs = 1_200;

    static readonly int[] slots = [1, 4, 8, 16];

    public static async Task Measure(string database, IReadOnlyDictionary<string, string> settings)
    {
        await using var services = Services(database, settings);
        var source = services.GetRequiredService<NpgsqlDataSource>();
        // Compiled, connected and planned for.
        await Rate(services, source, 8, Jobs / 4);
        foreach (var many in slots)
        {
            var plain = await Plain(source, many);
            var ours = await Rate(services, source, many, Jobs);
            var target = many == 8 ? "at least 0.4 ×" : "there to compare with";
            BenchLine.Say($"Jobs of three steps, {many} slots",
                string.Create(CultureInfo.InvariantCulture, $"{ours:N0}/s, {ours / plain:0.00} × a plain queue ({plain:N0}/s)"), target);
        }
    }

    static ServiceProvider Services(string database, IReadOnlyDictionary<string, string> settings) => new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(one => KeyValuePair.Create(one.Key["OPSBOT_".Length..].Replace("__", ":", StringComparison.Ordinal),
                (string?)one.Value))).Build())
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
        .AddCore(database)
        .AddSingleton(_ => new Catalog([.. Catalog.Of(typeof(Catalog).Assembly).Entries, Entry.Of(typeof(DoNothing))]))
        .AddSingleton<IHandle<DoNothing, NothingDone>, DoNothingHandler>()
        .AddKeyedSingleton<ILongWork, DoNothingHandler>(typeof(DoNothing))
        .BuildServiceProvider();

    static async Task<double> Rate(ServiceProvider services, NpgsqlDataSource source, int many, int jobs)
    {
        var runner = services.GetRequiredService<Runner>();
        await Parallel.ForAsync(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, cancel) =>
        {
            var asked = await runner.Run(new DoNothing($"nobody-{number}"), Actor.OpsBot("bench"), "to measure", cancel);
            if (asked.Kind != OutcomeKind.Done) throw new InvalidOperationException($"It was not queued: {asked.Reply?.Heading}");
        });
        var worker = services.GetRequiredService<JobRunner>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, many).Select(async _ => { while (await worker.RunNext(CancellationToken.None)) { } }));
        var took = watch.Elapsed;
        await using var db = await source.OpenConnectionAsync();
        var left = await db.Get<long>("select count(*) from jobs where state <> 'succeeded'", null, CancellationToken.None);
        if (left > 0) throw new InvalidOperationException($"{left} jobs did not end well.");
        await db.Execute("delete from jobs", null, CancellationToken.None);
        return jobs / took.TotalSeconds;
    }

    static async Task<double> Plain(NpgsqlDataSource source, int many)
    {
        await using (var db = await source.OpenConnectionAsync())
        {
            await db.Execute("drop table if exists plain_queue", null, CancellationToken.None);
            await db.Execute(
                """
                create table plain_queue (id bigint generated always as identity primary key, state text not null, body text not null)
                """, null, CancellationToken.None);
            await db.Execute("create index plain_queue_waiting on plain_queue (id) where state = 'queued'", null, CancellationToken.None);
            await db.Execute(
                "insert into plain_queue (state, body) select 'queued', repeat('x', 500) from generate_series(1, @Jobs)", new { Jobs },
                CancellationToken.None);
        }
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, many).Select(async _ => { while (await PlainOne(source)) { } }));
        return Jobs / watch.Elapsed.TotalSeconds;
    }

    static async Task<bool> PlainOne(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync();
        if (await db.Find<long?>(
            """
            update plain_queue q
            set    state = 'running'
            from   (select id from plain_queue where state = 'queued' order by id limit 1 for update skip locked) next
            where  q.id = next.id
            returning q.id
            """, null, CancellationToken.None) is not { } id) return false;
        await db.Execute("update plain_queue set state = 'done' where id = @id", new { id }, CancellationToken.None);
        return true;
    }
}
