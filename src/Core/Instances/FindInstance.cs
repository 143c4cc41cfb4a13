using Npgsql;
using OpsBot.Core.Database;
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
        var id = Ids.TryParse<InstanceId>(text, out var parsed) ? parsed.Value : (Guid?)null;
        var rows = await List(db, id, text, limit, cancel);
        // A slip of the finger ("acme-prdo") contains no slug: what begins alike is offered instead.
        if (rows.Count == 0 && text.Length >= 3)
        {
            var alike = await List(db, null, text.Start(3), 50, cancel);
            return [.. alike.Where(row => Nearest.Edits(text.ToLowerInvariant(), row.Slug) <= Math.Max(2, text.Length / 3)).OrderBy(row => Nearest.Edits(text.ToLowerInvariant(), row.Slug)).Take(limit).Select(Found)];
        }
        return [.. rows.Select(Found)];
    }

    public async Task<Found?> Named(NpgsqlConnection db, string slug, CancellationToken cancel) => await db.Find<Row>(
        """
        select i.id, i.slug, i.name, o.name as organization_name, i.state
        from   instances i
        join   organizations o on o.id = i.organization_id
        where  i.slug = lower(@slug)
        """, new { slug }, cancel) is { } row ? Found(row) : null;

    public async Task<IReadOnlyList<Found>> Suggest(NpgsqlConnection db, Spec command, string text, int limit, CancellationToken cancel) =>
        [.. (await List(db, null, text, limit, cancel, InstanceLife.Before(command.Verb.ToLowerInvariant()))).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Slug, row.Name) { Called = row.Slug, Detail = $"{row.OrganizationName}, {row.State.Words()}" };

    static Task<IReadOnlyList<Row>> List(NpgsqlConnection db, Guid? id, string text, int limit, CancellationToken cancel, IReadOnlyList<InstanceState>? able = null) => db.List<Row>(
        """
        select   i.id, i.slug, i.name, o.name as organization_name, i.state
        from     instances i
        join     organizations o on o.id = i.organization_id
        where    (i.id = @Id or i.slug = lower(@Text))
        or       (i.state <> 'deleted' and (strpos(i.slug, lower(@Text)) > 0 or strpos(lower(i.name), lower(@Text)) > 0))
        order by i.slug <> lower(@Text), lower(i.name) <> lower(@Text), i.state <> all (@Able), not starts_with(i.slug, lower(@Text)), i.slug
        limit    @Limit
        """, new { Id = id, Text = text, Limit = limit, Able = (able ?? []).Select(state => state.Snake()).ToArray() }, cancel);

    sealed record Row(Guid Id, string Slug, string Name, string OrganizationName, InstanceState State);
}
