using OpsBot.Core.Database;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>Brings what was said to every platform: in order in each place, places side by side, edited rather than said twice.</summary>
public sealed class Delivery(
    IEnumerable<IMessenger> messengers, Deliveries deliveries, Outbox outbox, Inbox inbox, TimeProvider time, ILogger<Delivery> log)
        : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(messengers.Select(messenger =>
            new PlatformDelivery(messenger, deliveries, outbox, inbox, time, log).Run(stoppingToken)));
}
