using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Importing;

/// <summary>The organization that a customer of the provider is here: known by the person's address, or made.</summary>
sealed record ImportedOrganization(OrganizationId Id, string Slug, bool IsNew, bool IsMade)
{
    // As long as a name is in an address.
    const int LongestSlug = 40;

    public string InWords => IsMade ? $"is organization {Slug} now." : $"is {Slug}, which is known by its address.";

    sealed record Standing(OrganizationId Id, string Slug, string? ProviderId, bool HasOwn);

    public static async Task<Result<ImportedOrganization>> Of(
        GatewayCustomer customer, string address, Work work, CancellationToken cancel)
    {
        var known = await work.Find<Standing>(
            """
            select   o.id, o.slug, a.provider_id,
                     a.provider_id is null and exists (
                         select from subscriptions s where s.organization_id = o.id and s.state not in ('cancelled', 'expired')) as has_own
            from     organizations o
            left     join imported_accounts a on a.organization_id = o.id
            where    a.provider_id = @Id
            or       (not exists (select from imported_accounts i where i.provider_id = @Id)
                      and o.id = (select c.organization_id from customers c where c.email = lower(@address)))
            """, new { customer.Id, address }, cancel);
        if (known is { ProviderId: { } provider })
            return provider == customer.Id ? new ImportedOrganization(known.Id, known.Slug, IsNew: false, IsMade: false)
                : new Refusal($"has the address of {known.Slug}, which was taken over as {provider} already. Merge the two there.");
        // It would fall out of the runs that it is in.
        if (known is { HasOwn: true })
            return new Refusal($"has the address of {known.Slug}, which is invoiced here already. It is left as it is.");
        var (id, slug) = known is not null ? (known.Id, known.Slug) : await Make(customer, address, work, cancel);
        await work.Execute("insert into imported_accounts (organization_id, provider_id, imported_at) values (@id, @Provider, @Now)",
            new { id, Provider = customer.Id, work.Now }, cancel);
        return new ImportedOrganization(id, slug, IsNew: true, IsMade: known is null);
    }

    sealed record Made(OrganizationId Id, string Slug);

    static async Task<(OrganizationId, string)> Make(GatewayCustomer customer, string address, Work work, CancellationToken cancel)
    {
        var name = customer.Name is { Length: > 0 } given ? given : address;
        var (id, owner) = (Guid.CreateVersion7(work.Now), Guid.CreateVersion7(work.Now));
        // On the smallest tier, until its subscription says which. "Größte Käufer & Co." is "grosste-kaufer-co".
        var made = await work.Get<Made>(
            """
            with plain as (
                select coalesce(nullif(trim(both '-' from left(regexp_replace(lower(regexp_replace(
                       normalize(replace(@name, 'ß', 'ss'), nfd), '[\u0300-\u036f]', '', 'g')), '[^a-z0-9]+', '-', 'g'), @LongestSlug)), ''),
                       'customer') as slug)
            insert into organizations (id, slug, name, tier, state, created_at)
            select @id, f.slug, @name,
                   (select t.slug from tiers t where t.archived_at is null order by t.price_minor, t.slug limit 1), 'active', @Now
            from   plain p, generate_series(1, 10000) n,
                   lateral (select case when n = 1 then p.slug else p.slug || '-' || n end as slug) f
            where  not exists (select from organizations o where o.slug = f.slug)
            order  by n
            limit  1
            returning id, slug
            """, new { id, LongestSlug, name, work.Now }, cancel);
        await work.Execute(
            """
            insert into customers (id, organization_id, email, name, created_at) values (@owner, @id, lower(@address), @name, @Now)
            """, new { owner, id, address, name, work.Now }, cancel);
        await work.Execute("update organizations set owner_id = @owner where id = @id", new { owner, id }, cancel);
        return (made.Id, made.Slug);
    }
}
