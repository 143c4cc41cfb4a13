using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe.Api;

static class InvoiceCalls
{
    static readonly Listed invoices = new("invoice", "/invoices", "customer", "subscription", "status", "created");
    static readonly Listed lines = new("invoiceitem", "/invoiceitems", "customer", "invoice", "created");
    static readonly Listed parts = new("invoice_payment", "/invoice_payments", "invoice", "status");

    internal static IEnumerable<StripeEndpoint> All =>
    [
        invoices.List,
        invoices.Show,
        lines.List,
        lines.Show,
        parts.List,
        new("GET", "/invoices/{id}/lines", ["limit"], Lines),
        new("POST", "/invoices",
            ["customer", "currency", "description", "auto_advance", "collection_method", "days_until_due", "metadata[*]",
                "pending_invoice_items_behavior", "default_tax_rates[]"], Draft),
        new("POST", "/invoiceitems",
            ["customer", "invoice", "amount", "currency", "description", "metadata[*]", "tax_rates[]", "period[start]", "period[end]"],
            AddLine)
        {
            // https://docs.stripe.com/changelog/basil
            Removed = new Dictionary<string, string> { ["price"] = "parameter_unknown", ["unit_amount"] = "parameter_unknown" },
        },
        new("POST", "/invoices/{id}/finalize", ["auto_advance"], (world, request) => On(world, request, ["draft"], world.Books.Open)),
        new("POST", "/invoices/{id}/pay", ["off_session", "paid_out_of_band", "payment_method"], Pay),
        new("POST", "/invoices/{id}/void", [], (world, request) => On(world, request, ["open", "uncollectible"],
            invoice => world.Books.Close(invoice, "void", "voided_at", "invoice.voided"))),
        new("POST", "/invoices/{id}/mark_uncollectible", [], (world, request) => On(world, request, ["open"],
            invoice => world.Books.Close(invoice, "uncollectible", "marked_uncollectible_at", "invoice.marked_uncollectible"))),
    ];

    static StripeAnswer Lines(StripeWorld world, StripeRequest request)
    {
        if (world.Store.Find(request.Id, "invoice") is null) return StripeAnswer.NoSuch("invoice", request.Id);
        var all = world.Store.NewestFirst("invoiceitem").Where(item => Text(item, "invoice") == request.Id).Select(item =>
        {
            var line = item.DeepClone().AsObject();
            (line["id"], line["object"]) = ($"il_{Text(item, "id")}", "line_item");
            return (JsonNode)line;
        });
        return StripeAnswer.Ok(new JsonObject
        {
            ["object"] = "list", ["data"] = new JsonArray([.. all]), ["has_more"] = false, ["url"] = $"/v1/invoices/{request.Id}/lines",
        });
    }

    static StripeAnswer Draft(StripeWorld world, StripeRequest request)
    {
        if (request.Text("customer") is not { } id) return StripeAnswer.Missing("customer");
        if (world.Store.Find(id, "customer") is not { } customer) return StripeAnswer.NoSuch("customer", id);
        return StripeAnswer.Ok(world.Books.Draft(customer, request.Text("currency") ?? "usd", request.Map("metadata")));
    }

    static StripeAnswer AddLine(StripeWorld world, StripeRequest request)
    {
        if (request.Text("customer") is null) return StripeAnswer.Missing("customer");
        if (request.Number("amount") is not { } amount) return StripeAnswer.Missing("amount");
        if (world.Store.Find(request.Text("invoice"), "invoice") is not { } invoice)
            return StripeAnswer.NoSuch("invoice", request.Text("invoice"));
        if (Text(invoice, "status") != "draft")
            return StripeAnswer.Invalid("invoice_not_editable", "This invoice is no longer editable.", "invoice");
        if (request.Text("currency") != Text(invoice, "currency"))
            return StripeAnswer.Invalid("parameter_invalid_string_empty", "The currency has to be the invoice's.", "currency");
        return StripeAnswer.Ok(world.Books.AddLine(invoice, amount, request.Text("description"), request.Map("metadata")));
    }

    static StripeAnswer Pay(StripeWorld world, StripeRequest request)
    {
        if (world.Store.Find(request.Id, "invoice") is not { } invoice) return StripeAnswer.NoSuch("invoice", request.Id);
        if (Text(invoice, "status") == "paid") return StripeAnswer.Invalid("invoice_already_paid", "Invoice is already paid");
        if (Text(invoice, "status") is not ("open" or "uncollectible")) return NotNow(invoice);
        if (request.Flag("paid_out_of_band") == true)
        {
            world.Books.Paid(invoice);
            return StripeAnswer.Ok(invoice);
        }
        var customer = world.Store.Find(Text(invoice, "customer"), "customer")!;
        var card = request.Text("payment_method") ?? Text(customer["invoice_settings"], "default_payment_method");
        if (card is null)
            return StripeAnswer.Invalid("missing", "This customer has no attached payment source or default payment method.");
        var payment = world.Books.Collect(invoice, card);
        return Text(payment, "status") switch
        {
            "succeeded" => StripeAnswer.Ok(invoice),
            "requires_action" => StripeAnswer.Error(402, "card_error", "invoice_payment_intent_requires_action",
                "Payment for this invoice requires additional user action before it can be completed successfully."),
            _ => StripeAnswer.Error(402, "card_error", "card_declined", "Your card was declined.",
                new() { ["decline_code"] = Text(payment["last_payment_error"], "decline_code") }),
        };
    }

    static StripeAnswer On(StripeWorld world, StripeRequest request, IReadOnlyList<string> from, Action<JsonObject> move)
    {
        if (world.Store.Find(request.Id, "invoice") is not { } invoice) return StripeAnswer.NoSuch("invoice", request.Id);
        if (!from.Contains(Text(invoice, "status"))) return NotNow(invoice);
        move(invoice);
        return StripeAnswer.Ok(invoice);
    }

    static StripeAnswer NotNow(JsonObject invoice) => StripeAnswer.Invalid("invoice_not_editable",
        $"You can't do that to an invoice that is {Text(invoice, "status")}.");
}
