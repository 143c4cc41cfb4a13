using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

/// <summary>How much goes back, and why.</summary>
public sealed record RefundTerms(
    [Arg("why it goes back", Named = true)] RefundWhy Why,
    [Arg("how much; or all:yes")] Money? Amount = null,
    [Arg("all that is left of the payment", Named = true)] bool All = false,
    [Arg("a word about it, kept with the refund", Named = true, MaxLength = 200)] string? Note = null,
    [Arg("take it off the invoice and its tax with a credit note, too", Named = true)] bool CreditNote = false);

/// <summary>What is given back of which payment, and which invoice a note then takes it off.</summary>
sealed record WantedRefund(Payment Payment, Money Amount, RefundWhy Why, string? Note, InvoiceId? Noted, string? NotedNumber)
{
    /// <summary>What was too much and is credit: that goes first.</summary>
    public Money FromCredit { get; init; }

    public Money FromPaid => Amount - FromCredit;

    public bool IsByHand => Payment.ProviderId is null;
}

/// <summary>Says what may go back, or why not: naming what is left.</summary>
static class WantedRefunds
{
    public static async Task<Result<WantedRefund>> Of(
        PaymentId id, InvoiceId? invoice, RefundTerms terms, Work work, CancellationToken cancel)
    {
        var payment = await Payment.One(work, id, cancel);
        if (Amount(payment, terms).Failed(out var amount, out var refusal)) return refusal;
        var credit = await Credits.Credits.Free(work, payment.OrganizationId, amount.Of.Currency, cancel);
        var fromCredit = Least(amount.Of, payment.Over, credit);
        var wanted = new WantedRefund(payment, amount.Of, terms.Why, Said(terms), null, null) { FromCredit = fromCredit };
        if (!terms.CreditNote || wanted.FromPaid.Minor == 0) return wanted;
        if ((await Noted(payment, invoice, work, cancel)).Failed(out var noted, out refusal)) return refusal;
        return (await CreditNotes.CreditNotes.Reckon(work, noted.Id, wanted.FromPaid, cancel)).Failed(out _, out refusal) ? refusal
            : wanted with { Noted = noted.Id, NotedNumber = noted.Called };
    }

    sealed record RightAmount(Money Of);

    static Result<RightAmount> Amount(Payment payment, RefundTerms terms)
    {
        if (payment.State is PaymentState.Disputed)
            return payment.NotNow("is disputed: the bank decides who gets the money, and a refund would give it back twice.");
        if (payment.State is not PaymentState.Succeeded) return payment.NotNow($"is {payment.State.Words()}, so nothing can go back.");
        if (terms.All == terms.Amount is not null) return new Refusal("Say how much goes back, like `20.00`, or `all:yes`.");
        var amount = terms.Amount ?? payment.Left;
        if (amount.Currency != payment.Amount.Currency) return payment.NotNow($"is in {payment.Currency}, and {amount} is not.");
        if (payment.Left.Minor == 0) return payment.NotNow($"was refunded already, all {payment.Amount} of it.");
        if (amount.Minor <= 0) return new Refusal("Nothing would go back. Say how much.");
        if (amount > payment.Left)
            return payment.NotNow($"has {payment.Left} left that can go back, not {amount}.");
        return new RightAmount(amount);
    }

    static async Task<Result<Invoice>> Noted(Payment payment, InvoiceId? invoice, Work work, CancellationToken cancel)
    {
        var paid = invoice is { } named ? [named] : await work.List<InvoiceId>(
            "select invoice_id from allocations where payment_id = @Id order by invoice_id", new { payment.Id }, cancel);
        return paid is [var one] ? await Invoice.One(work, one, cancel)
            : payment.NotNow("paid several invoices. Say which the note takes it off: `/refund invoice`.");
    }

    static Money Least(params IReadOnlyList<Money> all) => all.Min();

    static string? Said(RefundTerms terms) => terms.Note?.Trim() is { Length: > 0 } note ? note : null;
}
