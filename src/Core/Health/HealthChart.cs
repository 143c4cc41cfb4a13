using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>How a server was over time: in each slot the worst that it was, and what happened meanwhile.</summary>
public static class HealthChart
{
    // What flaps all month shows its newest part.
    const int MostChanges = 3_000;

    sealed record Change(DateTimeOffset At, HealthState Health, HealthState? Before);

    sealed record Last(HealthState Health, DateTimeOffset Since, DateTimeOffset SeenAt);

    /// <summary>For a card: it stays the same for a quarter of an hour unless something changes.</summary>
    public static Task<Chart> OfLastDay(NpgsqlConnection db, ServerId server, DateTimeOffset now, CancellationToken cancel) =>
        Of(db, server, ChartTime.Of(ChartRange.Day, now), "Health, the last day", cancel);

    public static async Task<Chart> Of(NpgsqlConnection db, ServerId server, ChartTime time, string title, CancellationToken cancel)
    {
        var changes = (await db.List<Change>(
            """
            select   at, health, before
            from     health_changes
            where    server_id = @server and at >= @From and at < @Until
            order by at desc
            limit    @MostChanges
            """, new { server, time.From, time.Until, MostChanges }, cancel)).Reverse().ToList();
        var last = await db.Find<Last>("select health, since, seen_at from server_health where server_id = @server", new { server }, cancel);
        return new(title, "", [new("Health", Slots(time, changes, last))], await ServerMarks.Of(db, server, time, cancel))
        {
            Kind = ChartKind.States, Names = [.. Enum.GetValues<HealthState>().Select(state => state.Words())],
            From = time.From, Until = time.Until,
        };
    }

    static double?[] Slots(ChartTime time, List<Change> changes, Last? last)
    {
        var slots = new double?[time.Slots];
        if (last is null || last.SeenAt < time.From) return slots;
        var (state, since) = changes.Count > 0 ? (changes[0].Before, time.From)
            : (last.Health, last.Since > time.From ? last.Since : time.From);
        foreach (var change in changes)
        {
            Fill(state, since, change.At);
            (state, since) = (change.Health, change.At);
        }
        // Since it was last seen, nobody knows.
        Fill(state, since, last.SeenAt);
        return slots;

        void Fill(HealthState? state, DateTimeOffset from, DateTimeOffset until)
        {
            if (state is not { } known || until < from) return;
            // What ended as a slot began was not in it.
            var end = time.Slot(until > from ? until - TimeSpan.FromTicks(1) : until);
            for (var slot = time.Slot(from); slot <= end; slot++) slots[slot] = Math.Max(slots[slot] ?? 0, (double)known);
        }
    }
}
