using OpsBot.Core.Alerts;
using OpsBot.Core.Overview;

namespace OpsBot.Bot;

/// <summary>Looks whether workers do their duties: where none runs, none of them can tell.</summary>
sealed partial class WorkerWatch(Troubles troubles, TimeProvider time, ILogger<WorkerWatch> log) : BackgroundService
{
    static readonly TimeSpan between = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(between, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await troubles.Tell<DutiesFailing>(stoppingToken);
            }
            // The database is away, and says so elsewhere; the next look finds what this one would have.
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotLooked(away);
            }
    }

    [LoggerMessage(LogLevel.Warning, "It could not be looked whether workers do their duties")]
    partial void LogNotLooked(Exception away);
}
