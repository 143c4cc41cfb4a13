using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;

namespace OpsBot.Core.Billing.Documents;

/// <summary>
/// Who reads an organization's invoices: whom its billing profile names, else its owner, else who of it has been there longest.
/// </summary>
public sealed record BillingContact(string Address, string? Name)
{
    public static Task<BillingContact?> Of(Work work, OrganizationId organization, CancellationToken cancel) => work.Find<BillingContact>(
        """
        select coalesce(b.mail, c.email) as address, case when b.mail is null or b.mail = c.email then c.name end as name
        from   organizations o
        left   join billing_profiles b on b.organization_id = o.id
        left   join lateral (
               select   p.email, p.name
               from     customers p
               where    p.organization_id = o.id
               order by p.id is distinct from o.owner_id, p.created_at, p.id
               limit    1) c on true
        where  o.id = @organization and coalesce(b.mail, c.email) is not null
        """, new { organization }, cancel);

    /// <summary>Whether it is the address of somebody of that organization, and not just of anybody.</summary>
    public static Task<bool> IsOf(Work work, OrganizationId organization, string address, CancellationToken cancel) => work.Get<bool>(
        """
        select exists (select from customers where organization_id = @organization and email = lower(@address))
            or exists (select from billing_profiles where organization_id = @organization and lower(mail) = lower(@address))
        """, new { organization, address }, cancel);
}
