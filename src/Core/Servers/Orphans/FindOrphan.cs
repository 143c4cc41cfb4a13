using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Orphans;

/// <summary>Orphans by id, by what they are typed as, by name or address; those that are none any more only by id or in full.</summary>
sealed class FindOrphan : IFinder
{
    public Type IdType => typeof(OrphanId);

    public string Noun => "orphan";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel) =>
        [.. (await db.ListPlanned<Row>(
            """
            select   id, slug, kind, name, ip, size_gb, region, price_minor, currency
            from     orphans
            where    (ended_at is null and (slug like lower(@Pattern) or lower(name) like lower(@Pattern) or ip = lower(@text)))
            or       id = any (@Ids)
            order by slug <> lower(@text), ip is distinct from lower(@text), price_minor desc, slug
            limit    @limit
            """,
            new { Ids = Finders.IdsIn<OrphanId>([text]), text, limit, Pattern = new Searched(text).Anywhere }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, slug, kind, name, ip, size_gb, region, price_minor, currency
            from     orphans
            where    id = any (@Ids)
            or       slug = any (select lower(given) from unnest(@Names) given)
            or       (ended_at is null and (lower(name) = any (select lower(given) from unnest(@Names) given) or ip = any (@Names)))
            order by slug
            """, new { Ids = Finders.IdsIn<OrphanId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Slug, row.Slug)
    {
        Detail = $"{OrphanWords.What(row.Kind, row.Name, row.Ip, row.SizeGb, row.Region)}, "
            + $"{new Money(row.PriceMinor, Currency.Of(row.Currency))} a month",
    };

    sealed record Row(
        Guid Id, string Slug, CostKind Kind, string Name, string? Ip, decimal? SizeGb, string? Region, long PriceMinor, string Currency);
}
