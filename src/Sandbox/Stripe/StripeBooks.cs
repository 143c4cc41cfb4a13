using System.Globalization;
using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe;

/// <summary>Customers' credit, and the lives of invoices.</summary>
sealed class StripeBooks(StripeStore store, StripeTill till, Action<string, JsonObject> happened)
{
    /// <summary>Where customers pay; told to whoever asks for an invoice.</summary>
    internal Uri Pages { get; set; } = new("http://127.0.0.1/stripe/pay/");

    internal JsonObject Credit(JsonObject customer, long amount, string currency, string kind, JsonObject? metadata = null)
    {
        customer["balance"] = Number(customer, "balance") + amount;
        customer["currency"] ??= currency;
        return store.Add("cbtxn", "customer_balance_transaction", new()
        {
            ["amount"] = amount, ["currency"] = currency, ["customer"] = Text(customer, "id"), ["type"] = kind,
            ["ending_balance"] = Number(customer, "balance"), ["metadata"] = metadata ?? [],
        });
    }

    internal JsonObject Draft(JsonObject customer, string currency, JsonObject metadata, string? subscription = null)
    {
        var parent = subscription is null ? null : new JsonObject
        {
            ["type"] = "subscription_details", ["subscription_details"] = new JsonObject { ["subscription"] = subscription },
        };
        var invoice = store.Add("in", "invoice", new()
        {
            ["customer"] = Text(customer, "id"), ["currency"] = currency, ["status"] = "draft", ["number"] = null, ["total"] = 0,
            ["subtotal"] = 0, ["amount_due"] = 0, ["amount_paid"] = 0, ["amount_remaining"] = 0, ["attempted"] = false,
            ["attempt_count"] = 0, ["auto_advance"] = false, ["collection_method"] = "charge_automatically", ["metadata"] = metadata,
            ["billing_reason"] = subscription is null ? "manual" : "subscription_cycle", ["parent"] = parent,
            ["hosted_invoice_url"] = null, ["total_taxes"] = new JsonArray(), ["starting_balance"] = 0, ["ending_balance"] = null,
            ["status_transitions"] = new JsonObject
            {
                ["finalized_at"] = null, ["paid_at"] = null, ["voided_at"] = null, ["marked_uncollectible_at"] = null,
            },
        });
        happened("invoice.created", invoice);
        return invoice;
    }

    internal JsonObject AddLine(JsonObject invoice, long amount, string? text, JsonObject metadata)
    {
        var line = store.Add("ii", "invoiceitem", new()
        {
            ["amount"] = amount, ["currency"] = Text(invoice, "currency"), ["customer"] = Text(invoice, "customer"),
            ["description"] = text, ["invoice"] = Text(invoice, "id"), ["metadata"] = metadata, ["quantity"] = 1,
        });
        var total = Number(invoice, "total") + amount;
        (invoice["total"], invoice["subtotal"], invoice["amount_due"], invoice["amount_remaining"]) = (total, total, total, total);
        return line;
    }

    /// <summary>What stands to the customer's credit in that currency is used up first; where nothing is left, it is paid.</summary>
    internal void Open(JsonObject invoice)
    {
        var customer = store.Find(Text(invoice, "customer"), "customer")!;
        var credit = Text(customer, "currency") == Text(invoice, "currency") ? Math.Max(0, -Number(customer, "balance")) : 0;
        var used = Math.Min(credit, Math.Max(0, Number(invoice, "total")));
        invoice["starting_balance"] = Number(customer, "balance");
        if (used > 0) Credit(customer, used, Text(invoice, "currency")!, "applied_to_invoice");
        invoice["ending_balance"] = Number(customer, "balance");
        var due = Number(invoice, "total") - used;
        (invoice["status"], invoice["amount_due"], invoice["amount_remaining"]) = ("open", due, due);
        var number = store.NewestFirst("invoice").Count(one => Text(one, "number") is not null) + 1;
        invoice["number"] = string.Create(CultureInfo.InvariantCulture, $"SANDBOX-{number:0000}");
        invoice["hosted_invoice_url"] = new Uri(Pages, Text(invoice, "id")!).ToString();
        Moved(invoice, "finalized_at");
        happened("invoice.finalized", invoice);
        if (due <= 0) Paid(invoice);
    }

    /// <summary>By that card. How it went is the payment's state.</summary>
    internal JsonObject Collect(JsonObject invoice, string card)
    {
        (invoice["attempted"], invoice["attempt_count"]) = (true, Number(invoice, "attempt_count") + 1);
        var left = Number(invoice, "amount_remaining");
        var payment = till.Charge(new(Text(invoice, "customer"), left, Text(invoice, "currency")!) { Invoice = Text(invoice, "id") }, card);
        var part = store.Add("inpay", "invoice_payment", new()
        {
            ["invoice"] = Text(invoice, "id"), ["amount_requested"] = left, ["amount_paid"] = null,
            ["currency"] = Text(invoice, "currency"), ["is_default"] = true, ["status"] = "open",
            ["payment"] = new JsonObject { ["type"] = "payment_intent", ["payment_intent"] = Text(payment, "id") },
        });
        if (Text(payment, "status") == "succeeded") Paid(invoice, part);
        else happened(Text(payment, "status") == "requires_action" ? "invoice.payment_action_required" : "invoice.payment_failed", invoice);
        return payment;
    }

    internal void Paid(JsonObject invoice, JsonObject? part = null)
    {
        if (part is not null)
        {
            var paid = Number(part, "amount_requested");
            (part["status"], part["amount_paid"]) = ("paid", paid);
            invoice["amount_paid"] = Number(invoice, "amount_paid") + paid;
        }
        (invoice["status"], invoice["amount_remaining"]) = ("paid", 0);
        Moved(invoice, "paid_at");
        happened("invoice.paid", invoice);
    }

    internal void Close(JsonObject invoice, string state, string moment, string type)
    {
        invoice["status"] = state;
        Moved(invoice, moment);
        happened(type, invoice);
    }

    void Moved(JsonObject invoice, string moment) => invoice["status_transitions"]!.AsObject()[moment] = store.Now;
}
