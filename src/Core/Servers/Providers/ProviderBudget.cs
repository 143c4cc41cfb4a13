using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Providers;

/// <summary>
/// How many calls the provider still takes, for all of OpsBot's programs together: what it said last, less what was called since, and
/// what flows back by the second. When it runs low, whatever can wait does, so that jobs come to their end.
/// </summary>
public sealed class ProviderBudget(NpgsqlDataSource source, TimeProvider time)
{
    // In parts of a hundred: below the first, only running jobs call; below the second, nobody.
    const int JobsOnly = 20;
    const int Nobody = 5;

    // Seconds.
    const int MostJitter = 10;

    sealed record Left(int Most, int Calls, bool Taken);

    /// <summary>Takes one call out of it; else why not, and for how long.</summary>
    public async Task<ProviderFault?> Take(string provider, Urgency urgency, CancellationToken cancel)
    {
        var floor = urgency == Urgency.Job ? Nobody : JobsOnly;
        await using var db = await source.OpenConnectionAsync(cancel);
        var left = await db.Find<Left>(
            """
            with known as materialized (
                select b.most,
                       least(b.most, b.remaining + floor(greatest(extract(epoch from @Now - b.seen_at), 0) * b.most / 3600))::int as calls
                from   provider_budget b
                where  b.provider = @provider
                for    update),
            taken as (
                update provider_budget b
                set    remaining = k.calls - 1, seen_at = @Now
                from   known k
                where  b.provider = @provider and k.calls > 0 and k.calls * 100 >= k.most * @floor
                returning b.provider)
            select k.most, k.calls, exists (select from taken) as taken from known k
            """, new { provider, floor, Now = time.GetUtcNow() }, cancel);
        if (left is null or { Taken: true }) return null;
        // As long as it takes until enough have flowed back, and not to the same second for all that wait.
        var missing = Math.Max(1, (left.Most * floor / 100) - left.Calls);
        var wait = TimeSpan.FromSeconds((missing * 3600 / left.Most) + 1 + Random.Shared.Next(MostJitter));
        return new(ProviderTrouble.Passing,
            $"The provider takes {left.Most} calls an hour, and {left.Calls} are left: "
            + $"{(urgency == Urgency.Job ? "all calls wait" : "what is no running job waits")} for {wait.InWords()}.") { Wait = wait };
    }

    /// <summary>What the provider said with its answer; it knows best.</summary>
    public async Task Note(string provider, int most, int remaining, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            insert into provider_budget (provider, most, remaining, seen_at)
            values (@provider, @most, @remaining, @Now)
            on conflict (provider) do update set most = excluded.most, remaining = excluded.remaining, seen_at = excluded.seen_at
            """, new { provider, most, remaining, Now = time.GetUtcNow() }, cancel);
    }
}
