using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>Instances by id, slug or name; deleted ones only by their full slug or id.</summary>
sealed class FindInstance : IFinder
{
    public Type IdType => typeof(InstanceId);

    public string Noun => "instance";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var rows = await List(db, text, limit, cancel);
        if (rows.Count > 0 || text.Length < 3) return [.. rows.Select(Found)];
        // A slip of the finger ("acme-prdo") contains no slug: what begins alike is offered instead.
        var typed = text.ToLowerInvariant();
        int Edits(Row row) => Nearest.Edits(typed, row.Slug);
        var alike = typed.Length > LongestSlug ? [] : await List(db, text.Start(3), 50, cancel);
        return [.. alike.Where(row => Edits(row) <= Math.Max(2, typed.Length / 3)).OrderBy(Edits).Take(limit).Select(Found)];
    }

    // How many names there are is kept from the planner: told that it is one, as in every command, it would plan for that one anew.
    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            with given as (
                select lower(one) as name
                from   unnest(array(select unnest(@Names))) one),
            named as (
                select id, slug, name, organization_id, state
                from   instances
                where  id = any (array(select unnest(@Ids)))
                union
                select id, slug, name, organization_id, state
                from   instances
                where  slug in (select given.name from given)
                union
                select id, slug, name, organization_id, state
                from   instances
                where  state <> 'deleted' and lower(name) collate "C" in (select given.name from given))
            select   n.id, n.slug, n.name, o.name as organization_name, n.state
            from     named n
            join     organizations o on o.id = n.organization_id
            order by n.slug
            """, new { Ids = Finders.IdsIn<InstanceId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Suggest(NpgsqlConnection db, Spec command, string text, int limit, CancellationToken cancel) =>
        [.. (await List(db, text, limit, cancel, InstanceLife.Of.Named(command.Verb.ToLowerInvariant())?.From)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Slug, row.Name)
    {
        Called = row.Slug, Detail = $"{row.OrganizationName}, {row.State.Words()}",
    };

    const int LongestSlug = 63;

    // The best of each sort, each from its own index; of those that only contain it, as many as can be put in order at each letter.
    const string Fitting =
        """
        with fitting as (
            select id from instances where slug = lower(@Text) or id = any (@Ids)
            union all
            (select id from instances where state = any (@Able) and slug like lower(@Beginning) order by slug limit @Limit)
            union all
            (select id from instances where state <> 'deleted' and slug like lower(@Beginning) order by slug limit @Limit)
            union all
            (select id from instances where state <> 'deleted' and lower(name) collate "C" like lower(@Beginning)
             order by lower(name) collate "C" limit @Limit)
            union all
            (select id from instances where not @IsShort and state <> 'deleted' and words like lower(@Anywhere) limit 500)),
        best as (
            select   i.id, i.slug, i.name, i.organization_id, i.state, row_number() over (
                         order by i.slug <> lower(@Text), lower(i.name) <> lower(@Text), i.state <> all (@Able),
                                  not starts_with(i.slug, lower(@Text)), not starts_with(lower(i.name), lower(@Text)), i.slug) as place
            from     (select distinct id from fitting) f
            join     instances i on i.id = f.id
            order by place
            limit    @Limit)
        select   b.id, b.slug, b.name, o.name as organization_name, b.state
        from     best b
        join     organizations o on o.id = b.organization_id
        order by b.place
        """;

    static Task<IReadOnlyList<Row>> List(
        NpgsqlConnection db, string text, int limit, CancellationToken cancel, IReadOnlyList<InstanceState>? able = null)
    {
        var searched = new Searched(text);
        return db.ListPlanned<Row>(Fitting,
            new
            {
                Ids = Finders.IdsIn<InstanceId>([text]), Text = text, searched.IsShort, searched.Beginning, searched.Anywhere,
                Limit = limit,
                Able = (able ?? []).Select(state => state.Snake()).ToArray(),
            }, cancel);
    }

    sealed record Row(Guid Id, string Slug, string Name, string OrganizationName, InstanceState State);
}
