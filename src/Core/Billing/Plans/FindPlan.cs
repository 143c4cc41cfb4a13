using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.Plans;

/// <summary>Plans by id, slug or name; archived ones only by their full slug or id.</summary>
sealed class FindPlan : IFinder
{
    public Type IdType => typeof(PlanId);

    public string Noun => "plan";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   p.id, p.slug, p.name, p.archived_at, (select min(c.currency) from plan_prices c where c.plan_id = p.id) as currency
            from     plans p
            where    (p.archived_at is null and (strpos(p.slug, lower(@text)) > 0 or strpos(lower(p.name), lower(@text)) > 0))
            or       p.slug = lower(@text)
            order by p.slug <> lower(@text), lower(p.name) <> lower(@text), p.created_at, p.slug
            limit    @limit
            """, new { text, limit }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   p.id, p.slug, p.name, p.archived_at, (select min(c.currency) from plan_prices c where c.plan_id = p.id) as currency
            from     plans p
            where    p.id = any (@Ids)
            or       p.slug = any (select lower(given) from unnest(@Names) given)
            or       (p.archived_at is null and lower(p.name) = any (select lower(given) from unnest(@Names) given))
            order by p.slug
            """, new { Ids = Finders.IdsIn<PlanId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Slug, row.Name)
    {
        Detail = row.ArchivedAt is null ? null : "archived",
        Currency = row.Currency is null ? null : Values.Currency.Of(row.Currency),
    };

    sealed record Row(Guid Id, string Slug, string Name, DateTimeOffset? ArchivedAt, string? Currency);
}
