using OpsBot.Core.Replies;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>What an invoice charges for: its lines, and how they add up.</summary>
static class InvoiceParts
{
    public static IReadOnlyList<Part> Of(Invoice invoice, IReadOnlyList<InvoiceLine> lines, IReadOnlyList<InvoiceTax> taxes) =>
    [
        new Table([new("For"), new("Period"), new("Tax"), new("Net", Right: true)], [.. lines.Select(Row)]),
        new Fields(
        [
            new("Net", invoice.Net.ToString()),
            .. taxes.Where(tax => tax.TaxMinor != 0).Select(tax => new Field(tax.Tax, $"{tax.Amount} of {tax.Net}")),
            new("Total", invoice.Total.ToString()),
        ]),
    ];

    static IReadOnlyList<string> Row(InvoiceLine line) =>
        [line.Quantity == 1 ? line.Text : $"{line.Quantity} x {line.Text}", line.Period.InWords(), line.Taxed.InWords, line.Net.ToString()];
}
