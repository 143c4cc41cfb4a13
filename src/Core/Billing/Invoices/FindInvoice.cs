using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>Invoices by number or id, and the latest of an organization by its name.</summary>
sealed class FindInvoice : IFinder
{
    public Type IdType => typeof(InvoiceId);

    public string Noun => "invoice";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var searched = new Searched(text);
        return [.. (await db.ListPlanned<Row>(
            """
            with whose as (
                (select id from organizations where slug like lower(@Beginning) order by slug limit 5)),
            fitting as (
                select id from invoices where number = upper(@Text) or id = any (@Ids)
                union
                (select i.id
                 from   whose w
                 cross  join lateral (select v.id from invoices v where v.organization_id = w.id order by v.id desc limit 10) i))
            select   i.id, i.number, o.slug, i.state, i.total_minor, i.currency
            from     fitting f
            join     invoices i on i.id = f.id
            join     organizations o on o.id = i.organization_id
            order by i.number is distinct from upper(@Text), i.id desc
            limit    @Limit
            """, new { Ids = Finders.IdsIn<InvoiceId>([text]), Text = text, searched.Beginning, Limit = limit }, cancel)).Select(Found)];
    }

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   i.id, i.number, o.slug, i.state, i.total_minor, i.currency
            from     invoices i
            join     organizations o on o.id = i.organization_id
            where    i.id = any (@Ids) or i.number = any (@Names)
            order by i.id
            """,
            new { Ids = Finders.IdsIn<InvoiceId>(names), Names = names.Select(name => name.ToUpperInvariant()).ToArray() }, cancel))
            .Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number ?? InvoiceId.Of(row.Id).ToString(), row.Number ?? $"draft of {row.Slug}")
    {
        Detail = $"{row.Slug}, {new Money(row.TotalMinor, Currency.Of(row.Currency))}, {row.State.Words()}",
        Currency = Currency.Of(row.Currency),
    };

    sealed record Row(Guid Id, string? Number, string Slug, InvoiceState State, long TotalMinor, string Currency);
}
