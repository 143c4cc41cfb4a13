using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>For what a picture was made.</summary>
public enum SnapshotPurpose
{
    /// <summary>It is all that is left of a server that was deleted.</summary>
    Goodbye,

    /// <summary>It is what a server was before it became another type.</summary>
    Resize,
}

/// <summary>A picture that was taken and is to be kept for a while.</summary>
sealed record KeptPicture(SnapshotPurpose MadeFor, ServerId Server, OrganizationId Organization, string Provider, string ProviderId)
{
    public required string Type { get; init; }

    public decimal? SizeGb { get; init; }

    public int DiskGb { get; init; }

    public Money? Price { get; init; }
}

/// <summary>The picture of the disk of an organization's last server, of which it can be rebuilt.</summary>
public sealed record Goodbye(
    Guid Id, string Provider, string ProviderId, string Type, string Region, int DiskGb, long? PriceMinor, string? Currency,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>A month.</summary>
    public Money? Price => PriceMinor is { } minor ? new Money(minor, Values.Currency.Of(Currency!)) : null;
}

static class Snapshots
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    extension(Work work)
    {
        /// <summary>It is known from now on, until its time is over; with what its organization's address was. Harmless twice.</summary>
        public Task KeepSnapshot(KeptPicture picture, CancellationToken cancel) => work.Execute(
            """
            insert into snapshots (id, server_id, organization_id, provider, provider_id, made_for, type, size_gb, disk_gb,
                                   price_minor, currency, hosts, port, created_at, expires_at)
            select @Id, @Server, @Organization, @Provider, @ProviderId, @MadeFor, @Type, @SizeGb, @DiskGb,
                   @Minor, @Currency, coalesce(r.hosts, '{}'), r.port, @Now, @Until
            from   organizations o
            left   join routes r on r.organization_id = o.id
            where  o.id = @Organization
            on conflict (provider, provider_id) do nothing
            """,
            new
            {
                Id = Guid.CreateVersion7(work.Now), picture.Server, picture.Organization, picture.Provider, picture.ProviderId,
                MadeFor = picture.MadeFor.Snake(), picture.Type, picture.SizeGb, picture.DiskGb, picture.Price?.Minor,
                Currency = picture.Price?.Currency.Code, work.Now, Until = work.Now + Kept,
            }, cancel);

        /// <summary>The newest that is still there; none where none was taken, or its time is over.</summary>
        public Task<Goodbye?> GoodbyeOf(OrganizationId organization, CancellationToken cancel) => work.Find<Goodbye>(
            """
            select   p.id, p.provider, p.provider_id, p.type, s.region, coalesce(p.disk_gb, 0) as disk_gb, p.price_minor, p.currency,
                     p.created_at, p.expires_at
            from     snapshots p
            join     servers s on s.id = p.server_id
            where    p.organization_id = @organization and p.made_for = 'goodbye' and p.deleted_at is null and p.expires_at > @Now
            order by p.created_at desc
            limit    1
            """, new { organization, work.Now }, cancel);
    }
}
