using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe.Api;

static class CheckoutCalls
{
    static readonly Listed sessions = new("checkout.session", "/checkout/sessions", "customer", "payment_intent", "created");

    internal static IEnumerable<StripeEndpoint> All =>
    [
        sessions.List,
        sessions.Show,
        new("POST", "/checkout/sessions",
            ["mode", "success_url", "cancel_url", "customer", "customer_email", "client_reference_id", "metadata[*]", "expires_at",
                "payment_intent_data[metadata][*]", "line_items[][quantity]", "line_items[][price_data][currency]",
                "line_items[][price_data][unit_amount]", "line_items[][price_data][product_data][name]"], Make)
        {
            Removed = new Dictionary<string, string>
            {
                // https://docs.stripe.com/changelog/endive
                ["payment_method_types[0]"] = "payment_method_types_no_longer_supported",
                ["payment_method_types[]"] = "payment_method_types_no_longer_supported",
            },
        },
    ];

    /// <summary>The customer has paid on the page, or tried to.</summary>
    internal static string Pay(StripeWorld world, JsonObject session, string card)
    {
        var payment = world.Till.Charge(new(Text(session, "customer"), Number(session, "amount_total"), Text(session, "currency")!)
            { Metadata = session["sandbox_payment_metadata"] }, card);
        session["payment_intent"] = Text(payment, "id");
        if (Text(payment, "status") != "succeeded") return Text(payment, "status")!;
        (session["status"], session["payment_status"], session["url"]) = ("complete", "paid", null);
        world.Happened("checkout.session.completed", session);
        return "succeeded";
    }

    static StripeAnswer Make(StripeWorld world, StripeRequest request)
    {
        if (request.Text("mode") != "payment") return StripeAnswer.Missing("mode");
        if (request.Text("success_url") is null) return StripeAnswer.Missing("success_url");
        if (request.Number("line_items[0][price_data][unit_amount]") is not >= 0) return StripeAnswer.Missing("line_items");
        if (request.Text("customer") is { } id && world.Store.Find(id, "customer") is null) return StripeAnswer.NoSuch("customer", id);
        var session = world.Store.Add("cs", "checkout.session", new()
        {
            ["mode"] = "payment", ["status"] = "open", ["payment_status"] = "unpaid", ["customer"] = request.Text("customer"),
            ["success_url"] = request.Text("success_url"), ["metadata"] = request.Map("metadata"), ["payment_intent"] = null,
            ["currency"] = request.Text("line_items[0][price_data][currency]"),
            ["amount_total"] = request.Number("line_items[0][price_data][unit_amount]")!.Value
                * (request.Number("line_items[0][quantity]") ?? 1),
            ["sandbox_payment_metadata"] = request.Map("payment_intent_data[metadata]"),
        });
        session["url"] = new Uri(world.Books.Pages, Text(session, "id")!).ToString();
        return StripeAnswer.Ok(session);
    }
}
