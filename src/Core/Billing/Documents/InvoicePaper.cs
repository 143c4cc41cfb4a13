using OpsBot.Core.Billing.Importing;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Documents;

/// <summary>An invoice as a document, from what was written down when it was opened.</summary>
static class InvoicePaper
{
    sealed record Parties(
        DateTimeOffset OpenedAt, long CreditMinor, string SellerName, string SellerAddress, string SellerCountry, string SellerTaxId,
        string BuyerName, string? BuyerAddress, string? BuyerCountry, string? BuyerTaxId);

    public static async Task<Result<Paper>> Of(Work work, InvoiceId id, SellerOptions seller, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, id, cancel);
        if (invoice is not { Number: { } number, IssuedOn: { } issued, DueOn: { } due })
            return invoice.NotNow("has no number yet, so there is no document of it. Open it first.");
        if (await work.Get<bool>("select series = @Series from invoices where id = @id", new { ImportedInvoice.Series, id }, cancel))
            return invoice.NotNow("was issued by the payment provider before OpsBot, and its file is there.");
        var who = await work.Get<Parties>(
            """
            select opened_at, credit_minor, seller ->> 'name' as seller_name, seller ->> 'address' as seller_address, seller ->> 'country' as seller_country,
                   seller ->> 'taxId' as seller_tax_id, buyer ->> 'name' as buyer_name, buyer ->> 'address' as buyer_address,
                   buyer ->> 'country' as buyer_country, buyer ->> 'vatId' as buyer_tax_id
            from   invoices
            where  id = @id
            """, new { id }, cancel);
        var credit = invoice.Total with { Minor = who.CreditMinor };
        var lines = await InvoiceLine.Of(work, id, cancel);
        var taxes = await InvoiceTax.Of(work, id, cancel);
        var paper = new Paper(who.SellerCountry == "IN" ? "Tax invoice" : "Invoice", number, invoice.Currency, who.OpenedAt,
            new(who.SellerName, who.SellerAddress, who.SellerCountry, who.SellerTaxId),
            new(who.BuyerName, who.BuyerAddress, who.BuyerCountry, who.BuyerTaxId))
        {
            Facts =
            [
                new("Number", number), new("Issued", issued.InWords()), new("Due", due.InWords()),
                new("Period", invoice.Period.InWords()), .. Facts(who.SellerCountry, lines, seller),
            ],
            Lines = [.. lines.Select(Line)],
            Sums =
            [
                new("Net", invoice.Net.ToString()), .. taxes.Select(Sum), new("Total", invoice.Total.ToString(), IsTotal: true),
                .. new PaperSum("Paid from your credit", (-credit).ToString()).If(credit.Minor > 0),
                .. new PaperSum("To pay", (invoice.Total - credit).ToString(), IsTotal: true).If(credit.Minor > 0),
            ],
            Notes = [.. OnTax(lines), .. HowToPay(invoice, invoice.Total - credit, due, seller)],
            Code = invoice.CollectedBy == CollectedBy.Hand
                ? PaymentCode.Of(invoice.Total - credit, who.SellerName, number, seller) : null,
        };
        return PaperFonts.Lacks(paper.Texts) is { } lacking ? lacking : paper;
    }

    internal static PaperLine Line(InvoiceLine line) => new(
        line.Text, line.Quantity, line.Period.InWords(), TaxOn(line), line.Net.ToString());

    internal static PaperSum Sum(InvoiceTax tax) =>
        new(tax.Tax.Length == 0 ? $"No tax on {tax.Net}" : $"{tax.Tax} on {tax.Net}", tax.Amount.ToString());

    /// <summary>What the law of the seller's country wants to be said once.</summary>
    internal static IReadOnlyList<Fact> Facts(string country, IReadOnlyList<InvoiceLine> lines, SellerOptions seller) => country == "IN"
        ?
        [
            new("Place of supply", Several.InOneSentence([.. lines.Select(line => line.Place).Distinct()])),
            new("Reverse charge", lines.Any(IsReverse) ? "Yes" : "No"), .. new Fact("SAC", seller.Sac).If(seller.Sac.Length > 0),
        ]
        : [];

    internal static IEnumerable<string> OnTax(IReadOnlyList<InvoiceLine> lines)
    {
        if (lines.Any(IsReverse)) yield return "Reverse charge: the customer owes the tax (Article 196 of Directive 2006/112/EC).";
        if (lines.Any(line => line.Treatment == TaxTreatment.Export))
            yield return "No tax is charged: the service is supplied where the customer is.";
    }

    static IEnumerable<string> HowToPay(Invoice invoice, Money toPay, DateOnly due, SellerOptions seller)
    {
        if (toPay.Minor == 0) yield return "There is nothing to pay.";
        else if (invoice.CollectedBy == CollectedBy.Stripe) yield return $"{toPay} is charged to your means of payment.";
        else
        {
            yield return $"Please pay {toPay} by {due.InWords()}, naming {invoice.Called}.";
            if (seller.Iban.Length > 0) yield return $"IBAN {seller.Iban}{(seller.Bic.Length > 0 ? $", BIC {seller.Bic}" : "")}";
            if (seller.Upi.Length > 0 && invoice.Currency == "INR") yield return $"UPI {seller.Upi}";
        }
    }

    static string TaxOn(InvoiceLine line) => line.Treatment switch
    {
        TaxTreatment.ReverseCharge => "reverse charge",
        TaxTreatment.Export => "none",
        TaxTreatment.Domestic or TaxTreatment.Destination => line.Tax.Length > 0 ? line.Tax : "none",
    };

    static bool IsReverse(InvoiceLine line) => line.Treatment == TaxTreatment.ReverseCharge;
}
