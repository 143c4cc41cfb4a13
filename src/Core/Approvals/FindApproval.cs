using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>Requests by number (42 or #42), id, or words of what they do and to what; pending ones first.</summary>
sealed class FindApproval : IFinder
{
    public Type IdType => typeof(ApprovalId);

    public string Noun => "approval request";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var bare = text.Trim().TrimStart('#');
        if (bare.Length > 0 && bare.All(char.IsAsciiDigit)) return await Named(db, [bare], cancel);
        var searched = new Searched(bare);
        // The newest among the last ones, which most people mean; and those of any age, as many as can be put in order at once.
        var rows = await db.ListPlanned<Row>(
            """
            with fitting as (
                select id from approvals where id = any (@Ids)
                union all
                (select r.id
                 from   (select id, words, state, number from approvals order by (state = 'pending') desc, number desc limit 500) r
                 where  r.words like lower(@Anywhere) limit @Limit)
                union all
                (select id from approvals where not @IsShort and words like lower(@Anywhere) limit 2000))
            select   a.id, a.number, a.effect, a.state, coalesce(o.name, 'OpsBot') as asker
            from     (select distinct id from fitting) f
            join     approvals a on a.id = f.id
            left     join operators o on o.id = a.asked_by
            order by a.state <> 'pending', a.number desc
            limit    @Limit
            """, new { Ids = Finders.IdsIn<ApprovalId>([bare]), searched.IsShort, searched.Anywhere, Limit = limit }, cancel);
        return [.. rows.Select(Found)];
    }

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   a.id, a.number, a.effect, a.state, coalesce(o.name, 'OpsBot') as asker
            from     approvals a
            left     join operators o on o.id = a.asked_by
            where    a.id = any (@Ids) or a.number = any (@Numbers)
            order by a.number
            """, new { Ids = Finders.IdsIn<ApprovalId>(names), Numbers = Finders.NumbersIn(names) }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number.ToString(CultureInfo.InvariantCulture), $"#{row.Number} {row.Effect}")
    {
        Called = $"#{row.Number}", Detail = $"{row.State.Said}, asked by {row.Asker}",
    };

    sealed record Row(Guid Id, long Number, string Effect, ApprovalState State, string Asker);
}
