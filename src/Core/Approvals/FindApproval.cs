using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>Requests by number (42 or #42), id, or words of what they do and to what; pending ones first.</summary>
sealed class FindApproval : IFinder
{
    public Type IdType => typeof(ApprovalId);

    public string Noun => "approval request";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var bare = text.Trim().TrimStart('#');
        var id = Ids.TryParse<ApprovalId>(bare, out var parsed) ? parsed.Value : (Guid?)null;
        var number = long.TryParse(bare, NumberStyles.None, CultureInfo.InvariantCulture, out var typed) ? typed : (long?)null;
        var rows = await db.List<Row>(
            """
            select   a.id, a.number, a.effect, a.state, o.name as asker
            from     approvals a
            join     operators o on o.id = a.asked_by
            where    a.id = @Id or a.number = @Number
                  or (@Number::bigint is null and (strpos(lower(a.effect), lower(@Text)) > 0 or strpos(lower(a.target_label), lower(@Text)) > 0))
            order by a.state <> 'pending', a.number desc
            limit    @Limit
            """, new { Id = id, Number = number, Text = bare, Limit = limit }, cancel);
        return [.. rows.Select(row => new Found(row.Id, row.Number.ToString(CultureInfo.InvariantCulture), $"#{row.Number} {row.Effect}")
        {
            Called = $"#{row.Number}", Detail = $"{row.State.Said}, asked by {row.Asker}",
        })];
    }

    sealed record Row(Guid Id, long Number, string Effect, ApprovalState State, string Asker);
}
