using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>Jobs by number (12 or #12), id, or words of what they do and to what, among the latest; unfinished ones first.</summary>
sealed class FindJob : IFinder
{
    public Type IdType => typeof(JobId);

    public string Noun => "job";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var bare = text.Trim().TrimStart('#');
        if ((bare.Length > 0 && bare.All(char.IsAsciiDigit)) || Ids.TryParse<JobId>(bare, out _)) return await Named(db, [bare], cancel);
        return [.. (await db.List<Row>(
            """
            select   id, number, heading, state
            from     (select id, number, heading, state, finished_at from jobs order by number desc limit 500) lately
            where    strpos(lower(heading), lower(@Text)) > 0
            order by finished_at is not null, number desc
            limit    @Limit
            """, new { Text = bare, Limit = limit }, cancel)).Select(Found)];
    }

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   id, number, heading, state
            from     jobs
            where    id = any (@Ids) or number = any (@Numbers)
            order by number
            """, new { Ids = Finders.IdsIn<JobId>(names), Numbers = Finders.NumbersIn(names) }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number.ToString(CultureInfo.InvariantCulture), $"#{row.Number} {row.Heading}")
    {
        Called = $"job #{row.Number}", Detail = row.State.Words(),
    };

    sealed record Row(Guid Id, long Number, string Heading, JobState State);
}
