using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>Requests by number, id, or words of what they do and to what; pending ones first.</summary>
sealed class FindApproval : IFindByNumber<ApprovalId>
{
    public string Noun => "approval request";

    public async Task<IReadOnlyList<Found>> Numbered(NpgsqlConnection db, Guid[] ids, long[] numbers, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   a.id, a.number, a.effect, a.state, coalesce(o.name, 'OpsBot') as asker
            from     approvals a
            left     join operators o on o.id = a.asked_by
            where    a.id = any (@ids) or a.number = any (@numbers)
            order by a.number
            """, new { ids, numbers }, cancel)).Select(Found)];

    // The newest among the last ones, which most people mean; and those of any age, as many as can be put in order at each letter.
    public async Task<IReadOnlyList<Found>> Described(NpgsqlConnection db, Searched words, int limit, CancellationToken cancel) =>
        [.. (await db.ListPlanned<Row>(
            """
            with fitting as (
                (select r.id
                 from   (select id, words, state, number from approvals order by (state = 'pending') desc, number desc limit 500) r
                 where  r.words like lower(@Anywhere) limit @limit)
                union all
                (select id from approvals where not @IsShort and words like lower(@Anywhere) limit 500)),
            best as (
                select   a.id, a.number, a.effect, a.state, a.asked_by
                from     (select distinct id from fitting) f
                join     approvals a on a.id = f.id
                order by a.state <> 'pending', a.number desc
                limit    @limit)
            select   b.id, b.number, b.effect, b.state, coalesce(o.name, 'OpsBot') as asker
            from     best b
            left     join operators o on o.id = b.asked_by
            order by b.state <> 'pending', b.number desc
            """, new { words.IsShort, words.Anywhere, limit }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number.ToString(CultureInfo.InvariantCulture), $"#{row.Number} {row.Effect}")
    {
        Called = $"#{row.Number}", Detail = $"{row.State.Said}, asked by {row.Asker}",
    };

    sealed record Row(Guid Id, long Number, string Effect, ApprovalState State, string Asker);
}
