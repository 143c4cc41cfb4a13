using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.Payments;

/// <summary>
/// What follows from an invoice being paid, by whatever way; found by what it implements. It is told once, in the transaction that paid it.
/// </summary>
public interface IHearPaid
{
    Task Paid(IReadOnlyList<Invoice> invoices, Work work, CancellationToken cancel);
}
