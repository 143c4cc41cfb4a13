using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>Operators by id, handle, name, or a chat account that is linked to them.</summary>
sealed class FindOperator : IFinder
{
    public Type IdType => typeof(OperatorId);

    public string Noun => "operator";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var id = Ids.TryParse<OperatorId>(text, out var parsed) ? parsed.Value : (Guid?)null;
        var account = ChatAccount.Parse(text);
        var rows = await db.List<Row>(
            """
            select   o.id, coalesce(a.platform || ':' || a.account_id, o.handle) as handle, o.name, o.role, o.active
            from     operators o
            left     join chat_accounts a on a.operator_id = o.id and a.platform = @Platform and a.account_id = @Account
            where    o.id = @Id or a.operator_id is not null or strpos(o.handle, lower(@Text)) > 0 or strpos(lower(o.name), lower(@Text)) > 0
            order by o.active desc, o.handle <> lower(@Text), lower(o.name) <> lower(@Text), o.name
            limit    @Limit
            """, new { Id = id, account?.Platform, Account = account?.Id, Text = text.TrimStart('@'), Limit = limit }, cancel);
        return [.. rows.Select(Found)];
    }

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            with given as (
                select name, lower(ltrim(name, '@')) as bare from unnest(@Names) name),
            named as (
                select o.id, o.handle as called
                from   operators o
                where  o.id = any (@Ids) or o.handle in (select bare from given) or lower(o.name) in (select bare from given)
                union
                select a.operator_id, g.name
                from   chat_accounts a
                join   given g on g.name = a.platform || ':' || a.account_id)
            select   o.id, n.called as handle, o.name, o.role, o.active
            from     named n
            join     operators o on o.id = n.id
            order by o.active desc, o.name
            """, new { Ids = Finders.IdsIn<OperatorId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Handle, row.Name) { Detail = row.Active ? row.Role.Words() : "deactivated" };

    sealed record Row(Guid Id, string Handle, string Name, Role Role, bool Active);
}
