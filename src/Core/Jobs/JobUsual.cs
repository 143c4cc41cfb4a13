using System.Collections.Concurrent;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Jobs;

/// <summary>
/// How long the steps of an operation take as a rule, by their last fifty runs; nothing where there were few, or it is not worth saying.
/// </summary>
public sealed class JobUsual(NpgsqlDataSource source, TimeProvider time)
{
    // So that a job which looks every second does not ask each time.
    static readonly TimeSpan stays = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<string, (DateTimeOffset Until, IReadOnlyDictionary<string, TimeSpan> Lengths)> known = new();

    sealed record Row(string Name, double Seconds);

    internal async Task<IReadOnlyDictionary<string, TimeSpan>> Of(string operation, IEnumerable<string> steps, CancellationToken cancel)
    {
        if (known.TryGetValue(operation, out var lately) && lately.Until > time.GetUtcNow()) return lately.Lengths;
        await using var db = await source.OpenConnectionAsync(cancel);
        var rows = await db.List<Row>(
            """
            select s.name, lately.seconds
            from   unnest(@Names) s (name)
            cross  join lateral (
                   select percentile_cont(0.5) within group (order by extract(epoch from one.took)) as seconds, count(*) as runs
                   from   (
                          select   ended_at - started_at as took
                          from     job_steps
                          where    operation = @operation and name = s.name and state = 'done' and not undo
                          order by ended_at desc
                          limit    50) one) lately
            where  lately.runs >= 5 and lately.seconds >= 5
            """, new { operation, Names = steps.ToArray() }, cancel);
        var lengths = rows.ToDictionary(row => row.Name, row => TimeSpan.FromSeconds(row.Seconds));
        known[operation] = (time.GetUtcNow() + stays, lengths);
        return lengths;
    }
}
