using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>How often a reboot has helped whatever was ill, OpsBot's and people's alike: of this server, of its type, of all.</summary>
sealed record RebootOdds(
    string? Type, long Here, long HelpedHere, double? TookHere, long OfType, long HelpedOfType, double? TookOfType, long OfAll,
    long HelpedOfAll, double? TookOfAll)
{
    // Of fewer nothing can be said.
    const int Enough = 3;

    static readonly TimeSpan lookBack = TimeSpan.FromDays(365);

    public string Sentence =>
        Here >= Enough ? Odds(Here, HelpedHere, TookHere, "here")
        : OfType >= Enough ? Odds(OfType, HelpedOfType, TookOfType, $"on servers of type {Type}")
        : OfAll >= Enough ? Odds(OfAll, HelpedOfAll, TookOfAll, "on all servers")
        : "Too few reboots of ill servers are known to say whether one helps.";

    static string Odds(long tried, long helped, double? took, string where) =>
        $"Reboot helped {helped} of {Several.Of(tried, "time", "times")} {where}"
        + (took is { } seconds ? $", usually {TimeSpan.FromSeconds((long)seconds).InWords()}." : ".");

    // Of people's, those count of what was in an incident then. Whether they helped is seen by when it was healthy next.
    public static Task<RebootOdds> Of(NpgsqlConnection db, ServerId server, DateTimeOffset now, CancellationToken cancel) =>
        db.Get<RebootOdds>(
        """
        with reboots as (
            select server_id, helped, extract(epoch from settled_at - asked_at) as took
            from   auto_reboots
            where  helped is not null and asked_at > @now - @lookBack
            union  all
            select j.target_id, well.at is not null, extract(epoch from well.at - j.created_at)
            from   jobs j
            left   join lateral (
                   select min(c.at) as at
                   from   health_changes c
                   where  c.server_id = j.target_id and c.health = 'healthy' and c.at > j.created_at
                   and    c.at <= j.created_at + @HelpsWithin) well on true
            where  j.operation = 'vps reboot' and j.operator_id is not null and j.created_at > @now - @lookBack
            and    (well.at is not null or j.created_at < @now - @HelpsWithin)
            and    exists (
                   select from alert_members m
                   where  m.member_kind = 'server' and m.member_id = j.target_id and m.joined_at <= j.created_at
                   and    (m.left_at is null or m.left_at >= j.created_at))),
        all_of_them as (
            select r.helped, r.took, r.server_id = @server as here, s.type = mine.type as of_type
            from   reboots r
            join   servers s on s.id = r.server_id
            join   servers mine on mine.id = @server)
        select (select type from servers where id = @server) as type,
               count(*) filter (where here) as here, count(*) filter (where here and helped) as helped_here,
               percentile_cont(0.5) within group (order by took) filter (where here and helped) as took_here,
               count(*) filter (where of_type) as of_type, count(*) filter (where of_type and helped) as helped_of_type,
               percentile_cont(0.5) within group (order by took) filter (where of_type and helped) as took_of_type,
               count(*) as of_all, count(*) filter (where helped) as helped_of_all,
               percentile_cont(0.5) within group (order by took) filter (where helped) as took_of_all
        from   all_of_them
        """, new { server, now, lookBack, AutoReboots.HelpsWithin }, cancel);
}
