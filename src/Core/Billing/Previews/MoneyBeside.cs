using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Previews;

/// <summary>
/// What stands beside every plan that moves a customer's money, on form and card: what it is of all they ever paid, what was done there
/// last, what is wrong there now. It is no part of the plan: what happens meanwhile changes nothing about what was agreed to.
/// </summary>
static class MoneyBeside
{
    const int Latest = 5, MostIncidents = 3;

    // So many rows of an organization are looked through for those that move money.
    const int Searched = 500;

    sealed record Standing(long Paid, long Disputes, long Disputed, long Incidents, string? Named);

    sealed record Moved(DateTimeOffset At, string Operation, string Outcome, long Minor, string Currency, string? Operator);

    public static async Task<IReadOnlyList<Part>> Of(NpgsqlConnection db, Plan plan, Guid trail, CancellationToken cancel)
    {
        if (plan is not { Amount: { } amount, Target.Organization: { } organization }) return [];
        var standing = await Stands(db, organization, amount.Currency, cancel);
        var moved = await Lately(db, organization, trail, cancel);
        return
        [
            new Fields(
            [
                new("Of all they ever paid", Share(amount, new(standing.Paid, amount.Currency))),
                .. new Field("Disputed now", $"{new Money(standing.Disputed, amount.Currency)}, "
                    + Several.Of(standing.Disputes, "payment", "payments")).If(standing.Disputes > 0),
                new("Incidents there now", standing.Incidents == 0 ? "none"
                    : standing.Named + (standing.Incidents > MostIncidents ? $"; and {standing.Incidents - MostIncidents} more" : "")),
                new("Last money there", moved.Count == 0 ? "none yet" : moved.Index().Aggregate(Words.None, (said, one) =>
                    (one.Index == 0 ? said : said + "\n") + new At(one.Item.At) + $"  {InWords(one.Item)}")),
            ]),
        ];
    }

    static string Share(Money amount, Money paid)
    {
        if (paid.Minor == 0) return $"they have paid nothing in {paid.Currency.Code} yet";
        var thousandths = (Int128)Math.Abs(amount.Minor) * 1000 / paid.Minor;
        return string.Create(CultureInfo.InvariantCulture, $"{amount} of {paid}, {thousandths / 10}.{thousandths % 10} %");
    }

    static string InWords(Moved one) =>
        $"{one.Operation} {new Money(one.Minor, Currency.Of(one.Currency))} by {one.Operator ?? "OpsBot"}: {one.Outcome}";

    static Task<Standing> Stands(NpgsqlConnection db, Guid organization, Currency currency, CancellationToken cancel) => db.Get<Standing>(
        """
        select coalesce((select sum(amount_minor) from payments
                         where organization_id = @organization and currency = @Code
                         and   state in ('succeeded', 'disputed')), 0)::bigint as paid,
               (select count(*) from payments
                where organization_id = @organization and currency = @Code and state = 'disputed') as disputes,
               coalesce((select sum(amount_minor) from payments
                         where organization_id = @organization and currency = @Code and state = 'disputed'), 0)::bigint as disputed,
               (select count(*) from incidents_of(@organization)) as incidents,
               (select string_agg('#' || w.number || ' ' || w.heading, '; ' order by w.number)
                from   (select number, heading from incidents_of(@organization) order by number desc limit @MostIncidents) w) as named
        """, new { organization, currency.Code, MostIncidents }, cancel);

    // A command is one line, as its trail stands now.
    static Task<IReadOnlyList<Moved>> Lately(
        NpgsqlConnection db, Guid organization, Guid trail, CancellationToken cancel) => db.List<Moved>(
        """
        with found as (
            select   seq, at, trail, operation, body::jsonb as body
            from     audit
            where    organization_id = @organization and trail <> @trail
            order by seq desc
            limit    @Searched),
        money as (
            select   distinct on (trail) seq, at, trail, operation, body
            from     found
            where    body #>> '{plan,amount,minor}' is not null
            order by trail, seq desc)
        select   m.at, m.operation, e.outcome, (m.body #>> '{plan,amount,minor}')::bigint as minor,
                 m.body #>> '{plan,amount,currency}' as currency, m.body ->> 'operator' as operator
        from     money m
        cross    join lateral (select outcome from audit e where e.trail = m.trail order by e.seq desc limit 1) e
        order by m.seq desc
        limit    @Latest
        """, new { organization, trail, Searched, Latest }, cancel);
}
