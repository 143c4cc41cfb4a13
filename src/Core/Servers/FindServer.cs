using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>Servers by id, by name, by one of their addresses, or by whose they are; those that are gone only by name or id.</summary>
sealed class FindServer : IFinder
{
    public Type IdType => typeof(ServerId);

    public string Noun => "server";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel) =>
        [.. (await db.ListPlanned<Row>(
            """
            with fitting as (
                select id from servers where name = lower(@text) or id = any (@Ids)
                union all
                (select id from servers where state <> 'deleted' and name like lower(@Beginning) order by name limit @limit)
                union all
                select id from servers where state <> 'deleted' and @Address::inet is not null and (v4 = @Address::inet or v6 = @Address::inet)
                union all
                select server_id from floating_ips where removed_at is null and @Address::inet is not null and ip = @Address::inet
                union all
                select s.id
                from   organizations o
                join   servers s on s.organization_id = o.id
                where  o.slug = lower(@text) and s.state <> 'deleted')
            select   s.id, s.name, s.region, s.state, s.purpose
            from     (select distinct id from fitting) f
            join     servers s on s.id = f.id
            order by s.name <> lower(@text), s.name
            limit    @limit
            """,
            new
            {
                Ids = Finders.IdsIn<ServerId>([text]), text, limit, new Lists.Searched(text).Beginning,
                Address = System.Net.IPAddress.TryParse(text, out var address) ? address.ToString() : null,
            }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            with given as (
                select lower(one) as name
                from   unnest(array(select unnest(@Names))) one)
            select id, name, region, state, purpose from servers where id = any (array(select unnest(@Ids)))
            union
            select id, name, region, state, purpose from servers where name in (select given.name from given)
            """, new { Ids = Finders.IdsIn<ServerId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Name, row.Name)
    {
        Detail = row.Purpose == ServerPurpose.Host ? $"{row.Region}, host" : $"{row.Region}, {row.State.Words()}",
    };

    sealed record Row(Guid Id, string Name, string Region, ServerState State, ServerPurpose Purpose);
}
