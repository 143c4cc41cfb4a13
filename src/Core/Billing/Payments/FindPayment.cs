using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Payments;

/// <summary>Payments by id, by what the provider or the bank calls them, and the latest of an organization or for an invoice.</summary>
sealed class FindPayment : IFinder
{
    public Type IdType => typeof(PaymentId);

    public string Noun => "payment";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var searched = new Searched(text);
        return [.. (await db.ListPlanned<Row>(
            """
            with whose as (
                (select id from organizations where slug like lower(@Beginning) order by slug limit 5)),
            fitting as (
                select id from payments where id = any (@Ids) or provider_id = @Text
                union
                select id from payments where lower(reference) = lower(@Text) and state <> 'failed'
                union
                select a.payment_id from allocations a join invoices i on i.id = a.invoice_id where i.number = upper(@Text)
                union
                (select p.id
                 from   whose w
                 cross  join lateral (select v.id from payments v where v.organization_id = w.id order by v.id desc limit 10) p))
            select   p.id, p.method, p.reference, p.provider_id, o.slug, p.state, p.amount_minor, p.currency
            from     fitting f
            join     payments p on p.id = f.id
            join     organizations o on o.id = p.organization_id
            order by p.provider_id is distinct from @Text, p.id desc
            limit    @Limit
            """, new { Ids = Finders.IdsIn<PaymentId>([text]), Text = text, searched.Beginning, Limit = limit }, cancel)).Select(Found)];
    }

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   p.id, p.method, p.reference, p.provider_id, o.slug, p.state, p.amount_minor, p.currency
            from     payments p
            join     organizations o on o.id = p.organization_id
            where    p.id = any (@Ids) or p.provider_id = any (@Names)
            order by p.id
            """, new { Ids = Finders.IdsIn<PaymentId>(names), Names = names.ToArray() }, cancel)).Select(Found)];

    // Its name says nothing to anybody, so what tells it from the others stands behind it wherever it is offered.
    static Found Found(Row row) => new(row.Id, row.Name, row.Name)
    {
        Called = row.Called, Detail = $"{row.Slug}, {row.Called}, {row.State.Words()}", Currency = Currency.Of(row.Currency),
    };

    sealed record Row(
        Guid Id, PaymentMethod Method, string? Reference, string? ProviderId, string Slug, PaymentState State, long AmountMinor,
        string Currency)
    {
        public string Name => ProviderId ?? PaymentId.Of(Id).ToString();

        public string Called => $"{new Money(AmountMinor, Values.Currency.Of(Currency))} by {Method.Words()}"
            + (Reference is null ? "" : $" “{Excerpt.Of(Reference)}”");
    }
}
