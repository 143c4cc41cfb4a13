using Npgsql;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Database;
using OpsBot.Core.Routing;

namespace OpsBot.Worker;

/// <summary>Has the proxy follow at once when a route is to be another, and when a worker starts. What it misses, the duty does.</summary>
sealed partial class RoutePump(
    NpgsqlDataSource source, CaddyAdmin caddy, RouteKeeper keeper, TimeProvider time, ILogger<RoutePump> log) : BackgroundService
{
    readonly Signal signal = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !caddy.IsOn ? Task.CompletedTask
        : Task.WhenAll([source.Listen("listen routes", signal.Raise, LogLost, time, stoppingToken), Follow(stoppingToken)]);

    async Task Follow(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                // Hints of one moment are one round.
                await signal.Wait(Timeout.InfiniteTimeSpan, time, cancel);
                await keeper.Round(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            // The database is away, as far as one can know; a proxy that is away throws nothing.
            catch (Exception fault)
            {
                LogNotFollowed(fault);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The connection that listens for changed routes was lost")]
    partial void LogLost(Exception fault);

    [LoggerMessage(LogLevel.Warning, "The proxy did not follow at once; it does within a minute")]
    partial void LogNotFollowed(Exception fault);
}
