using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>Operators by id, handle, name, or a linked chat account's name.</summary>
sealed class FindOperator : IFinder
{
    public Type IdType => typeof(OperatorId);

    public string Noun => "operator";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var id = Ids.TryParse<OperatorId>(text, out var parsed) ? parsed.Value : (Guid?)null;
        var rows = await db.List<Row>(
            """
            select   id, handle, name, role, active
            from     operators
            where    id = @Id or strpos(handle, lower(@Text)) > 0 or strpos(lower(name), lower(@Text)) > 0
            order by active desc, handle <> lower(@Text), lower(name) <> lower(@Text), name
            limit    @Limit
            """, new { Id = id, Text = text.TrimStart('@'), Limit = limit }, cancel);
        return [.. rows.Select(row => new Found(row.Id, row.Handle, row.Name) { Detail = row.Active ? row.Role.Words() : "deactivated" })];
    }

    sealed record Row(Guid Id, string Handle, string Name, Role Role, bool Active);
}
