using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

/// <summary>Refunds by number or id, and the latest of an organization by its name.</summary>
sealed class FindRefund : IFinder
{
    public Type IdType => typeof(RefundId);

    public string Noun => "refund";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var searched = new Searched(text);
        return [.. (await db.ListPlanned<Row>(
            """
            with whose as (
                (select id from organizations where slug like lower(@Beginning) order by slug limit 5)),
            fitting as (
                select id from refunds where number = upper(@Text) or id = any (@Ids)
                union
                (select r.id
                 from   whose w
                 cross  join lateral (select v.id from refunds v where v.organization_id = w.id order by v.id desc limit 10) r))
            select   r.id, r.number, o.slug, r.state, r.amount_minor, r.currency
            from     fitting f
            join     refunds r on r.id = f.id
            join     organizations o on o.id = r.organization_id
            order by r.number <> upper(@Text), r.id desc
            limit    @Limit
            """, new { Ids = Finders.IdsIn<RefundId>([text]), Text = text, searched.Beginning, Limit = limit }, cancel)).Select(Found)];
    }

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   r.id, r.number, o.slug, r.state, r.amount_minor, r.currency
            from     refunds r
            join     organizations o on o.id = r.organization_id
            where    r.id = any (@Ids) or r.number = any (@Names)
            order by r.id
            """, new { Ids = Finders.IdsIn<RefundId>(names), Names = names.Select(name => name.ToUpperInvariant()).ToArray() }, cancel))
            .Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number, row.Number)
    {
        Detail = $"{row.Slug}, {new Money(row.AmountMinor, Currency.Of(row.Currency))}, {row.State.Words()}",
        Currency = Currency.Of(row.Currency),
    };

    sealed record Row(Guid Id, string Number, string Slug, RefundState State, long AmountMinor, string Currency);
}
