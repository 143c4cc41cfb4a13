using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Alerts;
using OpsBot.Core.Database;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Watching;

/// <summary>A server as it is asked: where, and since when it has not answered.</summary>
public sealed record WatchedHost(ServerId Id, string Name, string Address, DateTimeOffset? AwaySince);

/// <summary>
/// Asks every host how its containers are, and has told what differs from what people have ordered. One call a host, many hosts at
/// once, nothing of it inside a transaction; and nothing is believed before a second look.
/// </summary>
public sealed partial class HostWatch(
    NpgsqlDataSource source, IRuntime runtime, Reconciliation reconciliation, Troubles troubles, TimeProvider time, ILogger<HostWatch> log)
{
    const int AtOnce = 16;

    /// <summary>How far two looks are apart before what they saw is told.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromSeconds(20);

    /// <summary>What was looked at longer ago than this is not known any more: two rounds and a slow one.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(3);

    // Longer than people wait, because nobody does.
    static readonly TimeSpan limit = TimeSpan.FromSeconds(10);

    /// <summary>All hosts, and a second time those of which something was told that nobody ordered.</summary>
    public async Task Round(CancellationToken cancel)
    {
        var suspected = await Look(null, cancel);
        if (suspected.Count == 0) return;
        await Task.Delay(Apart, time, cancel);
        await Look(suspected, cancel);
    }

    /// <summary>Looks at these hosts, or at all; those that have to be looked at again are given back.</summary>
    public async Task<IReadOnlyCollection<ServerId>> Look(IReadOnlyCollection<ServerId>? only, CancellationToken cancel)
    {
        var hosts = await Hosts(only, cancel);
        var answers = new Result<Survey, RuntimeFault>[hosts.Count];
        var bound = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(0, hosts.Count, bound, async (i, within) => answers[i] = await Ask(hosts[i], within));
        var now = time.GetUtcNow();
        await Note(hosts, answers, now, cancel);
        var again = new List<ServerId>();
        foreach (var (host, answer) in hosts.Zip(answers))
        {
            if (answer.Failed(out var survey, out var fault))
            {
                if (host.AwaySince is null) LogAway(host.Name, fault.Sentence);
                if (host.AwaySince is null || now - host.AwaySince < Apart) again.Add(host.Id);
            }
            else if (await reconciliation.Compare(host, survey, cancel)) again.Add(host.Id);
        }
        await troubles.Tell<HostsAway>(cancel);
        await troubles.Tell<InstancesAstray>(cancel);
        return again;
    }

    /// <summary>What differs on these hosts, or on all, and who does not answer; nothing is written down.</summary>
    internal async Task<HostsCompared> Compare(IReadOnlyCollection<ServerId>? only, CancellationToken cancel)
    {
        var hosts = await Hosts(only, cancel);
        var answers = new Result<Survey, RuntimeFault>[hosts.Count];
        var bound = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(0, hosts.Count, bound, async (i, within) => answers[i] = await Ask(hosts[i], within));
        var (differences, away) = (new List<Difference>(), new List<string>());
        foreach (var (host, answer) in hosts.Zip(answers))
            if (answer.Failed(out var survey, out _)) away.Add(host.Name);
            else differences.AddRange(await reconciliation.Differences(host, survey, cancel));
        return new(differences, away);
    }

    /// <summary>What was seen then for the first time is not told yet.</summary>
    internal bool IsTooSoon(DateTimeOffset first) => time.GetUtcNow() - first < Apart;

    async Task<IReadOnlyList<WatchedHost>> Hosts(IReadOnlyCollection<ServerId>? only, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<WatchedHost>(
            """
            select   id, name, address, away_since
            from     servers
            where    purpose = 'host' and (@Only::uuid[] is null or id = any(@Only))
            order by name
            """,
            new { Only = only?.Select(id => id.Value).ToArray() }, cancel);
    }

    async Task<Result<Survey, RuntimeFault>> Ask(WatchedHost host, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            return await runtime.Survey(host.Address, both.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new RuntimeFault(RuntimeTrouble.HostSlow, $"It did not answer within {limit.InWords()}.");
        }
    }

    async Task Note(IReadOnlyList<WatchedHost> hosts, Result<Survey, RuntimeFault>[] answers, DateTimeOffset now, CancellationToken cancel)
    {
        var seen = hosts.Where((_, i) => answers[i].Fault is null).Select(host => host.Id.Value).ToArray();
        var away = hosts.Zip(answers).Where(pair => pair.Second.Fault is not null).ToList();
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            "update servers set seen_at = @now, away_since = null, away_why = null where id = any(@seen)", new { seen, now }, cancel);
        await db.Execute(
            """
            update servers s
            set    away_since = coalesce(s.away_since, @now), away_why = told.why
            from   unnest(@Ids, @Whys) told (id, why)
            where  s.id = told.id
            """,
            new
            {
                Ids = away.Select(pair => pair.First.Id.Value).ToArray(),
                Whys = away.Select(pair => pair.Second.Fault!.Sentence).ToArray(), now,
            }, cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Host {Host} was not seen: {Why}")]
    partial void LogAway(string host, string why);
}
