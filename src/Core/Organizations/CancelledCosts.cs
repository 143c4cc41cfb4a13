using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>Tells #ops once a week which organizations have ended and cost money all the same, and how much in all.</summary>
public sealed class CancelledCosts(NpgsqlDataSource source, Transactions transactions, TimeProvider time)
{
    const int Shown = 10;

    static readonly Actor me = Actor.OpsBot("cancelled costs");

    sealed record Cost(string Slug, string Server, long? PriceMinor, string? Currency, DateTimeOffset Since)
    {
        public Money? Price => PriceMinor is { } minor ? new Money(minor, Values.Currency.Of(Currency!)) : null;
    }

    public async Task Round(CancellationToken cancel)
    {
        if (await Costing(cancel) is not { Count: > 0 } all) return;
        await transactions.As(me, async work =>
        {
            await work.Say($"cancelled-costs:{time.GetUtcNow():yyyy-MM-dd}", new To.Channel(Purpose.Ops), Said(all), cancel);
            return true;
        }, cancel);
    }

    async Task<IReadOnlyList<Cost>> Costing(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Cost>(
            """
            select   o.slug, s.name as server, s.price_minor, s.currency, coalesce(o.changed_at, o.created_at) as since
            from     servers s
            join     organizations o on o.id = s.organization_id
            where    s.purpose = 'organization' and s.state <> 'deleted' and o.state = 'cancelled'
            order by s.price_minor desc nulls last, o.slug
            """, null, cancel);
    }

    static Reply Said(IReadOnlyList<Cost> all) => new(
        $"{Several.Of(all.Count, "cancelled organization costs", "cancelled organizations cost")} {Sum(all)} a month")
    {
        Tone = Tone.Warning, Audience = Audience.Room,
        Parts =
        [
            .. all.Take(Shown).Select(one => new Item(
                Words.Of(new Strong(one.Slug), new Plain($"  {one.Server}{(one.Price is { } price ? $", {price} a month" : "")}, cancelled "),
                    new At(one.Since)),
                [
                    new Button("Delete", $"/org delete {one.Slug}") { Spoken = $"Delete {one.Slug}", Look = Look.Danger },
                    new Button("Show", $"/org show {one.Slug}") { Spoken = $"Show {one.Slug}" },
                ])),
            .. new Small($"and {all.Count - Shown} more").If(all.Count > Shown),
        ],
        Buttons = [new Button("Cancelled organizations", "/org list status:cancelled")],
    };

    static string Sum(IReadOnlyList<Cost> all)
    {
        var sums = all.Select(one => one.Price).OfType<Money>().GroupBy(price => price.Currency)
            .Select(same => new Money(same.Sum(price => price.Minor), same.Key).ToString()).ToList();
        return sums.Count == 0 ? "money" : Several.InOneSentence(sums);
    }
}
