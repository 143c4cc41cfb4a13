using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Mails;

namespace OpsBot.Worker;

/// <summary>
/// Sends a mail at once when one is queued, and when a worker starts. What is tried again, and what it misses, the duty sends.
/// </summary>
sealed partial class MailPump(NpgsqlDataSource source, MailRound mails, TimeProvider time, ILogger<MailPump> log) : BackgroundService
{
    readonly Signal signal = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([source.Listen("listen mails", signal.Raise, LogLost, time, stoppingToken), Send(stoppingToken)]);

    async Task Send(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                // Hints of one moment are one round.
                await signal.Wait(Timeout.InfiniteTimeSpan, time, cancel);
                await mails.Round(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            // The database is away, as far as one can know; a mail server that is away throws nothing.
            catch (Exception fault)
            {
                LogNotSent(fault);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The connection that listens for mails was lost")]
    partial void LogLost(Exception fault);

    [LoggerMessage(LogLevel.Warning, "Mails were not sent at once; they are within a minute")]
    partial void LogNotSent(Exception fault);
}
