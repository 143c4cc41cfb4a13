using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>How many rows one round of Retention removed.</summary>
public sealed record Removed(
    int Requests, int Messages, int Drafts, int Clicks, int Rounds, int Jobs, int Alerts, int Health, int Metrics);

/// <summary>
/// Removes what nobody needs any more: handled requests after a week, messages after a month in which they did not change, half-filled
/// forms after two days, rounds of duties after a week, ended jobs after three months, alerts 400 days after their end; of how servers
/// were the rounds, their hours and what nodes say of themselves after 35 days, the days and changes after 400.
/// </summary>
public sealed partial class Retention(NpgsqlDataSource source, TimeProvider time, ILogger<Retention> log)
{
    // Longer than any platform delivers twice, and long enough to look into last week's complaint.
    static readonly TimeSpan requestsStay = TimeSpan.FromDays(7);

    // A card is edited for as long as what it shows is open, and is then said anew, which counts as young.
    static readonly TimeSpan messagesStay = TimeSpan.FromDays(30);

    // Nobody comes back to a half-filled form after that.
    static readonly TimeSpan draftsStay = TimeSpan.FromDays(2);

    // As long as somebody may scroll up to an old message and click.
    static readonly TimeSpan clicksStay = TimeSpan.FromDays(400);

    // The newest of each duty stays for longer: it says that its slot is done with.
    static readonly TimeSpan roundsStay = TimeSpan.FromDays(7);
    static readonly TimeSpan lastRoundsStay = TimeSpan.FromDays(400);

    // How long its steps took, and what went wrong in which; that it was done, and by whom, the audit keeps for ever.
    static readonly TimeSpan jobsStay = TimeSpan.FromDays(90);

    // A year, and a month to look back at it. Members and lines go with their alert.
    static readonly TimeSpan alertsStay = TimeSpan.FromDays(400);

    // A month is looked at in hours, a year in days.
    static readonly TimeSpan healthHoursStay = TimeSpan.FromDays(35);
    static readonly TimeSpan healthDaysStay = TimeSpan.FromDays(400);

    // Who was killed is missed for so long.
    static readonly TimeSpan programsStay = TimeSpan.FromDays(1);

    // Small, so that no transaction holds its locks for long and nobody waits for the clearing up.
    const int AtOnce = 1000;

