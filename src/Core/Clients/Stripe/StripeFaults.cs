using System.Net;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Values;
using Polly.Timeout;
using Sdk = global::Stripe;

namespace OpsBot.Core.Clients.Stripe;

/// <summary>What a call is for: "refund pi_1", and whether it changes anything.</summary>
sealed record StripeCall(string Doing, bool Changes);

/// <summary>Every way a call can fail, as a sentence that says what failed, why, and what can be done.</summary>
static class StripeFaults
{
    const string Keys = "https://dashboard.stripe.com/apikeys";

    // As much of what they say as fits into a sentence.
    const int Longest = 200;

    static readonly TimeSpan tooManyWait = TimeSpan.FromSeconds(2);

    public static GatewayFault NotSetUp(StripeCall call) => new(GatewayTrouble.Misconfigured,
        $"Could not {call.Doing}: Stripe is not set up. Set OPSBOT_Stripe__Key to a restricted key, from {Keys}.");

    /// <summary>An amount in a currency that OpsBot does not reckon in, or what else cannot be read.</summary>
    public static GatewayFault Unreadable(StripeCall call) => new(GatewayTrouble.Refused,
        $"Could not {call.Doing}: Stripe's answer names a currency that OpsBot does not reckon in, or lacks what belongs in it."
        + After(call.Changes)) { MayHaveHappened = call.Changes };

    /// <summary>Nobody answered, or not in time.</summary>
    public static GatewayFault Of(Exception failure, StripeCall call)
    {
        var sent = ConnectionTrouble.WhyNone(failure) is null;
        return new(GatewayTrouble.Passing,
            $"Could not {call.Doing}: "
            + (failure is TimeoutRejectedException ? "Stripe did not answer in time." : "Stripe cannot be reached.")
            + After(call.Changes && sent)) { MayHaveHappened = call.Changes && sent };
    }

    /// <summary>It answered with an error, or with what the SDK cannot read.</summary>
    public static GatewayFault Of(Sdk.StripeException failure, StripeCall call)
    {
        var error = failure.StripeError;
        var (trouble, why) = Told(failure, error);
        var unclear = call.Changes && IsUnclear(failure);
        var reference = failure.StripeResponse?.RequestId;
        return new(trouble, $"Could not {call.Doing}: {why}{After(unclear)}{Cited(reference)}")
        {
            Code = error?.DeclineCode ?? error?.Code ?? error?.Type, Reference = reference, MayHaveHappened = unclear,
            KeyIsSpent = unclear && failure.HttpStatusCode >= HttpStatusCode.InternalServerError,
            Wait = failure.HttpStatusCode is HttpStatusCode.TooManyRequests ? tooManyWait : null,
        };
    }

    // What went before under the same key is still under way, or was something else: neither says whether ours was done.
    static bool IsUnclear(Sdk.StripeException failure) => (int)failure.HttpStatusCode is < 300 or >= 500
        || failure.StripeError is { Code: "idempotency_key_in_use" } or { Type: "idempotency_error" };

    static (GatewayTrouble Trouble, string Why) Told(Sdk.StripeException failure, Sdk.StripeError? error) => failure.HttpStatusCode switch
    {
        _ when error?.Type == "idempotency_error" => (GatewayTrouble.Refused,
            "under its key Stripe has something else already. Look at what the trail did before."),
        HttpStatusCode.Unauthorized => (GatewayTrouble.Misconfigured,
            $"Stripe does not know the key. Set OPSBOT_Stripe__Key to one from {Keys}."),
        HttpStatusCode.Forbidden => (GatewayTrouble.Misconfigured,
            $"the key may not do that at Stripe ({Says(error)}). Give it the permission at {Keys}."),
        _ when error?.Code is "authentication_required" or "invoice_payment_intent_requires_action" => (GatewayTrouble.NeedsCustomer,
            "the bank wants the customer to confirm it. Send them the link to pay."),
        _ when error?.Type == "card_error" => (GatewayTrouble.Declined, $"declined: {Says(error)}."),
        HttpStatusCode.PaymentRequired => (GatewayTrouble.Declined, $"declined: {Says(error)}."),
        HttpStatusCode.NotFound => (GatewayTrouble.Gone, "it is not there at Stripe."),
        HttpStatusCode.TooManyRequests => (GatewayTrouble.Passing, "Stripe takes no more calls for a moment."),
        HttpStatusCode.Conflict => (GatewayTrouble.Passing, "Stripe is still at the same or something beside it."),
        >= HttpStatusCode.InternalServerError => (GatewayTrouble.Passing, "Stripe has trouble of its own."),
        < HttpStatusCode.MultipleChoices => (GatewayTrouble.Passing, "Stripe answered with what is no answer."),
        _ when error?.Code == "charge_already_refunded" => (GatewayTrouble.Refused, "all of it was refunded already."),
        _ when error is not null => (GatewayTrouble.Refused, $"Stripe says: {Says(error)}."),
        _ => (GatewayTrouble.Refused, $"Stripe answered HTTP {(int)failure.HttpStatusCode}."),
    };

    static string After(bool unclear) => unclear ? " It may have happened all the same; it is looked up before it is tried again." : "";

    static string Cited(string? reference) => reference is { Length: > 0 } ? $" (Stripe's reference: {reference.Cut(60)})" : "";

    static string Says(Sdk.StripeError? error) =>
        error?.Message is { Length: > 0 } message ? message.TrimEnd('.').Cut(Longest) : error?.Code ?? "no word why";
}
