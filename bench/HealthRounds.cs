using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OpsBot.Core;
using OpsBot.Core.Database;
using OpsBot.Core.Health;

namespace OpsBot.Bench;

/// <summary>
/// How long a round over ten thousand servers takes, with a real connection for each of their services, all of it kept and judged; where
/// all are well, and where a third lets nobody in. The stand-ins live in the same process, and so are part of its memory.
/// </summary>
sealed class HealthRounds(ServiceProvider services, HealthRounds.Jumping time, NpgsqlDataSource source)
{
    const int Servers = 10_000;

    /// <summary>A clock that runs as any, and jumps to the next round.</summary>
    public sealed class Jumping : TimeProvider
    {
        TimeSpan ahead;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;

        public void Jump(TimeSpan by) => ahead += by;
    }

    sealed record Kept(int Servers, int Healthy, int Unreachable);

    public static async Task Measure(string database, IReadOnlyDictionary<string, string> settings, int rounds)
    {
        await using var servers = await StandInServers.Start();
        var (time, source) = (new Jumping(), NpgsqlDataSource.Create(database));
        await using var _ = source;
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
                settings.Select(one => KeyValuePair.Create(one.Key["OPSBOT_".Length..].Replace("__", ":", StringComparison.Ordinal),
                    (string?)one.Value)).Concat(
                [
                    new("Servers:Ports:Convex", $"{servers.Ports[0]}"), new("Servers:Ports:Web", $"{servers.Ports[1]}"),
                    new("Servers:Ports:Mta", $"{servers.Ports[2]}"),
                ])).Build())
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddCore(database)
            .BuildServiceProvider();
        await Fill(source);
        Screen.Line($"Rounds over {Servers:N0} servers of three services each, {rounds} of each kind; durable Postgres, "
            + $"{Environment.ProcessorCount} processors for all of it.");
        Screen.Line();
        var all = new HealthRounds(services, time, source);
        await all.Rounds("All well", "under 60 s", rounds, 0);
        await all.Take(Servers / 3);
        await all.Rounds("A third lets nobody in", "under 180 s", rounds, Servers / 3);
        Screen.Line();
    }

    async Task Rounds(string what, string target, int rounds, int away)
    {
        var (times, memory) = (new List<double>(), new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            time.Jump(TimeSpan.FromMinutes(5));
            var watch = Stopwatch.StartNew();
            await services.GetRequiredService<HealthRound>().Round(CancellationToken.None);
            times.Add(watch.Elapsed.TotalSeconds);
            memory.Add(Process.GetCurrentProcess().WorkingSet64 / 1e6);
            await Check(away);
        }
        var sorted = times.Order().ToList();
        BenchLine.Say(what, string.Create(CultureInfo.InvariantCulture,
            $"p50 {Load.Part(sorted, 0.5):0.0} s, slowest {sorted[^1]:0.0} s"), target);
        BenchLine.Say("  memory, first, last, most", string.Create(CultureInfo.InvariantCulture,
            $"{memory[0]:0} MB, {memory[^1]:0} MB, {memory.Max():0} MB"), "under 300 MB and flat");
    }

    // What was measured has to have been true.
    async Task Check(int away)
    {
        await using var db = await source.OpenConnectionAsync();
        var kept = await db.Get<Kept>("select servers, healthy, unreachable from probe_rounds order by began_at desc limit 1", null,
            CancellationToken.None);
        if (kept != new Kept(Servers, Servers - away, away)) throw new InvalidOperationException($"A round came to {kept}");
    }

    async Task Take(int count)
    {
        await using var db = await source.OpenConnectionAsync();
        await db.Execute(
            """
            update servers
            set    v4 = @Away::inet
            where  id in (select id from servers where label like 'probed-%' order by label limit @count)
            """,
            new { StandInServers.Away, count }, CancellationToken.None);
    }

    static async Task Fill(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync();
        await db.Execute(
            """
            with o as (
                insert into organizations (id, slug, name, tier, state, created_at)
                select gen_random_uuid(), 'probed-' || n, 'Probed ' || n, 'starter', 'active', @Now
                from   generate_series(1, @Servers) n
                returning id, slug)
            insert into servers (id, name, region, provider, provider_id, label, purpose, organization_id, type, v4, state, reach, created_at)
            select gen_random_uuid(), o.slug || '-vps', (array['fsn1', 'nbg1', 'hel1'])[1 + n % 3], 'hetzner', o.slug, o.slug, 'organization',
                   o.id, 'cx23', ('127.78.' || n / 250 || '.' || 1 + n % 250)::inet, 'running', 'direct', @Now
            from   o
            cross  join lateral (select substr(o.slug, 8)::integer as n) s
            """, new { Servers, Now = TimeProvider.System.GetUtcNow() }, CancellationToken.None);
        await db.Execute("vacuum analyze", null, CancellationToken.None);
    }
}
