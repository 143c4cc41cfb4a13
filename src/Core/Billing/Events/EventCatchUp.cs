using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Database;

namespace OpsBot.Core.Billing.Events;

/// <summary>
/// Reads each hour what happened from the provider's own list, so that a report that never came is missed for an hour at most; and takes up
/// again what waits.
/// </summary>
public sealed partial class EventCatchUp(
    NpgsqlDataSource source, GatewayNews news, IGateway gateway, TimeProvider time, ILogger<EventCatchUp> log)
{
    // In one round; the next one goes on.
    const int MostTakenUp = 200;

    static readonly TimeSpan every = TimeSpan.FromHours(1);

    // What has happened may stand in the list only some time later, and clocks differ.
    static readonly TimeSpan overlap = TimeSpan.FromHours(1);

    sealed record Reading(DateTimeOffset? ReadAt, DateTimeOffset? AskedSince);

    sealed record Waiting(
        string Id, string Type, string? ThingKind, string? ThingId, string Version, DateTimeOffset HappenedAt)
    {
        public GatewayEvent Event => new(Id, Type, HappenedAt) { ThingKind = ThingKind, ThingId = ThingId, Version = Version };
    }

    public async Task Round(CancellationToken cancel)
    {
        if (!gateway.IsSetUp) return;
        var fault = await ReadList(cancel);
        for (var taken = 0; taken < MostTakenUp && await Next(cancel) is { } waiting; taken++)
            await news.Settle(waiting.Event, receipt: null, cancel);
        // The schedule shows it, and tries again in a while.
        if (fault is not null) throw new HttpRequestException(fault.Sentence);
    }

    async Task<GatewayFault?> ReadList(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var reading = await db.Get<Reading>("select read_at, asked_since from stripe_reading", null, cancel);
        var now = time.GetUtcNow();
        if (reading.AskedSince is null && reading.ReadAt > now - every) return null;
        // What happened before OpsBot was told to listen is nobody's news.
        var since = (reading.ReadAt ?? now) - overlap;
        if (reading.AskedSince < since) since = reading.AskedSince.Value;
        var missed = 0;
        for (string? behind = null; ;)
        {
            if ((await gateway.Events(since, behind, cancel)).Failed(out var page, out var fault)) return fault;
            if (page.Events.Count > 0) missed += await news.Note(page.Events, EventSource.List, now, cancel);
            if (!page.HasMore) break;
            behind = page.Events[^1].Id;
        }
        // Asked once more meanwhile, from further back, it is read once more.
        await db.Execute(
            """
            update stripe_reading
            set    read_at = @now, asked_since = case when asked_since is distinct from @AskedSince then asked_since end
            """, new { now, reading.AskedSince }, cancel);
        if (missed > 0) LogMissed(missed);
        return null;
    }

    /// <summary>Taken up by nobody else for a while.</summary>
    async Task<Waiting?> Next(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var now = time.GetUtcNow();
        return await db.Find<Waiting>(
            """
            update stripe_events
            set    due_at = @Later
            where  id = (
                   select   id
                   from     stripe_events
                   where    state = 'waiting' and due_at <= @now
                   order by due_at
                   limit    1
                   for update skip locked)
            returning id, type, thing_kind, thing_id, version, happened_at
            """, new { now, Later = now + GatewayNews.Abandoned }, cancel);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} events of the payment provider were never reported and are taken from its list")]
    partial void LogMissed(int count);
}
