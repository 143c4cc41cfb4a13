using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Chat;

/// <summary>A delivery that this process has claimed, with the newest wording of its message.</summary>
sealed record Claimed(
    long Id, Guid MessageId, string Key, string Kind, string Content, long Version,
    string Platform, PlaceKind PlaceKind, string PlaceId, string? PlaceMeans,
    string? Ref, int Attempts, string? LastError, DateTimeOffset FirstSaidAt, DateTimeOffset SaidAt, DateTimeOffset ClaimedUntil,
    string? Trace)
{
    public ChatPlace Place => new(Platform, PlaceKind, PlaceId) { Means = PlaceMeans };

    /// <summary>What the content says, where it was handed over in memory.</summary>
    public object? Said { get; init; }

    public static Claimed Of(HandedOver handed) => new(
        handed.Id, handed.MessageId, handed.Key, handed.Kind, handed.Text, handed.Version,
        handed.At.Platform, handed.At.Kind, handed.At.Id, handed.At.Means,
        null, 1, null, handed.SaidAt, handed.SaidAt, handed.ClaimedUntil, handed.Trace) { Said = handed.Content };
}

/// <summary>A delivery that the platform took, and what it is called there.</summary>
sealed record Sent(Claimed Claimed, MessageRef Ref);

/// <summary>
/// The deliveries table, as the delivery of one platform works on it. Claims run by the database's clock, pauses by the program's.
/// </summary>
public sealed class Deliveries(NpgsqlDataSource source, TimeProvider time, DeliveryLimits limits)
{
    public DeliveryLimits Limits => limits;

    // A message that the platform has failed to take this often no longer holds up those behind it.
    const int MostBefore = 20;

    /// <summary>The first pending delivery of each place, where nobody is at that place already.</summary>
    internal async Task<IReadOnlyList<Claimed>> Take(
        IMessenger messenger, IReadOnlyCollection<string> resting, int most, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Claimed>(
            """
            with due as (
                select   d.id
                from     deliveries d
                where    d.platform = @Platform and d.pending and d.not_before <= @Now
                and      (d.claimed_until is null or d.claimed_until <= clock_timestamp())
                and      d.place_id <> all(@Resting)
                and      not exists (
                         select from deliveries e
                         where  e.platform = d.platform and e.place_kind = d.place_kind and e.place_id = d.place_id
                         and    e.pending and e.id <> d.id
                         and    ((e.id < d.id and e.attempts < @MostBefore) or e.claimed_until > clock_timestamp()))
                order by d.id
                limit    @Most
                for update skip locked)
            update deliveries d
            set    claimed_until = clock_timestamp() + @Claim, attempts = d.attempts + 1
            from   due, messages m
            where  d.id = due.id and m.id = d.message_id
            returning d.id, d.message_id, m.key, m.kind, m.content, m.version, d.platform, d.place_kind, d.place_id, d.place_means,
                      d.ref, d.attempts, d.last_error, d.first_said_at, m.said_at, d.claimed_until, m.trace
            """,
            new
            {
                Platform = messenger.Name, Now = time.GetUtcNow(), limits.Claim, Resting = resting.ToArray(), Most = most,
                MostBefore = messenger.KeepsOrder ? int.MaxValue : MostBefore,
            }, cancel);
    }

    /// <summary>They stand there. Returned are those that are to go out again, because they were said anew meanwhile.</summary>
    /// <remarks>
    /// Nobody waits until the disk has it: should the database itself break down within the same second, they are said once more.
    /// </remarks>
    internal async Task<IReadOnlyCollection<long>> Sent(IReadOnlyList<Sent> sent, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        // Most often it is one, and that one costs no plan.
        var settled = sent.Count == 1 ? [] : await SentTogether(db, sent, cancel);
        var again = settled.Where(one => one.Pending).Select(one => one.Id).ToHashSet();
        foreach (var one in sent.ExceptBy(settled.Select(one => one.Id), one => one.Claimed.Id))
            if (await Sent(db, one, cancel)) again.Add(one.Claimed.Id);
        return again;
    }

