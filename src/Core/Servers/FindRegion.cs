using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Servers;

/// <summary>Regions by id, by the provider's name for them, or by their city.</summary>
sealed class FindRegion : IFinder
{
    public Type IdType => typeof(RegionId);

    public string Noun => "region";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, name, city, country
            from     regions
            where    strpos(name, lower(@text)) > 0 or strpos(lower(city || ', ' || country || ', ' || continent), lower(@text)) > 0
            order by name <> lower(@text), lower(city) <> lower(@text), not is_default, name
            limit    @limit
            """, new { text, limit }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, name, city, country
            from     regions
            where    id = any (@Ids)
            or       name = any (select lower(given) from unnest(@Names) given)
            or       lower(city) = any (select lower(given) from unnest(@Names) given)
            order by name
            """, new { Ids = Finders.IdsIn<RegionId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Name, row.Name) { Detail = $"{row.City}, {row.Country}" };

    sealed record Row(Guid Id, string Name, string City, string Country);
}
