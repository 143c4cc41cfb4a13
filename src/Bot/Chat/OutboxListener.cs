using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>Hears when another process, such as the worker, has said something.</summary>
public sealed partial class OutboxListener(
    NpgsqlDataSource source, Outbox outbox, TimeProvider time, ILogger<OutboxListener> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        source.Listen("listen outbox", outbox.Look, LogLost, time, stoppingToken);

    [LoggerMessage(LogLevel.Warning, "The connection that listens for what is to be said was lost")]
    partial void LogLost(Exception fault);
}
