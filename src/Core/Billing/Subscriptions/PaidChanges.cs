using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>A plan that waited for its invoice holds once that is paid.</summary>
sealed class PaidChanges : IHearPaid
{
    public async Task Paid(IReadOnlyList<Invoice> invoices, Work work, CancellationToken cancel)
    {
        var waiting = await work.List<Guid>("select id from plan_changes where invoice_id = any (@Ids) and state = 'waiting'",
            new { Ids = invoices.Select(one => one.Id.Value).ToArray() }, cancel);
        if (waiting.Count > 0) await PlanChanges.Begin(work, [.. waiting], cancel);
    }
}
