using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>Jobs by number, id, or words of what they do and to what, among the latest.</summary>
sealed class FindJob : IFindByNumber<JobId>
{
    public string Noun => "job";

    public async Task<IReadOnlyList<Found>> Numbered(NpgsqlConnection db, Guid[] ids, long[] numbers, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, number, heading, state
            from     jobs
            where    id = any (@ids) or number = any (@numbers)
            order by number
            """, new { ids, numbers }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Described(NpgsqlConnection db, Searched words, int limit, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, number, heading, state
            from     (select id, number, heading, state, finished_at from jobs order by number desc limit 500) lately
            where    lower(heading) like lower(@Anywhere)
            order by finished_at is not null, number desc
            limit    @limit
            """, new { words.Anywhere, limit }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number.ToString(CultureInfo.InvariantCulture), $"#{row.Number} {row.Heading}")
    {
        Called = $"job #{row.Number}", Detail = row.State.Words(),
    };

    sealed record Row(Guid Id, long Number, string Heading, JobState State);
}
