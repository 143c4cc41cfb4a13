using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe;

/// <summary>What is to be paid.</summary>
sealed record Due(string? Customer, long Amount, string Currency)
{
    internal string? Invoice { get; init; }

    internal JsonNode? Metadata { get; init; }
}

/// <summary>Takes money from pretend cards, and gives it back.</summary>
sealed class StripeTill(StripeStore store, Action<string, JsonObject> happened)
{
    /// <summary>Trouble: what is charged next is declined, whatever the card.</summary>
    internal bool NextIsDeclined { get; set; }

    /// <summary>Trouble: there is not enough money on the account to give any back.</summary>
    internal bool IsShort { get; set; }

    /// <summary>The payment, in whatever state that card leaves it.</summary>
    internal JsonObject Charge(Due due, string card)
    {
        var mood = NextIsDeclined ? CardMood.Declines : StripeCards.MoodOf(card) ?? CardMood.Declines;
        NextIsDeclined = false;
        var payment = store.Add("pi", "payment_intent", new()
        {
            ["amount"] = due.Amount, ["amount_received"] = 0, ["currency"] = due.Currency, ["customer"] = due.Customer,
            ["metadata"] = due.Metadata?.DeepClone() ?? new JsonObject(), ["status"] = "requires_payment_method", ["latest_charge"] = null,
            ["last_payment_error"] = null, ["payment_method"] = card,
        });
        if (mood is CardMood.NeedsAction)
        {
            payment["status"] = "requires_action";
            happened("payment_intent.requires_action", payment);
        }
        else if (mood is CardMood.Declines) Decline(payment, card);
        else Settle(payment, due, card, mood);
        return payment;
    }

    /// <summary>The customer confirmed it at their bank.</summary>
    internal void Confirm(JsonObject payment, string? invoice) => Settle(payment,
        new(Text(payment, "customer"), Number(payment, "amount"), Text(payment, "currency")!) { Invoice = invoice },
        StripeCards.Visa, CardMood.Pays);

    void Decline(JsonObject payment, string card)
    {
        payment["last_payment_error"] = new JsonObject
        {
            ["type"] = "card_error", ["code"] = "card_declined", ["decline_code"] = StripeCards.DeclineOf(card),
            ["message"] = "Your card was declined.",
        };
        happened("payment_intent.payment_failed", payment);
    }

    void Settle(JsonObject payment, Due due, string card, CardMood mood)
    {
        var charge = store.Add("ch", "charge", new()
        {
            ["amount"] = due.Amount, ["amount_captured"] = due.Amount, ["amount_refunded"] = 0, ["captured"] = true,
            ["currency"] = due.Currency, ["customer"] = due.Customer, ["disputed"] = false, ["paid"] = true, ["refunded"] = false,
            ["payment_intent"] = Text(payment, "id"), ["payment_method"] = card, ["status"] = "succeeded", ["metadata"] = new JsonObject(),
        });
        (payment["status"], payment["amount_received"], payment["latest_charge"]) = ("succeeded", due.Amount, Text(charge, "id"));
        payment["last_payment_error"] = null;
        happened("charge.succeeded", charge);
        happened("payment_intent.succeeded", payment);
        if (mood is CardMood.Disputes) Dispute(charge);
    }

    /// <summary>The customer says it was not them.</summary>
    internal JsonObject Dispute(JsonObject charge)
    {
        charge["disputed"] = true;
        var dispute = store.Add("dp", "dispute", new()
        {
            ["amount"] = Number(charge, "amount"), ["currency"] = Text(charge, "currency"), ["charge"] = Text(charge, "id"),
            ["payment_intent"] = Text(charge, "payment_intent"), ["reason"] = "fraudulent", ["status"] = "needs_response",
            ["is_charge_refundable"] = false, ["metadata"] = new JsonObject(),
            ["evidence_details"] = new JsonObject { ["due_by"] = store.Now + 7 * 24 * 3600 },
        });
        happened("charge.dispute.created", dispute);
        return dispute;
    }

    internal JsonObject Refund(JsonObject charge, long amount, string? reason, JsonObject metadata)
    {
        var mood = StripeCards.MoodOf(Text(charge, "payment_method"));
        var waits = IsShort || mood is CardMood.RefundPends;
        var refund = store.Add("re", "refund", new()
        {
            ["amount"] = amount, ["currency"] = Text(charge, "currency"), ["charge"] = Text(charge, "id"),
            ["payment_intent"] = Text(charge, "payment_intent"), ["reason"] = reason, ["metadata"] = metadata,
            ["status"] = waits ? "pending" : "succeeded", ["failure_reason"] = null,
            ["pending_reason"] = IsShort ? "insufficient_funds" : waits ? "processing" : null,
        });
        Count(charge, amount);
        happened("refund.created", refund);
        happened("charge.refunded", charge);
        return refund;
    }

    /// <summary>The bank took it, days later.</summary>
    internal void Arrive(JsonObject refund)
    {
        (refund["status"], refund["pending_reason"]) = ("succeeded", null);
        happened("refund.updated", refund);
    }

    /// <summary>The bank sent it back: the money is on the account again.</summary>
    internal void Fail(JsonObject refund)
    {
        if (Text(refund, "status") is "failed" or "canceled") return;
        (refund["status"], refund["failure_reason"]) = ("failed", "lost_or_stolen_card");
        refund["pending_reason"] = null;
        Count(store.Find(Text(refund, "charge"), "charge")!, -Number(refund, "amount"));
        happened("refund.updated", refund);
        happened("refund.failed", refund);
    }

    static void Count(JsonObject charge, long amount)
    {
        var refunded = Number(charge, "amount_refunded") + amount;
        (charge["amount_refunded"], charge["refunded"]) = (refunded, refunded == Number(charge, "amount"));
    }
}
