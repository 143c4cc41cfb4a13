using Npgsql;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Routing;

/// <summary>How the proxy was when a worker last looked at it; of one that nobody has looked at yet nothing is known.</summary>
public sealed record ProxySight(bool IsOff, DateTimeOffset? EqualAt = null, DateTimeOffset? AwaySince = null, string? AwayWhy = null)
{
    public const string Off = "Routing is off: no OPSBOT_Caddy__AdminUrl is set.";

    sealed record Row(DateTimeOffset? EqualAt, DateTimeOffset? AwaySince, string? AwayWhy);

    public static async Task<ProxySight> Of(NpgsqlConnection db, CaddyAdmin caddy, CancellationToken cancel) =>
        !caddy.IsOn ? new(true)
        : await db.Find<Row>("select equal_at, away_since, away_why from proxies where address = @Shown", caddy.Address, cancel)
            is { } row ? new(false, row.EqualAt, row.AwaySince, row.AwayWhy) : new(false);

    public Words Told => this switch
    {
        { IsOff: true } => Off,
        { AwaySince: { } since } => (Words)"Not as it should be since " + new At(since) + $": {AwayWhy}",
        { EqualAt: { } at } => (Words)"As it should be, last looked at " + new At(at),
        _ => "No worker has looked at it yet.",
    };
}
