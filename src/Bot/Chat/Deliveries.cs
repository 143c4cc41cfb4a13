using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Chat;

/// <summary>A delivery that this process has claimed, with the newest wording of its message.</summary>
sealed record Claimed(
    long Id, Guid MessageId, string Key, string Kind, string Content, long Version, string Place, string Lane,
    string? Ref, int Sends, int Attempts, string? LastError, DateTimeOffset SaidAt, DateTimeOffset ClaimedUntil);

/// <summary>The deliveries table, as the delivery of one platform works on it.</summary>
public sealed class Deliveries(NpgsqlDataSource source, TimeProvider time, DeliveryLimits limits)
{
    public DeliveryLimits Limits => limits;

    // A message that the platform has failed to take this often no longer holds up those behind it.
    const int MostBefore = 20;

    /// <summary>The first pending delivery of each lane, where nobody is at that lane already.</summary>
    internal async Task<IReadOnlyList<Claimed>> Take(string platform, IReadOnlyCollection<string> resting, int most, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var now = time.GetUtcNow();
        return await db.List<Claimed>(
            """
            with due as (
                select   d.id
                from     deliveries d
                where    d.platform = @Platform and d.pending and d.not_before <= @Now
                and      (d.claimed_until is null or d.claimed_until <= @Now)
                and      d.lane <> all(@Resting)
                and      not exists (
                         select from deliveries e
                         where  e.platform = d.platform and e.lane = d.lane and e.pending and e.id <> d.id
                         and    ((e.id < d.id and e.attempts < @MostBefore) or e.claimed_until > @Now))
                order by d.id
                limit    @Most
                for update skip locked)
            update deliveries d
            set    claimed_until = @Until, attempts = d.attempts + 1
            from   due, messages m
            where  d.id = due.id and m.id = d.message_id
            returning d.id, d.message_id, m.key, m.kind, m.content, m.version, d.place, d.lane, d.ref, d.sends, d.attempts, d.last_error, m.said_at, d.claimed_until
            """,
            new { Platform = platform, Now = now, Until = now + limits.Claim, Resting = resting.ToArray(), Most = most, MostBefore }, cancel);
    }

    /// <summary>It stands there; if it was said anew meanwhile, it stays pending.</summary>
    internal async Task Sent(Claimed claimed, string reference, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        // Two statements, one round trip, one transaction. The first waits for whoever is just saying it anew and takes
        // the locks in their order, message first; the second then sees the newest version.
        await db.Execute(
            """
            select 1 from messages where id = @MessageId for share;
            update deliveries d
            set    ref = @Ref, sent_version = @Version, sends = sends + 1, attempts = 0, claimed_until = null, last_error = null,
                   pending = exists (select from messages m where m.id = d.message_id and m.version > @Version)
            where  id = @Id and claimed_until = @ClaimedUntil
            """,
            new { claimed.Id, claimed.ClaimedUntil, claimed.MessageId, claimed.Version, Ref = reference }, cancel);
    }

    /// <summary>When the platform named the time itself, that was no failure and makes later pauses no longer.</summary>
    internal async Task Later(Claimed claimed, DateTimeOffset at, bool wasTold, string reason, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            update deliveries
            set    not_before = @At, attempts = attempts - case when @WasTold then 1 else 0 end, claimed_until = null, last_error = @Reason
            where  id = @Id and claimed_until = @ClaimedUntil
            """,
            new { claimed.Id, claimed.ClaimedUntil, At = at, WasTold = wasTold, Reason = reason }, cancel);
    }

    internal async Task End(Claimed claimed, string reason, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            update deliveries
            set    pending = false, ended_at = @Now, claimed_until = null, last_error = @Reason
            where  id = @Id and claimed_until = @ClaimedUntil
            """,
            new { claimed.Id, claimed.ClaimedUntil, Reason = reason, Now = time.GetUtcNow() }, cancel);
    }

    /// <summary>Goes on in another place; where the message stands there already, this delivery ends.</summary>
    internal async Task Move(Claimed claimed, Delivered.Moved moved, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var free = await db.Execute(
            """
            update deliveries
            set    place = @Place, lane = @Lane, ref = null, sends = 0, attempts = 0, not_before = @Now, claimed_until = null, last_error = @Reason
            where  id = @Id and claimed_until = @ClaimedUntil
            and    not exists (
                   select from deliveries other
                   where  other.message_id = @MessageId and other.platform = deliveries.platform and other.place = @Place and other.id <> @Id)
            """,
            new { claimed.Id, claimed.ClaimedUntil, claimed.MessageId, moved.Place, moved.Lane, moved.Reason, Now = time.GetUtcNow() }, cancel);
        if (free == 0) await End(claimed, moved.Reason, cancel);
    }
}
