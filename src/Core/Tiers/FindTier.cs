using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

/// <summary>Tiers by id, slug or name; archived ones only by their full slug or id.</summary>
sealed class FindTier : IFinder
{
    public Type IdType => typeof(TierId);

    public string Noun => "tier";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, slug, name, price_minor, currency, archived_at
            from     tiers
            where    (archived_at is null and (strpos(slug, lower(@text)) > 0 or strpos(lower(name), lower(@text)) > 0))
            or       slug = lower(@text)
            order by slug <> lower(@text), lower(name) <> lower(@text), price_minor, slug
            limit    @limit
            """, new { text, limit }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, slug, name, price_minor, currency, archived_at
            from     tiers
            where    id = any (@Ids)
            or       slug = any (select lower(given) from unnest(@Names) given)
            or       (archived_at is null and lower(name) = any (select lower(given) from unnest(@Names) given))
            order by slug
            """, new { Ids = Finders.IdsIn<TierId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Slug, row.Name)
    {
        Detail = row.ArchivedAt is null ? $"{new Money(row.PriceMinor, Currency.Of(row.Currency))} a month" : "archived",
    };

    sealed record Row(Guid Id, string Slug, string Name, long PriceMinor, string Currency, DateTimeOffset? ArchivedAt);
}
