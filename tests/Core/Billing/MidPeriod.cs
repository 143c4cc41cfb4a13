using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

/// <summary>Subscriptions in the midst of a period that is invoiced and paid.</summary>
public abstract class MidPeriod(Postgres postgres) : Invoicing(postgres)
{
    /// <summary>Its period from 1 to 31 March is invoiced and paid, and 10 of its days are over.</summary>
    protected async Task<string> Paid(long minor = 3100, string length = "month")
    {
        var slug = await Subscribed("2026-03-01", minor, length: length);
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        await PayAll();
        Clock.AdvanceTo(new(2026, 3, 11, 9, 0, 0, TimeSpan.Zero));
        await Get<InvoiceRun>().Round(Cancel);
        return slug;
    }

    protected async Task PayAll()
    {
        foreach (var left in await List<Open>(
            "select number, (total_minor - paid_minor) / 100.0 as amount from invoices where state in ('open', 'overdue')"))
            Assert.Equal(OutcomeKind.Done, (await Ask(Adam, string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"/invoice mark-paid {left.Number} {left.Amount:0.00} \"SEPA {left.Number}\""))).Kind);
    }

    sealed record Open(string Number, decimal Amount);

    protected async Task<string> Plan(string slug, string price, string period = "month", string tier = "growth", string? with = null)
    {
        var asked = await Ask(Adam, $"/plan create {slug} \"{slug}\" {tier} {price} period:{period}"
            + (with is null ? "" : $" entitlements:\"{with}\""));
        Assert.Equal(OutcomeKind.Waiting, asked.Kind);
        await Agree();
        return slug;
    }

    protected async Task Jobs()
    {
        while (await Get<JobLease>().NextDue(Cancel) is { } due)
        {
            if (due > Clock.GetUtcNow()) Clock.AdvanceTo(due);
            while (await Get<JobRunner>().RunNext(Cancel)) { }
        }
    }

    protected async Task Agree() => Assert.Equal(OutcomeKind.Done,
        (await Ask(Bea, $"/approval approve {await Find<long>("select max(number) from approvals")}")).Kind);

    protected Task<string?> Now() => Find<string>(
        """
        select concat_ws(' ', s.state, p.slug, s.anchor, s.next_period, s.next_start)
        from   subscriptions s
        join   plan_prices k on k.id = s.price_id
        join   plans p on p.id = k.plan_id
        """);

    protected Task<IReadOnlyList<string>> Balances() => List<string>(
        """
        select   a.kind || ' ' || b.debited - b.credited
        from     ledger_accounts a
        cross    join lateral ledger_balance(a.id) b
        where    b.debited <> b.credited and a.kind in ('receivable', 'credit', 'bank')
        order by a.kind
        """);
}
