using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

/// <summary>Alerts by number, id, or words of what is wrong with what: all that are open, and the latest that are over.</summary>
sealed class FindAlert : IFindByNumber<AlertId>
{
    public string Noun => "alert";

    public async Task<IReadOnlyList<Found>> Numbered(NpgsqlConnection db, Guid[] ids, long[] numbers, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, number, heading, state
            from     alerts
            where    id = any (@ids) or number = any (@numbers)
            order by number
            """, new { ids, numbers }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Described(NpgsqlConnection db, Searched words, int limit, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, number, heading, state
            from     (select   id, number, heading, state, resolved_at is null as open
                      from     alerts
                      order by (resolved_at is null) desc, number desc
                      limit    500) lately
            where    lower(heading) like lower(@Anywhere)
            order by open desc, number desc
            limit    @limit
            """, new { words.Anywhere, limit }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number.ToString(CultureInfo.InvariantCulture), $"#{row.Number} {row.Heading}")
    {
        Called = $"alert #{row.Number}", Detail = row.State.Words(),
    };

    sealed record Row(Guid Id, long Number, string Heading, AlertState State);
}
