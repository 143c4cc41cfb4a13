using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe.Api;

/// <summary>What is subscribed to.</summary>
sealed record PutPrice(string Id, long Amount, string Currency);

static class SubscriptionCalls
{
    static readonly Listed subscriptions = new("subscription", "/subscriptions", "customer", "price", "status", "created");

    internal static IEnumerable<StripeEndpoint> All =>
    [
        subscriptions.List,
        subscriptions.Show,
        new("POST", "/subscriptions/{id}",
            ["trial_end", "cancel_at_period_end", "proration_behavior", "billing_cycle_anchor[type]", "metadata[*]"], Change)
        {
            // https://docs.stripe.com/changelog/endive: an object now.
            Removed = new Dictionary<string, string> { ["billing_cycle_anchor"] = "parameter_invalid_object" },
        },
        new("DELETE", "/subscriptions/{id}", ["invoice_now", "prorate"], Cancel),
    ];

    internal static JsonObject New(StripeStore store, string customer, PutPrice price, DateTimeOffset end, bool isTrial) => store.Add(
        "sub", "subscription", new()
        {
            ["customer"] = customer, ["currency"] = price.Currency, ["status"] = isTrial ? "trialing" : "active",
            ["cancel_at_period_end"] = false, ["canceled_at"] = null, ["ended_at"] = null, ["metadata"] = new JsonObject(),
            ["start_date"] = store.Now, ["billing_cycle_anchor"] = end.ToUnixTimeSeconds(),
            ["trial_end"] = isTrial ? end.ToUnixTimeSeconds() : null, ["collection_method"] = "charge_automatically",
            ["items"] = new JsonObject
            {
                ["object"] = "list", ["has_more"] = false,
                ["data"] = new JsonArray(new JsonObject
                {
                    ["id"] = "si_" + price.Id, ["object"] = "subscription_item", ["quantity"] = 1,
                    ["current_period_start"] = store.Now, ["current_period_end"] = end.ToUnixTimeSeconds(),
                    ["price"] = new JsonObject
                    {
                        ["id"] = price.Id, ["object"] = "price", ["unit_amount"] = price.Amount, ["currency"] = price.Currency,
                    },
                }),
            },
        });

    /// <summary>The invoice of the next period, as its customer's card leaves it.</summary>
    internal static string Renew(StripeWorld world, JsonObject subscription)
    {
        var item = subscription["items"]!["data"]![0]!.AsObject();
        var customer = world.The(Text(subscription, "customer")!, "customer");
        var (from, to) = (Number(item, "current_period_start"), Number(item, "current_period_end"));
        (item["current_period_start"], item["current_period_end"]) = (to, to + (to - from));
        var invoice = world.Books.Draft(customer, Text(subscription, "currency")!, [], Text(subscription, "id"));
        world.Books.AddLine(invoice, (long)item["price"]!["unit_amount"]!, "Subscription", []);
        world.Books.Open(invoice);
        var card = Text(customer["invoice_settings"], "default_payment_method");
        var isPaid = Text(invoice, "status") == "paid"
            || (card is not null && Text(world.Books.Collect(invoice, card), "status") == "succeeded");
        (subscription["status"], subscription["latest_invoice"]) = (isPaid ? "active" : "past_due", Text(invoice, "id"));
        world.Happened("customer.subscription.updated", subscription);
        return Text(invoice, "id")!;
    }

    static StripeAnswer Change(StripeWorld world, StripeRequest request)
    {
        if (world.Store.Find(request.Id, "subscription") is not { } subscription) return StripeAnswer.NoSuch("subscription", request.Id);
        if (Text(subscription, "status") == "canceled")
            return StripeAnswer.Invalid("resource_missing", "A canceled subscription can only update its cancellation_details.");
        if (request.Number("trial_end") is { } end)
        {
            if (end <= world.Store.Now) return StripeAnswer.Invalid("parameter_invalid_integer", "trial_end is in the past", "trial_end");
            if (end > world.Store.Now + 730L * 24 * 3600)
                return StripeAnswer.Invalid("parameter_invalid_integer", "trial_end is more than two years ahead", "trial_end");
            (subscription["trial_end"], subscription["status"], subscription["billing_cycle_anchor"]) = (end, "trialing", end);
            subscription["items"]!["data"]![0]!["current_period_end"] = end;
        }
        if (request.Flag("cancel_at_period_end") is { } ends) subscription["cancel_at_period_end"] = ends;
        foreach (var (name, value) in request.Map("metadata"))
            subscription["metadata"]!.AsObject()[name] = value?.DeepClone();
        world.Happened("customer.subscription.updated", subscription);
        return StripeAnswer.Ok(subscription);
    }

    static StripeAnswer Cancel(StripeWorld world, StripeRequest request)
    {
        if (world.Store.Find(request.Id, "subscription") is not { } subscription || Text(subscription, "status") == "canceled")
            return StripeAnswer.NoSuch("subscription", request.Id);
        (subscription["status"], subscription["canceled_at"]) = ("canceled", world.Store.Now);
        subscription["ended_at"] = world.Store.Now;
        world.Happened("customer.subscription.deleted", subscription);
        return StripeAnswer.Ok(subscription);
    }
}
