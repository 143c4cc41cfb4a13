using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>A draft is taxed as its buyer is: where that changes before it is opened, its tax does, too.</summary>
static class DraftTaxes
{
    public static async Task Anew(Work work, OrganizationId organization, string seller, CancellationToken cancel)
    {
        var at = new { organization, seller };
        await work.Execute(
            """
            update invoice_lines l
            set    tax = t.name, place = t.place, treatment = t.treatment, millionths = t.millionths
            from   invoices i
            join   invoice_lines x on x.invoice_id = i.id
            join   billing_profiles b on b.organization_id = i.organization_id
            cross  join lateral tax_for(b.country, b.vat_id, @seller, x.period_start) t
            where  i.organization_id = @organization and i.state = 'draft' and l.invoice_id = x.invoice_id and l.position = x.position
            """, at, cancel);
        await work.Execute(
            """
            delete from invoice_taxes
            where  invoice_id in (select id from invoices where organization_id = @organization and state = 'draft')
            """, at, cancel);
        await work.Execute(
            """
            insert into invoice_taxes (invoice_id, tax, millionths, net_minor, tax_minor)
            select   l.invoice_id, l.tax, l.millionths, sum(l.net_minor)::bigint, share_of(sum(l.net_minor)::bigint, l.millionths)
            from     invoices i
            join     invoice_lines l on l.invoice_id = i.id
            where    i.organization_id = @organization and i.state = 'draft'
            group by l.invoice_id, l.tax, l.millionths
            """, at, cancel);
        await work.Execute(
            """
            update invoices i
            set    tax_minor = t.tax_minor, total_minor = i.net_minor + t.tax_minor, version = i.version + 1
            from   (select   d.id, sum(x.tax_minor)::bigint as tax_minor
                    from     invoices d
                    join     invoice_taxes x on x.invoice_id = d.id
                    where    d.organization_id = @organization and d.state = 'draft'
                    group by d.id) t
            where  i.id = t.id and i.tax_minor <> t.tax_minor
            """, at, cancel);
    }
}
