using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Importing;

/// <summary>A customer as the payment provider has them, with what they are subscribed to and what they have not paid yet.</summary>
sealed record FoundAccount(
    GatewayCustomer Customer, IReadOnlyList<GatewaySubscription> Subscriptions, IReadOnlyList<GatewayInvoice> Open)
{
    /// <summary>All there are; nothing is changed there.</summary>
    public static async Task<Result<IReadOnlyList<FoundAccount>, GatewayFault>> All(IGateway gateway, CancellationToken cancel)
    {
        if ((await gateway.AllCustomers(cancel)).Failed(out var customers, out var fault)) return fault;
        List<FoundAccount> found = [];
        // The oldest first: who was there first keeps the plain name.
        foreach (var customer in customers.Reverse())
        {
            if ((await gateway.Subscriptions(customer.Id, cancel)).Failed(out var subscriptions, out fault)) return fault;
            if ((await gateway.Invoices(customer.Id, cancel)).Failed(out var invoices, out fault)) return fault;
            found.Add(new(customer, subscriptions, [.. invoices.Where(one => one.State == GatewayInvoiceState.Open)]));
        }
        return found;
    }
}
