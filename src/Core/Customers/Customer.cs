using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Customers;

/// <summary>A person who signs in to the product.</summary>
public readonly record struct CustomerId(Guid Value) : IId<CustomerId>
{
    public static string Prefix => "cus";
    public static CustomerId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>Customers by id, e-mail address or name.</summary>
sealed class FindCustomer : IFinder
{
    public Type IdType => typeof(CustomerId);

    public string Noun => "customer";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var searched = new Searched(text);
        return
        [
            .. (await db.ListPlanned<Row>(
                """
                with fitting as (
                    select id from customers where email = lower(@Text) or id = any (@Ids)
                    union all
                    (select id from customers where lower(name) collate "C" like lower(@Beginning) order by lower(name) collate "C" limit @Limit)
                    union all
                    (select id from customers where not @IsShort and words like lower(@Anywhere) limit 500))
                select   c.id, c.email, c.name, o.name as organization
                from     (select distinct id from fitting) f
                join     customers c on c.id = f.id
                join     organizations o on o.id = c.organization_id
                order by c.email <> lower(@Text), lower(c.name) <> lower(@Text), not starts_with(c.email, lower(@Text)), c.email
                limit    @Limit
                """,
                new
                {
                    Ids = Finders.IdsIn<CustomerId>([text]), Text = text, searched.IsShort, searched.Beginning, searched.Anywhere,
                    Limit = limit,
                }, cancel)).Select(Found),
        ];
    }

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            with named as (
                select id from customers where id = any (@Ids)
                union
                select id from customers where email = any (select lower(given) from unnest(@Names) given)
                union
                select id from customers where lower(name) collate "C" = any (select lower(given) from unnest(@Names) given))
            select   c.id, c.email, c.name, o.name as organization
            from     named n
            join     customers c on c.id = n.id
            join     organizations o on o.id = c.organization_id
            order by c.email
            """, new { Ids = Finders.IdsIn<CustomerId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Email, row.Name) { Called = row.Email, Detail = $"{row.Email}, {row.Organization}" };

    sealed record Row(Guid Id, string Email, string Name, string Organization);
}
