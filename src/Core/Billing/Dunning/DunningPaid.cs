using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.Dunning;

/// <summary>What is paid is off the ladder, and its message says so. The doors are opened by the next round of dunning.</summary>
sealed class DunningPaid(Seller seller) : IHearPaid
{
    public async Task Paid(IReadOnlyList<Invoice> invoices, Work work, CancellationToken cancel)
    {
        var ladder = await Ladder.Current(work.Db, cancel);
        foreach (var invoice in invoices)
        {
            if (await work.Execute("update dunning_cases set next_on = null where invoice_id = @Id", new { invoice.Id }, cancel) == 0)
                continue;
            await (await DunningCase.One(work.Db, invoice.Id, cancel)).Say(work, ladder, seller.Today, cancel);
            // Who has paid is let in at once, as far as a payment decides it.
            await work.Execute("delete from dunning_lifts where organization_id = @OrganizationId", new { invoice.OrganizationId }, cancel);
        }
    }
}
