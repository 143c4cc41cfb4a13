namespace OpsBot.Sandbox.Stripe;

/// <summary>What a pretend card does when it is charged, and when what it paid is given back.</summary>
public enum CardMood
{
    Pays,
    Declines,
    /// <summary>The bank wants the customer to confirm.</summary>
    NeedsAction,
    /// <summary>It pays, and then the customer says it was not them.</summary>
    Disputes,
    /// <summary>It pays; what is given back seems to arrive, and comes back later.</summary>
    RefundFails,
    /// <summary>It pays; what is given back is under way for days.</summary>
    RefundPends,
}

/// <summary>The cards of https://docs.stripe.com/testing, by the same names.</summary>
public static class StripeCards
{
    public const string Visa = "pm_card_visa", Declined = "pm_card_chargeDeclined", Poor = "pm_card_chargeDeclinedInsufficientFunds",
        NeedsAction = "pm_card_authenticationRequired", Disputes = "pm_card_createDispute", RefundFails = "pm_card_refundFail",
        RefundPends = "pm_card_pendingRefund";

    public static IReadOnlyList<string> All { get; } = [Visa, Declined, Poor, NeedsAction, Disputes, RefundFails, RefundPends];

    internal static CardMood? MoodOf(string? card) => card switch
    {
        Visa => CardMood.Pays,
        Declined or Poor => CardMood.Declines,
        NeedsAction => CardMood.NeedsAction,
        Disputes => CardMood.Disputes,
        RefundFails => CardMood.RefundFails,
        RefundPends => CardMood.RefundPends,
        _ => null,
    };

    internal static string DeclineOf(string? card) => card == Poor ? "insufficient_funds" : "generic_decline";
}
