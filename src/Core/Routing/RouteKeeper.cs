using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Routing;

/// <summary>The proxy is as it should be; how many routes lead somewhere, and how many differences were put right.</summary>
public sealed record RoutesKept(int Routes, int Changes);

/// <summary>
/// Makes the proxy's routes equal to those in the database. One worker at a time; and whatever it writes is decided on what it has just
/// read, first from the proxy and then from the database, so that nobody who was slow puts back what has changed since.
/// </summary>
public sealed partial class RouteKeeper(
    NpgsqlDataSource source, CaddyAdmin caddy, IOptions<RoutingOptions> options, TimeProvider time, ILogger<RouteKeeper> log)
    : IDisposable
{
    /// <summary>Each single change makes Caddy load all of its configuration anew; from here on all of them are one.</summary>
    public const int MostSingle = 20;

    // Then somebody else changes them all the time, or Caddy says that it has done what it has not.
    const int MostLooks = 40;

    // A connection that breaks is looked after; one that always breaks is told.
    const int MostBreaks = 3;

    static readonly LeaseLimits limits = new();

    // Another one that is at it is done in a moment. Whoever holds it for longer hangs, and the next minute brings another round.
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20), between = TimeSpan.FromMilliseconds(100);

    readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Harmless twice, and at any time. Does nothing where routing is off.</summary>
    public async Task<Result<RoutesKept, CaddyFault>> Round(CancellationToken cancel)
    {
        if (!caddy.IsOn) return new RoutesKept(0, 0);
        await turn.WaitAsync(cancel);
        try
        {
            var lease = new Lease(source, time, limits, "routes");
            if (!await Take(lease, cancel))
                return new CaddyFault(CaddyTrouble.Busy, "Another worker is changing the routes and does not end.");
            try
            {
                var kept = await Keep(lease, cancel);
                await Note(kept, cancel);
                return kept;
            }
            finally
            {
                await lease.Release("{}", CancellationToken.None);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    static async Task<bool> Take(Lease lease, CancellationToken cancel)
    {
        // By the machine's own time: how long somebody else takes has nothing to do with what is written.
        var since = TimeProvider.System.GetTimestamp();
        while (await lease.Take(cancel) is null)
        {
            if (TimeProvider.System.GetElapsedTime(since) > patience) return false;
            await Task.Delay(between, TimeProvider.System, cancel);
        }
        return true;
    }

    async Task<Result<RoutesKept, CaddyFault>> Keep(Lease lease, CancellationToken cancel)
    {
        var (changes, breaks) = (0, 0);
        for (var looks = 0; looks < MostLooks; looks++)
        {
            if (lease.Left < limits.Renewal && !await lease.Renew("{}", cancel))
                return new CaddyFault(CaddyTrouble.Busy, "Another worker has taken the routes over.");
            if ((await caddy.Routes(cancel)).Failed(out var seen, out var fault)) return fault;
            var routes = await Routes(cancel);
            var drift = Drift.Between(routes, options.Value.Addresses, seen);
            if (drift.All.Count == 0) return new RoutesKept(routes.Count(route => route.State != RouteState.Off), changes);
            var whole = drift.All.Count > MostSingle || drift.NeedsWhole || !seen.HasServer;
            var failed = (whole ? await WriteAll(seen, drift, cancel) : await Write(seen, drift, cancel)).Fault;
            if (failed is null) changes += whole ? drift.All.Count : 1;
            // What it did, and what others did, shows at the next look.
            else if (failed.Trouble != CaddyTrouble.Stale && !(failed.MayHaveHappened && ++breaks < MostBreaks)) return failed;
        }
        return new CaddyFault(CaddyTrouble.Refused,
            $"After {MostLooks} looks the routes in Caddy are still not as they should be: something else changes them all the time.");
    }

    Task<Result<CaddyAdmin.Done, CaddyFault>> WriteAll(CaddyRoutes seen, Drift drift, CancellationToken cancel) => seen.HasServer
        ? caddy.ReplaceAll(seen, drift.Whole(), cancel)
        : caddy.MakeServer(drift.Whole(), options.Value.Addresses.IsSecure, cancel);

    Task<Result<CaddyAdmin.Done, CaddyFault>> Write(CaddyRoutes seen, Drift drift, CancellationToken cancel) => drift.All[0] switch
    {
        { Kind: DriftKind.Missing, Slug: var slug } => caddy.Insert(seen, drift.Wanted(slug), cancel),
        { Kind: DriftKind.Unwanted, Place: var place } => caddy.Remove(seen, place, cancel),
        { Slug: var slug, Place: var place } => caddy.Replace(seen, place, drift.Wanted(slug), cancel),
    };

    async Task<IReadOnlyList<Route>> Routes(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await Route.All(db, cancel);
    }

    async Task Note(Result<RoutesKept, CaddyFault> kept, CancellationToken cancel)
    {
        var why = kept.Fault?.Sentence;
        if (why is null && kept.Value.Changes > 0) LogChanged(kept.Value.Changes);
        if (why is not null) LogNotKept(why);
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            insert into proxies as known (address, equal_at, written_at, away_since, away_why)
            values (@Address, case when @why::text is null then @Now end, case when @Wrote then @Now end,
                    case when @why::text is not null then @Now end, @why)
            on conflict (address) do update
            set    equal_at = coalesce(excluded.equal_at, known.equal_at), written_at = coalesce(excluded.written_at, known.written_at),
                   away_since = case when @why::text is not null then coalesce(known.away_since, @Now) end, away_why = @why
            """,
            new
            {
                Address = caddy.Address.Shown, why, Now = time.GetUtcNow(), Wrote = kept.Fault is null && kept.Value.Changes > 0,
            }, cancel);
    }

    public void Dispose() => turn.Dispose();

    [LoggerMessage(LogLevel.Information, "{Changes} routes of the proxy were put right")]
    partial void LogChanged(int changes);

    [LoggerMessage(LogLevel.Warning, "The proxy's routes are not as they should be: {Why}")]
    partial void LogNotKept(string why);
}