    public async Task<Removed> Clear(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var now = time.GetUtcNow();
        var requests = await Remove(db,
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
        // One that an unfinished job, a run that is not signed off or an open alert will say anew stays as well; its place would be lost
        // with it.
        var messages = await Remove(db,
            """
            delete from messages
            where  id in (
                   select   m.id
                   from     messages m
                   where    m.said_at < @Before
                   and      not exists (select from deliveries d where d.message_id = m.id and d.pending)
                   and      not exists (select from jobs j where j.message_key = m.key and j.state in ('queued', 'running'))
                   and      not (m.key like 'break-glass:%' and exists (
                            select from break_glass b where b.signed_off_at is null and b.ran_at <= m.said_at))
                   and      not (m.key like 'alert:%' and exists (
                            select from alerts a where a.resolved_at is null and m.key = 'alert:' || replace(a.id::text, '-', '')))
                   order by m.said_at
                   limit    @AtOnce
                   for update skip locked)
            """,
            new { Before = now - messagesStay, AtOnce }, cancel);
        var drafts = await Remove(db,
            """
            delete from form_drafts
            where  id in (
                   select   id
                   from     form_drafts
                   where    touched_at < @Before
                   order by touched_at
                   limit    @AtOnce
                   for update skip locked)
            """,
            new { Before = now - draftsStay, AtOnce }, cancel);
        var clicks = await Remove(db,
            """
            delete from kept_clicks
            where  key in (
                   select   key
                   from     kept_clicks
                   where    used_at < @Before
                   order by used_at
                   limit    @AtOnce
                   for update skip locked)
            """,
            new { Before = now - clicksStay, AtOnce }, cancel);
        var rounds = await Remove(db,
            """
            delete from duty_runs
            where  (duty, slot) in (
                   select   r.duty, r.slot
                   from     duty_runs r
                   where    r.slot < @Before
                   and      (r.slot < @LongBefore or exists (select from duty_runs n where n.duty = r.duty and n.slot > r.slot))
                   order by r.slot
                   limit    @AtOnce
                   for update skip locked)
            """,
            new { Before = now - roundsStay, LongBefore = now - lastRoundsStay, AtOnce }, cancel);
        var jobs = await Remove(db,
            """
            delete from jobs
            where  id in (
                   select   id
                   from     jobs
                   where    finished_at < @Before
                   order by finished_at
                   limit    @AtOnce
                   for update skip locked)
            """,
            new { Before = now - jobsStay, AtOnce }, cancel);
        var alerts = await Remove(db,
            """
            delete from alerts
            where  id in (
                   select   id
                   from     alerts
                   where    state = 'resolved' and resolved_at < @Before
                   order by resolved_at
                   limit    @AtOnce
                   for update skip locked)
            """,
            new { Before = now - alertsStay, AtOnce }, cancel);
        var health = await ClearHealth(db, now, cancel);
        await db.Execute("delete from stripe_events where settled_at < @Before", new { Before = now - jobsStay }, cancel);
        await db.Execute(
            "delete from files f where f.kept_until < @now and not exists (select from mail_files m where m.file_id = f.id)", new { now }, cancel);
        var metrics = await ClearMetrics(db, now, cancel);
        await db.Execute("delete from programs where seen_at < @Before", new { Before = now - programsStay }, cancel);
        var all = new Removed(requests, messages, drafts, clicks, rounds, jobs, alerts, health, metrics);
        if (requests + messages + drafts + clicks + rounds + jobs + alerts + health + metrics > 0) LogCleared(all);
        return all;
    }

    // As long as the hours beside which they are read.
    static Task<int> ClearMetrics(NpgsqlConnection db, DateTimeOffset now, CancellationToken cancel) => Remove(db,
        """
        delete from node_metrics
        where  (server_id, at) in (
               select   server_id, at
               from     node_metrics
               where    at < @Before
               order by at
               limit    @AtOnce
               for update skip locked)
        """,
        new { Before = now - healthHoursStay, AtOnce }, cancel);

    /// <summary>Whole months of sums go at once; how a server is that is gone is not asked any more.</summary>
    static async Task<int> ClearHealth(NpgsqlConnection db, DateTimeOffset now, CancellationToken cancel) =>
        await db.Get<int>("select health_forget(@Hours, @Days)",
            new { Hours = now - healthHoursStay, Days = now - healthDaysStay }, cancel)
        + await Remove(db,
            """
            delete from health_changes
            where  id in (
                   select   id
                   from     health_changes
                   where    at < @Before
                   order by at
                   limit    @AtOnce
                   for update skip locked)
            """,
            new { Before = now - healthDaysStay, AtOnce }, cancel)
        + await Remove(db,
            """
            delete from probe_rounds
            where  id in (
                   select   id
                   from     probe_rounds
                   where    began_at < @Before
                   order by began_at
                   limit    @AtOnce
                   for update skip locked)
            """,
            new { Before = now - healthHoursStay, AtOnce }, cancel)
        + await db.Execute(
            "delete from server_health h using servers s where s.id = h.server_id and s.state = 'deleted'", null, cancel);

    /// <summary>Portion by portion, until one is not full.</summary>
    static async Task<int> Remove(
        NpgsqlConnection db, [ConstantExpected] string portion, object args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var (all, removed) = (0, AtOnce);
        for (; removed == AtOnce; all += removed) removed = await db.Execute(portion, args, cancel, file, line);
        return all;
    }

    [LoggerMessage(LogLevel.Information, "Removed: {All}")]
    partial void LogCleared(Removed all);
}
