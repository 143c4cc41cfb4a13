using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe.Api;

static class CustomerCalls
{
    static readonly Listed customers = new("customer", "/customers", "email", "created");

    internal static IEnumerable<StripeEndpoint> All =>
    [
        customers.List,
        customers.Show,
        new("POST", "/customers", ["name", "email", "phone", "description", "metadata[*]", "invoice_settings[default_payment_method]"],
            (world, request) =>
            {
                var customer = New(world.Store, request.Text("name"), request.Text("email"), request.Map("metadata"));
                customer["invoice_settings"] = request.Map("invoice_settings");
                world.Happened("customer.created", customer);
                return StripeAnswer.Ok(customer);
            }),
        new("GET", "/customers/{id}/balance_transactions", ["limit", "starting_after", "ending_before", "created"],
            (world, request) => new Listed("customer_balance_transaction", $"/customers/{request.Id}/balance_transactions")
                .Of(world, request, one => Text(one, "customer") == request.Id)),
        new("POST", "/customers/{id}/balance_transactions", ["amount", "currency", "description", "metadata[*]"], Credit),
    ];

    internal static JsonObject New(StripeStore store, string? name, string? email, JsonObject metadata) =>
        store.Add("cus", "customer", new()
        {
            ["name"] = name, ["email"] = email, ["balance"] = 0, ["currency"] = null, ["delinquent"] = false, ["metadata"] = metadata,
            ["invoice_settings"] = new JsonObject(),
        });

    static StripeAnswer Credit(StripeWorld world, StripeRequest request)
    {
        if (world.Store.Find(request.Id, "customer") is not { } customer) return StripeAnswer.NoSuch("customer", request.Id);
        if (request.Number("amount") is not { } amount) return StripeAnswer.Missing("amount");
        if (request.Text("currency") is not { } currency) return StripeAnswer.Missing("currency");
        if (Text(customer, "currency") is { } own && own != currency)
            return StripeAnswer.Invalid("customer_currency_mismatch",
                $"The currency {currency} does not match the customer's, {own}.", "currency");
        return StripeAnswer.Ok(world.Books.Credit(customer, amount, currency, "adjustment", request.Map("metadata")));
    }
}
