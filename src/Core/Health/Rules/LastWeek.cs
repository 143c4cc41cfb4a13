using OpsBot.Core.Operations;
using OpsBot.Core.Servers;

namespace OpsBot.Core.Health;

/// <summary>What other rules would have made of last week.</summary>
sealed record LastWeek(int Reboots, int Incidents)
{
    static readonly TimeSpan length = TimeSpan.FromDays(7);

    // What flaps so much that there were more is replayed in its newest part.
    const int MostChanges = 200_000;

    sealed record Row(
        ServerId Id, string Name, string Provider, string Region, HealthState Health, DateTimeOffset Since, bool WasWell);

    sealed record Change(ServerId ServerId, DateTimeOffset At, HealthState Health, HealthState? Before);

    /// <summary>As it would have been by each of these rules, over the same rounds.</summary>
    public static async Task<IReadOnlyList<LastWeek>> Of(
        Work work, TimeSpan every, IReadOnlyList<HealthRules> rules, CancellationToken cancel)
    {
        var from = work.Now - length;
        var changes = (await work.List<Change>(
            """
            select   server_id, at, health, before
            from     health_changes
            where    at > @from and at <= @Now
            order by at desc, id desc
            limit    @MostChanges
            """, new { from, work.Now, MostChanges }, cancel)).Reverse().ToList();
        var servers = await work.List<Row>(
            """
            select s.id, s.name, s.provider, s.region, h.health, h.since, h.was_well_at is not null as was_well
            from   server_health h
            join   servers s on s.id = h.server_id
            where  s.purpose = 'organization' and s.provider is not null and (h.health <> 'healthy' or h.since > @from
                   or s.id = any(@Changed))
            """, new { from, Changed = changes.Select(one => one.ServerId.Value).Distinct().ToArray() }, cancel);
        var watched = RegionCount.Places(await work.List<RegionCount>(
            """
            select   s.provider, s.region, count(*) as servers
            from     server_health h
            join     servers s on s.id = h.server_id
            where    s.purpose = 'organization' and s.provider is not null
            group by s.provider, s.region
            """, null, cancel));
        return [.. rules.Select(one => Played(new(one, watched), servers, changes, from, work.Now, every))];
    }

    static LastWeek Played(
        Replay replay, IReadOnlyList<Row> servers, List<Change> changes, DateTimeOffset from, DateTimeOffset until, TimeSpan every)
    {
        var first = changes.GroupBy(one => one.ServerId).ToDictionary(one => one.Key, one => one.First().Before);
        foreach (var one in servers)
        {
            var before = first.TryGetValue(one.Id, out var was) ? was ?? HealthState.Healthy : one.Health;
            replay.Add(one.Id, one.Name, one.Provider, one.Region, before, from, one.WasWell);
        }
        var next = 0;
        for (var at = from; at <= until; at += every)
        {
            var end = next;
            while (end < changes.Count && changes[end].At <= at) end++;
            if (end > next || !replay.IsQuiet || at == from)
                replay.Round(at, changes[next..end].Select(one => (one.ServerId, one.Health)));
            next = end;
        }
        return new(replay.Reboots.Count, replay.Opened);
    }
}
