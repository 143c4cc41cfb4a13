using Microsoft.Extensions.Logging;
using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>How many rows one round of Retention removed.</summary>
public sealed record Removed(int Requests, int Messages);

/// <summary>Removes what nobody needs any more: handled requests after a week, messages after a month in which they did not change.</summary>
public sealed partial class Retention(NpgsqlDataSource source, TimeProvider time, ILogger<Retention> log)
{
    // Longer than any platform delivers twice, and long enough to look into last week's complaint.
    static readonly TimeSpan requestsStay = TimeSpan.FromDays(7);

    // A card is edited for as long as what it shows is open, and is then said anew, which counts as young.
    static readonly TimeSpan messagesStay = TimeSpan.FromDays(30);

    // Small, so that no transaction holds its locks for long and nobody waits for the clearing up.
    const int AtOnce = 1000;

    public async Task<Removed> Clear(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var now = time.GetUtcNow();
        var (requests, messages) = (0, 0);
        for (var more = AtOnce; more == AtOnce; requests += more)
            more = await db.Execute(
                """
                delete from inbox
                where  id in (
                       select   id
                       from     inbox
                       where    handled_at < @Before
                       order by handled_at
                       limit    @AtOnce
                       for update skip locked)
                """,
                new { Before = now - requestsStay, AtOnce }, cancel);
        // A message on its way stays, however old: a platform may have been away for long.
        // One that an unfinished job or an open approval will say anew stays as well; its place would be lost with it.
        for (var more = AtOnce; more == AtOnce; messages += more)
            more = await db.Execute(
                """
                delete from messages
                where  id in (
                       select   m.id
                       from     messages m
                       where    m.said_at < @Before
                       and      not exists (select from deliveries d where d.message_id = m.id and d.pending)
                       and      not exists (select from jobs j where j.message_key = m.key and j.state in ('queued', 'running'))
                       order by m.said_at
                       limit    @AtOnce
                       for update skip locked)
                """,
                new { Before = now - messagesStay, AtOnce }, cancel);
        if (requests + messages > 0) LogCleared(requests, messages);
        return new(requests, messages);
    }

    [LoggerMessage(LogLevel.Information, "{Requests} handled requests and {Messages} old messages removed")]
    partial void LogCleared(int requests, int messages);
}
