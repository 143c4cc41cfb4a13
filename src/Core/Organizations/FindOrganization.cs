using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>Organizations by id, slug or name.</summary>
sealed class FindOrganization : IFinder
{
    public Type IdType => typeof(OrganizationId);

    public string Noun => "organization";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var searched = new Searched(text);
        var rows = await db.ListPlanned<Row>(
            """
            with fitting as (
                select id from organizations where slug = lower(@Text) or id = any (@Ids)
                union all
                (select id from organizations where slug like lower(@Beginning) order by slug limit @Limit)
                union all
                (select id from organizations where lower(name) collate "C" like lower(@Beginning) order by lower(name) collate "C" limit @Limit)
                union all
                (select id from organizations where not @IsShort and words like lower(@Anywhere) limit 500))
            select   o.id, o.slug, o.name, o.tier, o.state
            from     (select distinct id from fitting) f
            join     organizations o on o.id = f.id
            order by o.slug <> lower(@Text), lower(o.name) <> lower(@Text), not starts_with(o.slug, lower(@Text)),
                     not starts_with(lower(o.name), lower(@Text)), o.slug
            limit    @Limit
            """,
            new
            {
                Ids = Finders.IdsIn<OrganizationId>([text]), Text = text, searched.IsShort, searched.Beginning, searched.Anywhere,
                Limit = limit,
            }, cancel);
        return [.. rows.Select(Found)];
    }

    // As with instances, how many names there are is kept from the planner, so that it plans once.
    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            with given as (
                select lower(one) as name
                from   unnest(array(select unnest(@Names))) one)
            select id, slug, name, tier, state from organizations where id = any (array(select unnest(@Ids)))
            union
            select id, slug, name, tier, state from organizations where slug in (select given.name from given)
            union
            select id, slug, name, tier, state from organizations where lower(name) collate "C" in (select given.name from given)
            """, new { Ids = Finders.IdsIn<OrganizationId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Slug, row.Name) 
    {
        Detail = row.State == OrganizationState.Active ? row.Tier : $"{row.Tier}, {row.State.Words()}",
    };

    sealed record Row(Guid Id, string Slug, string Name, string Tier, OrganizationState State);
}
