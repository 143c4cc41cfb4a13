using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

/// <summary>What comes in a month, and what of the money wants somebody to look at it; nothing where nothing was ever sold.</summary>
sealed class MoneyAtHome(Seller seller) : IHomeSection
{
    // Before the numbers of the platform and of organizations.
    public int Order => 40;

    const int UpTo = Paging.MostCounted + 1;

    sealed record Mrr(string Currency, long MrrMinor, long? BeforeMinor)
    {
        public string InWords => BeforeMinor is { } before and > 0 ? $"{Money(MrrMinor)} {BillingShown.Than(Money(MrrMinor), Money(before))}"
            : Money(MrrMinor).ToString();

        Money Money(long minor) => new(minor, Values.Currency.Of(Currency));
    }

    sealed record Waiting(long Ending, long Failed, long Overdue);

    public void Ask(Batch batch, HomeReader reader)
    {
        var today = seller.Today;
        batch.Add(
            """
            select   c.currency, d.mrr_minor, b.mrr_minor as before_minor
            from     (select distinct currency from plan_prices) c
            cross    join lateral (
                     select   n.mrr_minor
                     from     mrr_days n
                     where    n.currency = c.currency
                     order by n.day desc
                     limit    1) d
            left     join lateral (
                     select   n.mrr_minor
                     from     mrr_days n
                     where    n.currency = c.currency and n.day <= @MonthAgo
                     order by n.day desc
                     limit    1) b on true
            order by d.mrr_minor desc, c.currency
            """, new { MonthAgo = today.AddMonths(-1) });
        batch.Add(
            """
            select (select count(*)
                    from   (select 1 from subscriptions s where s.state = 'trialing' and s.trial_ends_on between @today and @Soon limit @UpTo) t)
                   as ending,
                   (select count(*) from (select 1 from payments p where p.state = 'failed' and p.created_at > @Since limit @UpTo) f) as failed,
                   (select count(*) from (select 1 from invoices i where i.state = 'overdue' limit @UpTo) o) as overdue
            """,
            new
            {
                today, Soon = today.AddDays(ReadFigures.SoonDays), Since = reader.Now.AddDays(-ReadFigures.RecentDays), UpTo,
            });
    }

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var mrr = (await answers.Rows<Mrr>(cancel)).Where(one => one.MrrMinor > 0).ToList();
        var waiting = (await answers.Rows<Waiting>(cancel))[0];
        if (mrr.Count == 0 && waiting is { Ending: 0, Failed: 0, Overdue: 0 }) return [];
        return
        [
            new Title("Money"),
            new Fields(
            [
                .. mrr.Select(one => new Field("MRR", one.InWords)),
                .. Counted("Trials that end soon", waiting.Ending), .. Counted("Failed payments", waiting.Failed),
                .. Counted("Overdue invoices", waiting.Overdue),
            ]),
        ];
    }

    static IReadOnlyList<Field> Counted(string name, long count) => new Field(name,
        count > Paging.MostCounted ? $"more than {Paging.MostCounted:N0}" : $"{count:N0}").If(count > 0);
}
