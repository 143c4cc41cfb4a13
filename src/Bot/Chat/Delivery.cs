using OpsBot.Core.Database;

namespace OpsBot.Bot.Chat;

/// <summary>Brings what was said to every platform: in order within a lane, lanes side by side, edited rather than said twice.</summary>
public sealed class Delivery(IEnumerable<IChatPlatform> platforms, Deliveries deliveries, OutboxSignal outbox, Inbox inbox, TimeProvider time, ILogger<Delivery> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(platforms.Select(platform => new PlatformDelivery(platform, deliveries, outbox.Listen(), inbox, time, log).Run(stoppingToken)));
}
