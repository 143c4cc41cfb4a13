using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Bot.Chat;
using OpsBot.Core.Alerts;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Webhooks;

/// <summary>
/// Tells other programs what becomes of alerts. What was said of an alert is first handed on to each webhook there is, a delivery for
/// each, so that one that is away keeps none of the others waiting; each gets what happened to an alert in order.
/// </summary>
sealed class WebhookMessenger(
    IOptions<WebhooksOptions> options, WebhookCall call, NpgsqlDataSource source, Outbox outbox, TimeProvider time) : IMessenger
{
    public string Name => AlertReport.Platform;

    public bool KeepsOrder => true;

    public TimeSpan? Lasts(ChatPlace place) => null;

    public async Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel)
    {
        if (outgoing.Place.Id.Split('/') is not [var name, _])
            return options.Value.Webhooks.Count == 0 ? new Delivered.Expired("No webhook is set.") : await HandOn(outgoing, cancel);
        return options.Value.Webhooks.FirstOrDefault(one => one.Name == name) is { } webhook
            ? await call.Post(webhook, outgoing, cancel) : new Delivered.Expired("That webhook is not set any more.");
    }

    // Twice is harmless: each has it once.
    async Task<Delivered> HandOn(Outgoing outgoing, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            insert into deliveries (message_id, platform, place_kind, place_id, first_said_at, not_before)
            select m.id, @Platform, 'channel', n.name || '/' || @Alert, @Now, @Now
            from   messages m
            cross  join unnest(@Names) n (name)
            where  m.key = @Key
            order by n.name
            on conflict (message_id, platform, place_kind, place_id) do nothing
            """,
            new
            {
                AlertReport.Platform, Alert = outgoing.Place.Id, Now = time.GetUtcNow(), outgoing.Key,
                Names = options.Value.Webhooks.Select(one => one.Name).ToArray(),
            }, cancel);
        outbox.Look();
        return new Delivered.Sent(new MessageRef(outgoing.Key));
    }
}
