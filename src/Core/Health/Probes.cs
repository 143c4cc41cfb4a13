using OpsBot.Core.Clients.Node;
using OpsBot.Core.Servers;

namespace OpsBot.Core.Health;

/// <summary>
/// Looks at servers, many at once. What does not answer is asked once more before it counts; that wait is one for all, so that nobody
/// holds a place meanwhile.
/// </summary>
public sealed class Probes(ProbeClient client, ProbeLimits limits, TimeProvider time)
{
    /// <summary>What was seen of each, in the same order.</summary>
    public async Task<IReadOnlyList<HealthSeen>> Look(IReadOnlyList<ProbedServer> servers, CancellationToken cancel)
    {
        var seen = new HealthSeen[servers.Count];
        await AtOnce(Enumerable.Range(0, servers.Count), async (i, within) => seen[i] = await Look(servers[i], null, within), cancel);
        var again = Enumerable.Range(0, servers.Count).Where(i => !seen[i].Services.AllAnswer).ToList();
        if (again.Count == 0) return seen;
        await Task.Delay(limits.Pause, time, cancel);
        await AtOnce(again, async (i, within) => seen[i] = await Look(servers[i], seen[i], within), cancel);
        return seen;
    }

    Task AtOnce(IEnumerable<int> which, Func<int, CancellationToken, ValueTask> look, CancellationToken cancel) => Parallel.ForEachAsync(
        which, new ParallelOptions { MaxDegreeOfParallelism = limits.ServersAtOnce, CancellationToken = cancel }, look);

    /// <summary>All its services side by side, or those that did not answer before.</summary>
    async Task<HealthSeen> Look(ProbedServer server, HealthSeen? before, CancellationToken cancel)
    {
        if (server.Reach == ServerReach.Node)
            return await client.Node(server.Node, cancel) is var told && told.Blind is null ? told
                : told with { Blind = server.Shut ?? told.Blind };
        var (convex, web, mta) = (
            Again(before?.Convex, () => client.Convex(server.Node, cancel)), Again(before?.Web, () => client.Web(server.Node, cancel)),
            Again(before?.Mta, () => client.Mta(server.Node, cancel)));
        return new(await convex, await web, await mta);
    }

    static Task<Probed> Again(Probed? before, Func<Task<Probed>> ask) => before is { Answers: true } ? Task.FromResult(before) : ask();
}
