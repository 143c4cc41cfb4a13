using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.CreditNotes;

/// <summary>What a plan that writes a note says of it: each balance before and after, and the tax in it.</summary>
static class NoteChanges
{
    public static async Task<IReadOnlyList<Change>> Of(Work work, Invoice invoice, NoteParts parts, CancellationToken cancel)
    {
        var (left, lowered) = (invoice.Left, invoice.LoweredBy(parts.Gross));
        return
        [
            new("Taken off the invoice", invoice.Noted.ToString(), (invoice.Noted + parts.Gross).ToString()),
            .. parts.Taxes.Where(tax => tax.Amount.Minor != 0).Select(tax => new Change(tax.Tax, "not taken off", tax.Amount.ToString())),
            .. lowered.Minor == 0 ? (Change[])[] : [new("Open on it", left.ToString(), (left - lowered).ToString())],
            .. await Credits.Credits.MoreFor(work, invoice, parts.Gross - lowered, cancel),
        ];
    }
}
