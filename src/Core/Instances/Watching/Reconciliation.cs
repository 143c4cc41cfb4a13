using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Watching;

/// <summary>An instance that is not as people ordered it, and what a second look that says the same would make of it.</summary>
public sealed record Difference(string Slug, InstanceState State, string Seen, Finding Finding)
{
    internal Change Change => new(Slug, State.Words(), Finding switch
    {
        Finding.Broken => $"error: {Seen}",
        Finding.Back => $"running: {Seen}",
        Finding.Unasked => $"{State.Words()}, and that it runs unasked",
        Finding.Settled => $"{State.Words()}, and that it stands still again",
        Finding.AsOrdered => State.Words(),
    });
}

/// <summary>Puts an instance in error when its host has said twice that it is not what people ordered, and back when it is again.</summary>
public sealed partial class Reconciliation(
    NpgsqlDataSource source, IRuntime runtime, Transactions transactions, TimeProvider time, ILogger<Reconciliation> log)
{
    static readonly Actor me = Actor.OpsBot("watch");

    sealed record Row(
        InstanceId Id, string Slug, InstanceState State, long Version, bool BrokeByItself, bool RunsUnasked,
        DateTimeOffset? DiffersSince, int DiffersRestarts);

    /// <summary>True when something of this host has to be looked at again.</summary>
    public async Task<bool> Compare(WatchedHost host, Survey survey, CancellationToken cancel)
    {
        var seen = ByName(survey);
        var again = false;
        foreach (var row in await Standing(host, cancel))
        {
            var state = seen.GetValueOrDefault(row.Slug, RuntimeState.Absent);
            var differs = Findings.Of(row.State, row.BrokeByItself, row.RunsUnasked, state) != Finding.AsOrdered;
            if (row.DiffersSince is null && differs)
            {
                again = true;
                await Suspect(row, await Restarts(host, row, state, cancel), cancel);
            }
            else if (row.DiffersSince is { } since && time.GetUtcNow() - since < HostWatch.Apart) again = true;
            else if (row.DiffersSince is not null) await Confirm(host, row, cancel);
        }
        return again;
    }

    /// <summary>What a round would suspect; nothing is written down.</summary>
    public async Task<IReadOnlyList<Difference>> Differences(WatchedHost host, Survey survey, CancellationToken cancel)
    {
        var seen = ByName(survey);
        return
        [
            .. from row in await Standing(host, cancel)
               let state = seen.GetValueOrDefault(row.Slug, RuntimeState.Absent)
               let finding = Findings.Of(row.State, row.BrokeByItself, row.RunsUnasked, state)
               where finding != Finding.AsOrdered
               select new Difference(row.Slug, row.State, state.Sentence, finding),
        ];
    }

    // A container of the same name that runs is the one that people mean.
    static Dictionary<string, RuntimeState> ByName(Survey survey) => survey.Instances.GroupBy(one => one.Instance).ToDictionary(
        same => same.Key, same => same.OrderByDescending(one => one.State.Phase == RuntimePhase.Running).First().State);

    // What a job moves or is about to move is left out, and so is what has no place on a host.
    async Task<IReadOnlyList<Row>> Standing(WatchedHost host, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Row>(
            """
            select   i.id, i.slug, i.state, i.version, i.broke_at is not null as broke_by_itself,
                     i.runs_since is not null as runs_unasked, i.differs_since, i.differs_restarts
            from     instances i
            where    i.server_id = @Id and i.trail is null
            and      (i.state in ('running', 'stopped') or (i.state = 'error' and i.broke_at is not null))
            and      not exists (
                     select 1 from jobs j where j.target_kind = 'instance' and j.target_id = i.id and j.state in ('queued', 'running'))
            order by i.id
            """, host, cancel);
    }

    // Between two restarts a container runs for a moment: then its count tells that it goes round.
    async Task<int> Restarts(WatchedHost host, Row row, RuntimeState state, CancellationToken cancel) =>
        state.Phase == RuntimePhase.Restarting && !(await runtime.State(new(host.Address, row.Slug), cancel)).Failed(out var whole, out _)
            ? whole.RestartCount : int.MaxValue;

    async Task Suspect(Row row, int restarts, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            "update instances set differs_since = @Now, differs_restarts = @restarts where id = @Id and version = @Version",
            new { row.Id, row.Version, restarts, Now = time.GetUtcNow() }, cancel);
    }

    async Task Confirm(WatchedHost host, Row row, CancellationToken cancel)
    {
        var on = new RuntimeTarget(host.Address, row.Slug);
        if ((await runtime.State(on, cancel)).Failed(out var state, out _)) return;
        var finding = Findings.Of(row.State, row.BrokeByItself, row.RunsUnasked, state);
        if (finding == Finding.AsOrdered && row.State == InstanceState.Running && state.RestartCount > row.DiffersRestarts)
            (finding, state) = (Finding.Broken, state with { Phase = RuntimePhase.Restarting });
        await (finding switch
        {
            Finding.Broken => Break(row, await Why(host, on, state, cancel), cancel),
            Finding.Back => ComeBack(row, state.Sentence, cancel),
            Finding.Unasked =>
                Note(row, state.StartedAt ?? time.GetUtcNow(), $"It is stopped here, but its container runs on {host.Name}.", cancel),
            Finding.Settled => Note(row, null, "Its container stands still again.", cancel),
            Finding.AsOrdered => Clear(row, cancel),
        });
    }

    async Task<string> Why(WatchedHost host, RuntimeTarget on, RuntimeState state, CancellationToken cancel)
    {
        if (state.Phase == RuntimePhase.Absent) return $"Its container is gone from {host.Name}.";
        if ((await runtime.Logs(on, 5, cancel)).Failed(out var logs, out _)) return state.Sentence;
        var last = logs.Lines.Select(line => line.Text.Trim()).FirstOrDefault(text => text.Length > 0);
        return last is null ? state.Sentence : $"{state.Sentence} Its last line: {string.Concat(last.EnumerateRunes().Take(200))}";
    }

    async Task Clear(Row row, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update instances set differs_since = null where id = @Id and version = @Version", row, cancel);
    }

    Task Break(Row row, string why, CancellationToken cancel) => Move(row, InstanceLife.Break, why, AuditOutcome.Failed, cancel);

    Task ComeBack(Row row, string how, CancellationToken cancel) => Move(row, InstanceLife.ComeBack, how, AuditOutcome.Done, cancel);

    // What people ordered stays: whether it is to run is theirs to say.
    Task<bool> Note(Row row, DateTimeOffset? runsSince, string sentence, CancellationToken cancel) => transactions.As(me, async work =>
    {
        await work.Lock(Target.Of(row.Id, row.Slug), cancel);
        if (await work.Execute(
            """
            update instances
            set    runs_since = @runsSince, differs_since = null
            where  id = @Id and version = @Version and trail is null
            """, new { row.Id, row.Version, runsSince }, cancel) == 0) return false;
        var instance = await Instance.Get(work.Db, row.Id, cancel);
        var outcome = runsSince is null ? AuditOutcome.Done : AuditOutcome.Failed;
        await work.Audit(Execution.Entry(work, "instance watch", outcome) with { Target = instance.Target, Detail = sentence }, cancel);
        return true;
    }, cancel);

    // Under its lock and only as it was looked at: whoever took it up meanwhile knows better.
    async Task Move(Row row, Move<InstanceState> move, string sentence, AuditOutcome outcome, CancellationToken cancel)
    {
        if (!move.MayBegin(row.State)) throw new InvalidOperationException($"No move '{move.Name}' from {row.State}.");
        var to = move.Done!.Value;
        var moved = await transactions.As(me, async work =>
        {
            await work.Lock(Target.Of(row.Id, row.Slug), cancel);
            if (await work.Execute(
                """
                update instances
                set    state = @to, error = case when @to = 'error' then @sentence end,
                       failed_at = case when @to = 'error' then @Now::timestamptz end,
                       broke_at = case when @to = 'error' then @Now::timestamptz end,
                       differs_since = null, runs_since = null, version = version + 1, changed_at = @Now
                where  id = @Id and version = @Version and trail is null
                """, new { row.Id, row.Version, to, sentence, work.Now }, cancel) == 0) return false;
            var instance = await Instance.Get(work.Db, row.Id, cancel);
            await work.Audit(Execution.Entry(work, "instance watch", outcome) with { Target = instance.Target, Detail = sentence }, cancel);
            return true;
        }, cancel);
        if (moved) LogMoved(row.Id, row.State, to);
    }

    [LoggerMessage(LogLevel.Warning, "{Instance} was {Before} and is {After} by what its host says")]
    partial void LogMoved(InstanceId instance, InstanceState before, InstanceState after);
}
