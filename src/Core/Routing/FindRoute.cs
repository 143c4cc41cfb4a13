using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Routing;

/// <summary>Routes by slug, id, or a host of their own.</summary>
sealed class FindRoute : IFinder
{
    public Type IdType => typeof(RouteId);

    public string Noun => "route";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var searched = new Searched(text);
        return [.. (await db.ListPlanned<Row>(
            """
            with fitting as (
                select id from routes where slug = lower(@Text) or id = any (@Ids) or hosts @> array[lower(@Text)]
                union all
                (select id from routes where slug like lower(@Beginning) order by slug limit @Limit)
                union all
                (select id from routes where not @IsShort and slug like lower(@Anywhere) limit 500))
            select   r.id, r.slug, r.state
            from     (select distinct id from fitting) f
            join     routes r on r.id = f.id
            order by r.slug <> lower(@Text), not starts_with(r.slug, lower(@Text)), r.slug
            limit    @Limit
            """,
            new
            {
                Ids = Finders.IdsIn<RouteId>([text]), Text = text, Limit = limit, searched.IsShort, searched.Beginning, searched.Anywhere,
            }, cancel)).Select(Found)];
    }

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select id, slug, state
            from   routes
            where  id = any (@Ids) or slug = any (select lower(given) from unnest(@Names) given)
            or     hosts && (select coalesce(array_agg(lower(given)), '{}') from unnest(@Names) given)
            """, new { Ids = Finders.IdsIn<RouteId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Slug, row.Slug) { Called = $"the route of {row.Slug}", Detail = row.State.Words() };

    sealed record Row(Guid Id, string Slug, RouteState State);
}
