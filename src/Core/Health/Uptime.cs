using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>
/// In how many of the rounds that counted a server was healthy, of the last 30 and 90 days; and what else there was in those 30: rounds
/// that counted for nothing, and maintenance.
/// </summary>
public sealed record Uptime(
    long Rounds, long Healthy, long RoundsOfQuarter, long HealthyOfQuarter, DateTimeOffset? From, long VoidRounds, TimeSpan? Maintained)
{
    const int Month = 30, Quarter = 90;

    public static Task<Uptime> Of(NpgsqlConnection db, ServerId server, DateTimeOffset now, CancellationToken cancel) => db.Get<Uptime>(
        """
        select coalesce(sum(d.rounds) filter (where d.day >= @Month), 0) as rounds,
               coalesce(sum(d.healthy) filter (where d.day >= @Month), 0) as healthy,
               coalesce(sum(d.rounds), 0) as rounds_of_quarter, coalesce(sum(d.healthy), 0) as healthy_of_quarter, min(d.day) as "from",
               (select count(*) from probe_rounds where void_why is not null and began_at >= @Month) as void_rounds,
               (select sum(upper(t.range) - lower(t.range))
                from   unnest((
                       select range_agg(tstzrange(greatest(m.starts_at, @Month), least(coalesce(m.ended_at, m.ends_at), @now)))
                       from   maintenances m
                       join   servers s on s.id = @server
                       where  m.starts_at < @now and coalesce(m.ended_at, m.ends_at) > greatest(m.starts_at, @Month)
                       and    (m.target_id = s.id or m.target_id = s.organization_id or m.region = s.region))) t (range)) as maintained
        from   health_days d
        where  d.server_id = @server and d.day >= @Quarter
        """, new { server, now, Month = Days(now, Month), Quarter = Days(now, Quarter) }, cancel);

    /// <summary>As a sentence or three.</summary>
    public string Sentence => RoundsOfQuarter == 0 ? "not measured yet" : string.Join(' ', Sentences());

    IEnumerable<string> Sentences()
    {
        yield return Rounds == 0 ? $"not measured for {Month} days; {Part(HealthyOfQuarter, RoundsOfQuarter)} of {Quarter} days."
            : $"{Part(Healthy, Rounds)} of {Month} days ({Paging.Written(Healthy)} of {Paging.Written(Rounds)} rounds), "
                + $"{Part(HealthyOfQuarter, RoundsOfQuarter)} of {Quarter}.";
        if (From is { } from) yield return $"Measured since {new At(from).Text}.";
        if (VoidRounds > 0)
            yield return $"{Paging.Written(VoidRounds)} {(VoidRounds == 1 ? "round" : "rounds")} of those {Month} days counted for "
                + "nothing: OpsBot was cut off.";
        if (Maintained is { } quiet && quiet > TimeSpan.Zero) yield return $"{quiet.InWords()} of them were maintenance, and are counted.";
    }

    // Cut and not rounded: whoever was away once was not there for all of it.
    static string Part(long healthy, long rounds) =>
        string.Create(CultureInfo.InvariantCulture, $"{healthy * 10_000 / rounds / 100m:0.00} %");

    // Today is one of them.
    static DateTimeOffset Days(DateTimeOffset now, int days) => new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1 - days);
}
