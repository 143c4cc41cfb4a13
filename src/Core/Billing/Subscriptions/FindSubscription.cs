using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>Subscriptions by id, or by whose they are: the one that lives, else the last there was.</summary>
sealed class FindSubscription : IFinder
{
    public Type IdType => typeof(SubscriptionId);

    public string Noun => "subscription";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var searched = new Searched(text);
        return [.. (await db.ListPlanned<Row>(
            """
            with fitting as (
                select id, slug from organizations where slug = lower(@Text)
                union
                (select id, slug from organizations where slug like lower(@Beginning) order by slug limit 50)
                union
                (select id, slug from organizations where not @IsShort and words like lower(@Anywhere) limit 50))
            select   s.id, f.slug, p.name as plan, s.state
            from     fitting f
            join     lateral (
                     select   id, price_id, state
                     from     subscriptions
                     where    organization_id = f.id
                     order by ended_at is not null, id desc
                     limit    1) s on true
            join     plan_prices c on c.id = s.price_id
            join     plans p on p.id = c.plan_id
            order by f.slug <> lower(@Text), not starts_with(f.slug, lower(@Text)), f.slug
            limit    @Limit
            """, new { Text = text, searched.IsShort, searched.Beginning, searched.Anywhere, Limit = limit }, cancel)).Select(Found)];
    }

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            with wanted as (
                select unnest(@Ids) as id
                union
                select (select s.id from subscriptions s where s.organization_id = o.id order by s.ended_at is not null, s.id desc limit 1)
                from   organizations o
                where  o.slug = any (select lower(given) from unnest(@Names) given)
                or     lower(o.name) collate "C" = any (select lower(given) from unnest(@Names) given))
            select   s.id, o.slug, p.name as plan, s.state
            from     wanted w
            join     subscriptions s on s.id = w.id
            join     organizations o on o.id = s.organization_id
            join     plan_prices c on c.id = s.price_id
            join     plans p on p.id = c.plan_id
            order by o.slug, s.id
            """, new { Ids = Finders.IdsIn<SubscriptionId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Slug, row.Slug)
    {
        Called = $"{row.Plan} of {row.Slug}", Detail = $"{row.Plan}, {row.State.Words()}",
    };

    sealed record Row(Guid Id, string Slug, string Plan, SubscriptionState State);
}
