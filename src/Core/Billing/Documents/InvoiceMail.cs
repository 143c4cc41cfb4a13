using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Mails;
using OpsBot.Core.Organizations;

namespace OpsBot.Core.Billing.Documents;

/// <summary>What a customer reads beside the file of an invoice.</summary>
public sealed class InvoiceMail(Seller seller)
{
    /// <summary>Its key and its files are whoever's who sends it.</summary>
    public Mail Of(Invoice invoice, BillingContact reader, string? payPage) => About(invoice, reader, $"Invoice {invoice.Called}",
        $"here is invoice {invoice.Called} for {invoice.Period.InWords()}, {invoice.Total} in all.\n\n{ToDo(invoice)}"
        + (payPage is null || invoice.Left.Minor == 0 ? "" : $"\n\nIt can be paid by card here: {payPage}"));

    public Mail OfNote(Invoice invoice, string note, BillingContact reader) => About(invoice, reader, $"Credit note {note}",
        $"here is credit note {note} for invoice {invoice.Called}. What it takes off, and what becomes of that, stands on it.");

    Mail About(Invoice invoice, BillingContact reader, string what, string text) => new(
        $"invoice:{invoice.Id.Value:n}", reader.Address, $"{what} from {seller.Options.Name}", Letter(reader, text))
    {
        ToName = reader.Name, Organization = OrganizationId.Of(invoice.OrganizationId), About = invoice.Target,
    };

    string Letter(BillingContact reader, string text) =>
        $"""
        {(reader.Name is { } name ? $"Dear {name}" : "Hello")},

        {text}

        {seller.Options.Name}
        {seller.Options.Address}
        """;

    string ToDo(Invoice invoice) => invoice.State switch
    {
        InvoiceState.Paid => "It is paid, thank you.",
        InvoiceState.Void => "It was taken back: there is nothing to pay.",
        InvoiceState.Draft or InvoiceState.Open or InvoiceState.Overdue or InvoiceState.Uncollectible when invoice.DueOn is { } due =>
            $"{invoice.Left} of it {(invoice.State == InvoiceState.Open ? $"is due by {due.InWords()}" : $"was due on {due.InWords()}")}."
            + (invoice.CollectedBy == CollectedBy.Stripe ? " It is charged to your means of payment."
                : $" {seller.Options.HowToPay(invoice.Currency, invoice.Called)}"),
        InvoiceState.Draft or InvoiceState.Open or InvoiceState.Overdue or InvoiceState.Uncollectible => "",
    };
}
