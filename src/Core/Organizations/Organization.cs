using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>The account that owns and pays.</summary>
public readonly record struct OrganizationId(Guid Value) : IId<OrganizationId>
{
    public static string Prefix => "org";
    public static OrganizationId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

public enum Tier { Starter, Growth, Enterprise }

/// <summary>Organizations by id, slug or name.</summary>
sealed class FindOrganization : IFinder
{
    public Type IdType => typeof(OrganizationId);

    public string Noun => "organization";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var id = Ids.TryParse<OrganizationId>(text, out var parsed) ? parsed.Value : (Guid?)null;
        var rows = await db.List<Row>(
            """
            select   id, slug, name, tier
            from     organizations
            where    id = @Id or strpos(slug, lower(@Text)) > 0 or strpos(lower(name), lower(@Text)) > 0
            order by slug <> lower(@Text), lower(name) <> lower(@Text), slug
            limit    @Limit
            """, new { Id = id, Text = text, Limit = limit }, cancel);
        return [.. rows.Select(row => new Found(row.Id, row.Slug, row.Name) { Detail = row.Tier.Words() })];
    }

    sealed record Row(Guid Id, string Slug, string Name, Tier Tier);
}
