using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>The invoice of a change of plan: exactly the lines of its plan, open at once.</summary>
sealed class PlanChangeInvoices(OpenInvoices opening, TimeProvider time)
{
    public async Task<Invoice> Write(
        Work work, Subscription ours, IReadOnlyList<SwitchLine> lines, TaxOf tax, CancellationToken cancel)
    {
        var id = InvoiceId.New(time);
        var net = lines.Select(line => line.Net).Aggregate((a, b) => a + b);
        var taxed = net.Percent(tax.Rate);
        await work.Execute(
            """
            insert into invoices (id, organization_id, subscription_id, state, reason, collected_by, period_start, period_end, currency,
                   net_minor, tax_minor, total_minor, drafted_at, opens_at)
            values (@id, @OrganizationId, @Subscription, 'draft', 'change', @CollectedBy, @Start, @End, @Currency, @Net, @Tax, @Total, @Now, @Now)
            """,
            new
            {
                id, ours.OrganizationId, Subscription = ours.Id, ours.CollectedBy, lines[^1].Period.Start, lines[^1].Period.End,
                ours.Currency, Net = net.Minor, Tax = taxed.Minor, Total = (net + taxed).Minor, work.Now,
            }, cancel);
        await work.Execute(
            """
            insert into invoice_lines (invoice_id, position, text, quantity, net_minor, period_start, period_end, price_id, tax, place,
                   treatment, millionths)
            select @id, l.position, l.text, 1, l.net, l.starts, l.ends, l.price, @Name, @Place, @Treatment, @Millionths
            from   unnest(@Texts::text[], @Nets::bigint[], @Starts::date[], @Ends::date[], @Prices::uuid[])
                   with ordinality l (text, net, starts, ends, price, position)
            """,
            new
            {
                id, tax.Name, tax.Place, tax.Treatment, tax.Millionths, Texts = lines.Select(line => line.Text).ToArray(),
                Nets = lines.Select(line => line.Net.Minor).ToArray(), Starts = lines.Select(line => line.Period.Start).ToArray(),
                Ends = lines.Select(line => line.Period.End).ToArray(), Prices = lines.Select(line => line.PriceId).ToArray(),
            }, cancel);
        await work.Execute(
            "insert into invoice_taxes (invoice_id, tax, millionths, net_minor, tax_minor) values (@id, @Name, @Millionths, @Net, @Tax)",
            new { id, tax.Name, tax.Millionths, Net = net.Minor, Tax = taxed.Minor }, cancel);
        await opening.These(work, [id.Value], cancel);
        return await Invoice.One(work, id, cancel);
    }
}
