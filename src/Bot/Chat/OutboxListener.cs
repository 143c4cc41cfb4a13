using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>Hears when another process, such as the worker, has said something.</summary>
public sealed partial class OutboxListener(
    NpgsqlDataSource source, Outbox outbox, TimeProvider time, ILogger<OutboxListener> log) : BackgroundService
{
    static readonly TimeSpan betweenTries = TimeSpan.FromSeconds(2);

    // A connection that died without a word is noticed by asking it something.
    static readonly TimeSpan betweenPings = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Listen(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // Until it is back, the delivery looks by itself every few seconds.
            catch (Exception fault)
            {
                LogLost(fault);
                await Task.Delay(betweenTries, time, CancellationToken.None);
            }
        }
    }

    async Task Listen(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        db.Notification += (_, _) => outbox.Look();
        await db.Execute("listen outbox", null, cancel);
        LogListening();
        // What was said while nobody listened.
        outbox.Look();
        while (true)
            if (!await db.WaitAsync(betweenPings, cancel))
                await db.Execute("select 1", null, cancel);
    }

    [LoggerMessage(LogLevel.Information, "Listening for what is to be said")]
    partial void LogListening();

    [LoggerMessage(LogLevel.Warning, "The connection that listens for what is to be said was lost")]
    partial void LogLost(Exception fault);
}
