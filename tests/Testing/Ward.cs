using OpsBot.Core.Health;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Testing;

/// <summary>Servers whose health a test decides, round by round, kept as the probes keep it.</summary>
sealed class Ward(Func<string, object?, Task> execute, Clock clock, Func<DateTimeOffset, Task> decide)
{
    readonly Dictionary<string, Kept> servers = [];

    sealed record Kept(ServerId Id, HealthState Health, DateTimeOffset Since, int Bad, int Lesser, int Good, DateTimeOffset? WellSince);

    public ServerId this[string name] => servers[name].Id;

    public IEnumerable<string> Names => servers.Keys;

    /// <summary>Of an organization of its own; it was healthy for days.</summary>
    public async Task Add(string name, string region = "nbg1", string provider = "hetzner", long price = 349)
    {
        var now = clock.GetUtcNow();
        var id = ServerId.Of(Guid.CreateVersion7());
        servers[name] = new(id, HealthState.Healthy, now.AddDays(-3), 0, 0, 900, now.AddDays(-3));
        await execute(
            """
            with o as (
                insert into organizations (id, slug, name, tier, state, created_at)
                values (@Organization, @name, @name, 'starter', 'active', @now)
                returning id),
            s as (
                insert into servers (id, name, region, purpose, organization_id, provider, provider_id, label, type, state, price_minor,
                                     currency, created_at)
                select @Id, @name, @region, 'organization', o.id, @provider, @name, @name, 'cx23', 'running', @price, 'EUR', @now
                from   o
                returning id)
            insert into server_health (server_id, health, since, seen_at, good_rounds, well_since, was_well_at)
            select id, 'healthy', @WellSince, @now, 900, @WellSince, @now
            from   s
            """,
            new { Organization = Guid.CreateVersion7(), Id = id.Value, name, region, provider, price, now, WellSince = now.AddDays(-3) });
    }

    /// <summary>One that is there already; it was healthy for days.</summary>
    public async Task Add(string name, ServerId id)
    {
        var now = clock.GetUtcNow();
        servers[name] = new(id, HealthState.Healthy, now.AddDays(-3), 0, 0, 900, now.AddDays(-3));
        await execute(
            """
            insert into server_health (server_id, health, since, seen_at, good_rounds, well_since, was_well_at)
            values (@Id, 'healthy', @WellSince, @now, 900, @WellSince, @now)
            """, new { Id = id.Value, now, WellSince = now.AddDays(-3) });
    }

    /// <summary>Five minutes later, all are healthy but those that are named.</summary>
    public Task Round(params IReadOnlyList<(string Name, HealthState Health)> ill) =>
        Round(ill.ToDictionary(one => one.Name, one => one.Health));

    public async Task Round(IReadOnlyDictionary<string, HealthState> ill)
    {
        clock.Advance(TimeSpan.FromMinutes(5));
        var now = clock.GetUtcNow();
        var before = servers.ToDictionary();
        foreach (var (name, kept) in before) servers[name] = After(kept, ill.GetValueOrDefault(name, HealthState.Healthy), now);
        await Keep(servers, now);
        await Changed([.. servers.Where(one => before[one.Key].Health != one.Value.Health)], before, now);
        await execute(
            """
            insert into probe_rounds (began_at, ended_at, servers, healthy, degraded, unhealthy, unreachable)
            select @now, @now, count(*), count(*) filter (where health = 'healthy'), count(*) filter (where health = 'degraded'),
                   count(*) filter (where health = 'unhealthy'), count(*) filter (where health = 'unreachable')
            from   server_health
            where  seen_at = @now
            """, new { now });
        await decide(now);
    }

    public async Task VoidRound(string why)
    {
        clock.Advance(TimeSpan.FromMinutes(5));
        await execute("insert into probe_rounds (began_at, ended_at, void_why) values (@Now, @Now, @why)",
            new { why, Now = clock.GetUtcNow() });
        await decide(clock.GetUtcNow());
    }

    static Kept After(Kept kept, HealthState health, DateTimeOffset now) => kept with
    {
        Health = health, Since = health == kept.Health ? kept.Since : now,
        Bad = health is HealthState.Unhealthy or HealthState.Unreachable ? kept.Bad + 1 : 0,
        Lesser = health != HealthState.Healthy ? kept.Lesser + 1 : 0,
        Good = health == HealthState.Healthy ? kept.Good + 1 : 0,
        WellSince = health == HealthState.Healthy ? kept.WellSince ?? now : null,
    };

    // What a job is at, or is off, is not looked at.
    Task Keep(IReadOnlyDictionary<string, Kept> all, DateTimeOffset now) => execute(
        """
        update server_health h
        set    health = n.health, since = n.since, seen_at = @now, bad_rounds = n.bad, lesser_rounds = n.lesser, good_rounds = n.good,
               well_since = n.well_since, why = case when n.health <> 'healthy' then 'Convex: no answer.' end,
               was_well_at = case when n.well_since <= @now - interval '1 day' then @now else was_well_at end
        from   unnest(@Ids, @Healths, @Sinces, @Bad, @Lesser, @Good, @WellSinces) n (id, health, since, bad, lesser, good, well_since)
        join   servers s on s.id = n.id and s.state = 'running'
        join   organizations o on o.id = s.organization_id and o.state <> 'suspended'
        where  h.server_id = n.id
        """,
        new
        {
            now, Ids = all.Values.Select(one => one.Id.Value).ToArray(), Healths = all.Values.Select(one => one.Health.Snake()).ToArray(),
            Sinces = all.Values.Select(one => one.Since.UtcDateTime).ToArray(), Bad = all.Values.Select(one => one.Bad).ToArray(),
            Lesser = all.Values.Select(one => one.Lesser).ToArray(), Good = all.Values.Select(one => one.Good).ToArray(),
            WellSinces = all.Values.Select(one => one.WellSince?.UtcDateTime).ToArray(),
        });

    Task Changed(IReadOnlyList<KeyValuePair<string, Kept>> changed, Dictionary<string, Kept> before, DateTimeOffset now) => execute(
        """
        insert into health_changes (server_id, at, health, before)
        select id, @now, health, before
        from   unnest(@Ids, @Healths, @Before) n (id, health, before)
        """,
        new
        {
            now, Ids = changed.Select(one => one.Value.Id.Value).ToArray(),
            Healths = changed.Select(one => one.Value.Health.Snake()).ToArray(),
            Before = changed.Select(one => before[one.Key].Health.Snake()).ToArray(),
        });
}
