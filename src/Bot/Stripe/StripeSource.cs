using OpsBot.Bot.Intake;
using OpsBot.Core.Billing.Events;
using OpsBot.Core.Clients.Stripe;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Stripe;

/// <summary>What Stripe reports, as the inbox knows it.</summary>
sealed class StripeSource(GatewayNews news) : IInboxSource
{
    public const string Platform = "stripe";

    public string Name => Platform;

    // The thing is read anew at Stripe.
    public Lane LaneOf(InboxRow row) => Lane.Looking;

    public Task Handle(InboxRow row, CancellationToken cancel) => news.Take(StripeEvents.Read(row.Body), row.Id, cancel);
}
