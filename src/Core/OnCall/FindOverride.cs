using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.OnCall;

/// <summary>Overrides by number, id, or the name of who is on.</summary>
sealed class FindOverride : IFindByNumber<OverrideId>
{
    public string Noun => "override";

    public async Task<IReadOnlyList<Found>> Numbered(NpgsqlConnection db, Guid[] ids, long[] numbers, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   v.id, v.number, o.name, v.starts_at, v.cancelled_at is not null as is_cancelled
            from     overrides v
            join     operators o on o.id = v.operator_id
            where    v.id = any (@ids) or v.number = any (@numbers)
            order by v.number
            """, new { ids, numbers }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Described(NpgsqlConnection db, Searched words, int limit, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   v.id, v.number, o.name, v.starts_at, v.cancelled_at is not null as is_cancelled
            from     (select id, number, operator_id, starts_at, cancelled_at from overrides order by number desc limit 200) v
            join     operators o on o.id = v.operator_id
            where    lower(o.name) like lower(@Anywhere)
            order by v.cancelled_at is not null, v.number desc
            limit    @limit
            """, new { words.Anywhere, limit }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number.ToString(CultureInfo.InvariantCulture), $"#{row.Number} {row.Name}")
    {
        Called = $"override #{row.Number}", Detail = row.IsCancelled ? "cancelled" : $"from {new At(row.StartsAt).Text}",
    };

    sealed record Row(Guid Id, long Number, string Name, DateTimeOffset StartsAt, bool IsCancelled);
}
