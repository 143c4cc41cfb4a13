using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Maintenances;

/// <summary>Maintenances by number or id, or by what they are of: those that are not over first.</summary>
sealed class FindMaintenance : IFindByNumber<MaintenanceId>
{
    public string Noun => "maintenance";

    public async Task<IReadOnlyList<Found>> Numbered(NpgsqlConnection db, Guid[] ids, long[] numbers, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, number, target_name, ended_at is not null as is_over
            from     maintenances
            where    id = any (@ids) or number = any (@numbers)
            order by number
            """, new { ids, numbers }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Described(NpgsqlConnection db, Searched words, int limit, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, number, target_name, is_over
            from     (select   id, number, target_name, ended_at is not null as is_over
                      from     maintenances
                      order by number desc
                      limit    500) lately
            where    lower(target_name) like lower(@Anywhere)
            order by is_over, number desc
            limit    @limit
            """, new { words.Anywhere, limit }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number.ToString(CultureInfo.InvariantCulture), $"#{row.Number} of {row.TargetName}")
    {
        Called = $"maintenance #{row.Number}", Detail = row.IsOver ? "over" : null,
    };

    sealed record Row(Guid Id, long Number, string TargetName, bool IsOver);
}
