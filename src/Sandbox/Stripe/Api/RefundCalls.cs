using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe.Api;

static class RefundCalls
{
    static readonly Listed refunds = new("refund", "/refunds", "payment_intent", "charge", "created");
    static readonly Listed payments = new("payment_intent", "/payment_intents", "customer", "created");
    static readonly Listed disputes = new("dispute", "/disputes", "payment_intent", "charge", "created");
    static readonly Listed notes = new("credit_note", "/credit_notes", "invoice", "customer", "created");

    static readonly string[] reasons = ["duplicate", "fraudulent", "requested_by_customer"];

    internal static IEnumerable<StripeEndpoint> All =>
    [
        refunds.List, refunds.Show, payments.List, payments.Show, disputes.List, disputes.Show, notes.List, notes.Show,
        new("POST", "/refunds", ["payment_intent", "charge", "amount", "reason", "metadata[*]"], Make),
        new("POST", "/credit_notes",
            ["invoice", "amount", "credit_amount", "out_of_band_amount", "email_type", "reason", "memo", "metadata[*]",
                "refunds[][refund]", "refunds[][amount_refunded]"], Note)
        {
            Removed = new Dictionary<string, string> { ["refund"] = "parameter_unknown" },
        },
    ];

    static StripeAnswer Make(StripeWorld world, StripeRequest request)
    {
        if (request.Text("payment_intent") is not { } id) return StripeAnswer.Missing("payment_intent");
        if (request.Text("reason") is { } reason && !reasons.Contains(reason))
            return StripeAnswer.Invalid("parameter_invalid_string", $"Invalid reason: {reason}", "reason");
        if (world.Store.Find(id, "payment_intent") is not { } payment) return StripeAnswer.NoSuch("payment_intent", id);
        if (world.Store.Find(Text(payment, "latest_charge"), "charge") is not { } charge)
            return StripeAnswer.Invalid("payment_intent_unexpected_state", "This PaymentIntent has no successful charge to refund.");
        var left = Number(charge, "amount") - Number(charge, "amount_refunded");
        if (charge["disputed"] is JsonValue disputed && (bool)disputed)
            return StripeAnswer.Invalid("charge_disputed", "This charge is disputed and can't be refunded.");
        if (left == 0) return StripeAnswer.Invalid("charge_already_refunded", "The charge has already been refunded.");
        var amount = request.Number("amount") ?? left;
        if (amount <= 0) return StripeAnswer.Invalid("parameter_invalid_integer", "Invalid positive integer", "amount");
        if (amount > left)
            return StripeAnswer.Invalid("amount_too_large",
                $"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", "amount");
        return StripeAnswer.Ok(world.Till.Refund(charge, amount, request.Text("reason"), request.Map("metadata")));
    }

    // What is above what is still open was paid, and has to be given back some way, to the cent.
    static StripeAnswer Note(StripeWorld world, StripeRequest request)
    {
        if (world.Store.Find(request.Text("invoice"), "invoice") is not { } invoice)
            return StripeAnswer.NoSuch("invoice", request.Text("invoice"));
        if (Text(invoice, "status") is not ("open" or "paid" or "uncollectible"))
            return StripeAnswer.Invalid("invoice_not_editable", "Credit notes are for finalized invoices.");
        if (request.Number("amount") is not > 0) return StripeAnswer.Missing("amount");
        var amount = request.Number("amount")!.Value;
        var noted = world.Store.NewestFirst("credit_note").Where(one => Text(one, "invoice") == Text(invoice, "id"))
            .Sum(one => Number(one, "total"));
        if (amount > Number(invoice, "total") - noted)
            return StripeAnswer.Invalid("amount_too_large", "The credit notes would be more than the invoice.", "amount");
        var open = Math.Min(amount, Number(invoice, "amount_remaining"));
        var credit = request.Number("credit_amount") ?? 0;
        var given = credit + (request.Number("out_of_band_amount") ?? 0) + (request.Number("refunds[0][amount_refunded]") ?? 0);
        if (given != amount - open)
            return StripeAnswer.Invalid("parameter_invalid_integer",
                $"The sum of refunds, credit_amount and out_of_band_amount must equal the post-payment amount, {amount - open}.");
        if (request.Text("refunds[0][refund]") is { } refund && world.Store.Find(refund, "refund") is null)
            return StripeAnswer.NoSuch("refund", refund);
        if (credit > 0)
            world.Books.Credit(world.The(Text(invoice, "customer")!, "customer"), -credit, Text(invoice, "currency")!, "credit_note");
        invoice["amount_remaining"] = Number(invoice, "amount_remaining") - open;
        var note = world.Store.Add("cn", "credit_note", new()
        {
            ["amount"] = amount, ["total"] = amount, ["currency"] = Text(invoice, "currency"), ["invoice"] = Text(invoice, "id"),
            ["customer"] = Text(invoice, "customer"), ["status"] = "issued", ["reason"] = request.Text("reason"),
            ["metadata"] = request.Map("metadata"), ["pre_payment_amount"] = open, ["post_payment_amount"] = amount - open,
        });
        world.Happened("credit_note.created", note);
        return StripeAnswer.Ok(note);
    }
}