    // The locked rows are the newest there are: nobody says a message anew until this is committed. Who is just saying one anew is not
    // waited for here, because two who each hold what the other wants would wait for ever.
    static async Task<IReadOnlyList<Settled>> SentTogether(NpgsqlConnection db, IReadOnlyList<Sent> sent, CancellationToken cancel)
    {
        await using var batch = new Batch(db);
        batch.Add(DiskLater, null);
        batch.Add(
            """
            with sent as (
                select id, message_id, claim, ref::jsonb as ref, version
                from   unnest(@Ids, @Messages, @Claims, @Refs, @Versions) as sent (id, message_id, claim, ref, version)),
            said as (
                select id, version
                from   messages
                where  id = any(@Messages)
                for    share skip locked)
            update deliveries d
            set    ref = sent.ref, sent_version = sent.version, attempts = 0, claimed_until = null, last_error = null,
                   pending = said.version > sent.version
            from   sent
            join   said on said.id = sent.message_id
            where  d.id = sent.id and d.claimed_until = sent.claim
            returning d.id, d.pending
            """,
            new
            {
                Ids = sent.Select(one => one.Claimed.Id).ToArray(),
                Messages = sent.Select(one => one.Claimed.MessageId).ToArray(),
                Claims = sent.Select(one => one.Claimed.ClaimedUntil.UtcDateTime).ToArray(),
                Refs = sent.Select(one => Json.Text(one.Ref)).ToArray(),
                Versions = sent.Select(one => one.Claimed.Version).ToArray(),
            });
        await using var reader = await batch.Read(cancel);
        await reader.NextResultAsync(cancel);
        return await reader.Rows<Settled>(cancel);
    }

    const string DiskLater = "select pg_catalog.set_config('synchronous_commit', 'off', true)";

    sealed record Settled(long Id, bool Pending);

    // One round trip, one transaction. The lock waits for whoever is just saying it anew and takes the locks in their order, message
    // first; the update then sees the newest version. Zero rows: its claim lapsed, and another is at it.
    static async Task<bool> Sent(NpgsqlConnection db, Sent sent, CancellationToken cancel)
    {
        var claimed = sent.Claimed;
        await using var batch = new Batch(db);
        batch.Add(DiskLater, null);
        batch.Add("select 1 from messages where id = @MessageId for share", new { claimed.MessageId });
        batch.Add(
            """
            update deliveries d
            set    ref = @Ref::jsonb, sent_version = @Version, attempts = 0, claimed_until = null, last_error = null,
                   pending = exists (select from messages m where m.id = d.message_id and m.version > @Version)
            where  id = @Id and claimed_until = @ClaimedUntil
            returning id, pending
            """,
            new { claimed.Id, claimed.ClaimedUntil, claimed.Version, Ref = Json.Text(sent.Ref) });
        await using var reader = await batch.Read(cancel);
        await reader.NextResultAsync(cancel);
        await reader.NextResultAsync(cancel);
        return (await reader.Rows<Settled>(cancel)).SingleOrDefault() is not { Pending: false };
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

    /// <summary>Leaves to others what this process will not get to.</summary>
    internal async Task LetGo(IReadOnlyList<Claimed> all, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            update deliveries d
            set    attempts = d.attempts - 1, claimed_until = null
            from   unnest(@Ids, @Claims) as left_over (id, claim)
            where  d.id = left_over.id and d.claimed_until = left_over.claim
            """,
            new { Ids = all.Select(one => one.Id).ToArray(), Claims = all.Select(one => one.ClaimedUntil.UtcDateTime).ToArray() }, cancel);
    }

    /// <summary>It is not said any more, and nobody misses it.</summary>
    internal Task End(Claimed claimed, string reason, CancellationToken cancel) => End(claimed, reason, givenUp: false, cancel);

    /// <summary>It is not said any more, and somebody may miss it.</summary>
    internal Task GiveUp(Claimed claimed, string reason, CancellationToken cancel) => End(claimed, reason, givenUp: true, cancel);

    async Task End(Claimed claimed, string reason, bool givenUp, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            update deliveries
            set    pending = false, ended_at = @Now, given_up = @givenUp, claimed_until = null, last_error = @reason
            where  id = @Id and claimed_until = @ClaimedUntil
            """,
            new { claimed.Id, claimed.ClaimedUntil, reason, givenUp, Now = time.GetUtcNow() }, cancel);
    }

    /// <summary>Goes on in another place; where the message stands there already, this delivery ends.</summary>
    internal async Task Move(Claimed claimed, Delivered.Moved moved, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var free = await db.Execute(
            """
            update deliveries
            set    place_kind = @Kind, place_id = @PlaceId, place_means = @Means::jsonb, first_said_at = @Now,
                   ref = null, attempts = 0, not_before = @Now, claimed_until = null, last_error = @Reason
            where  id = @Id and claimed_until = @ClaimedUntil
            and    not exists (
                   select from deliveries other
                   where  other.message_id = @MessageId and other.platform = deliveries.platform
                   and    other.place_kind = @Kind and other.place_id = @PlaceId and other.id <> @Id)
            """,
            new
            {
                claimed.Id, claimed.ClaimedUntil, claimed.MessageId, moved.Place.Kind, PlaceId = moved.Place.Id, moved.Place.Means,
                moved.Reason, Now = time.GetUtcNow(),
            }, cancel);
        if (free == 0) await End(claimed, moved.Reason, cancel);
    }
}
