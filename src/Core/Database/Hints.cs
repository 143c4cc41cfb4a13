using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>
/// Tells other processes that there is something new to look at: after the commit, all of a moment at once, and on no transaction's
/// account, because a NOTIFY makes its transaction commit alone in the whole database. A hint that is lost costs a few seconds:
/// whoever listens looks by itself, too.
/// </summary>
public sealed partial class Hints(NpgsqlDataSource source, ILogger<Hints> log) : BackgroundService
{
    /// <summary>Something waits to be said.</summary>
    public const string Outbox = "outbox";

    /// <summary>A job waits to be run.</summary>
    public const string Jobs = "jobs";

    /// <summary>A route is to be another.</summary>
    public const string Routes = "routes";

    /// <summary>A mail waits to be sent.</summary>
    public const string Mails = "mails";

    static readonly TimeSpan between = TimeSpan.FromMilliseconds(50);

    readonly ConcurrentDictionary<string, bool> raised = new();
    readonly Signal signal = new();

    public void Raise(string channel)
    {
        raised[channel] = true;
        signal.Raise();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                // By the machine's own time: how long anybody waits for a hint has nothing to do with what is told.
                await signal.Wait(Timeout.InfiniteTimeSpan, TimeProvider.System, stoppingToken);
                await Send(stoppingToken);
                await Task.Delay(between, TimeProvider.System, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was raised while the program stopped is worth one more round trip.
            await Send(CancellationToken.None);
        }
    }

    async Task Send(CancellationToken cancel)
    {
        try
        {
            foreach (var channel in raised.Keys)
            {
                raised.TryRemove(channel, out _);
                await using var db = await source.OpenConnectionAsync(cancel);
                await db.Execute("select pg_notify(@channel, '')", new { channel }, cancel);
            }
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogNotTold(fault);
        }
    }

    [LoggerMessage(LogLevel.Information, "Other processes were not told that there is something new; they look by themselves")]
    partial void LogNotTold(Exception fault);
}
