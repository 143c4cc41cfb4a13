using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public readonly record struct OrganizationId(Guid Value) : IId<OrganizationId>
{
    public static string Prefix => "org";
    public static OrganizationId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>By which addresses its server is reached.</summary>
public enum OrganizationNetwork { Dual, Ipv6 }

/// <summary>The account that owns and pays.</summary>
public sealed record Organization(
    OrganizationId Id, string Slug, string Name, string? Owner, string? OwnerName, string Tier, string TierName, long PriceMinor,
    string Currency, string Region, OrganizationNetwork Network, OrganizationState State, OrganizationState? StateBefore, long Version,
    string? Error, DateTimeOffset? EndsAt, DateTimeOffset Since, DateTimeOffset CreatedAt, long Instances)
{
    /// <summary>A month, on the tier that it is on.</summary>
    public Money Price => new(PriceMinor, Values.Currency.Of(Currency));

    public Target Target => Operations.Target.Of(Id, Slug) with { Organization = Id.Value };

    /// <summary>The beginning of every plan of what is done to it.</summary>
    public Plan Plan(string effect) => new(Target, effect) { TargetVersion = Version, Tier = Tier };

    internal Task<TierId> TierOf(Work work, CancellationToken cancel) =>
        work.Get<TierId>("select id from tiers where slug = @Tier", new { Tier }, cancel);

    internal Task<RegionName> RegionOf(Work work, CancellationToken cancel) =>
        work.Get<RegionName>("select id, name, city from regions where name = @Region", new { Region }, cancel);

    public static Task<Organization> Get(NpgsqlConnection db, OrganizationId id, CancellationToken cancel) => db.Get<Organization>(
        """
        select o.id, o.slug, o.name, c.email as owner, c.name as owner_name, o.tier, t.name as tier_name,
               t.price_minor, t.currency, o.region, o.network, o.state, o.state_before, o.version,
               o.error, o.ends_at, coalesce(o.changed_at, o.created_at) as since, o.created_at,
               (select count(*) from instances i where i.organization_id = o.id and i.state <> 'deleted') as instances
        from   organizations o
        join   tiers t on t.slug = o.tier
        left   join customers c on c.id = o.owner_id
        where  o.id = @id
        """, new { id }, cancel);
}
