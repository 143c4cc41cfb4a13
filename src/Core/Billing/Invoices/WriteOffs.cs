using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>What nobody expects to be paid any more: a loss of ours, and still owed, should money come in after all.</summary>
static class WriteOffs
{
    /// <summary>What is open on it is a loss from now on; refused where nothing is open.</summary>
    public static async Task<Refusal?> Write(Work work, InvoiceId id, string why, CancellationToken cancel)
    {
        var written = await work.Execute(
            """
            update invoices
            set    state = 'uncollectible', ended_at = @Now, ended_why = @why, version = version + 1
            where  id = @id and state in ('open', 'overdue')
            """, new { id, why, work.Now }, cancel);
        var invoice = await Invoice.One(work, id, cancel);
        if (written == 0) return invoice.Changed;
        await work.Transfer(new($"write-off:{id.Value}", Account.BadDebt, Account.Receivable(OrganizationId.Of(invoice.OrganizationId)),
            invoice.Left, TransferCode.WriteOff), cancel);
        return null;
    }

    /// <summary>Money comes in for what was written off: so much of it is owed again, to be paid by that.</summary>
    public static async Task Recover(Work work, Invoice invoice, string payment, Money paid, CancellationToken cancel)
    {
        if (invoice.State == InvoiceState.Uncollectible)
            await work.Transfer(new($"recovered:{invoice.Id.Value}:{payment}",
                Account.Receivable(OrganizationId.Of(invoice.OrganizationId)), Account.BadDebt, paid, TransferCode.WriteOff), cancel);
    }
}
