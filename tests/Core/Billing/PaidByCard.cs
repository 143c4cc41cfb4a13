using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Billing.Events;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

/// <summary>A house whose customers pay their invoices by card, through the pretend Stripe.</summary>
public abstract class PaidByCard(Postgres postgres) : Invoicing(postgres)
{
    StripeAccount stripe = null!;
    int events;

    protected StripeWorld World => stripe.World;

    protected IGateway Stripe => stripe.Gateway;

    public override async ValueTask InitializeAsync()
    {
        stripe = await StripeAccount.Open(new StripeWorld(TimeProvider.System) { CallsPerSecond = 10_000 });
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await stripe.DisposeAsync();
    }

    protected override void Register(IServiceCollection services)
    {
        base.Register(services);
        // Its pauses are of the real time, not of the test's.
        services.AddSingleton(_ => stripe.Gateway);
    }

    /// <summary>An open invoice of €71.40, and whose it is.</summary>
    protected async Task<(string Number, InvoiceId Id, OrganizationId Whose)> Opened()
    {
        await Subscribed("2026-03-01");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        var number = (await Find<string>("select number from invoices where number is not null order by id desc limit 1"))!;
        return (number, InvoiceId.Of(await Find<Guid>("select id from invoices where number = @number", new { number })),
            OrganizationId.Of(await Find<Guid>("select organization_id from invoices where number = @number", new { number })));
    }

    /// <summary>So much came in by that card for the invoice; gives what Stripe calls it.</summary>
    protected async Task<string> Pay(OrganizationId whose, long minor, InvoiceId? invoice, string card = StripeCards.Visa)
    {
        var payment = World.Payment(World.Customer("Buyer", "b@buyer.example"), minor, "eur", card);
        var money = new MoneyIn(whose, new(minor, Currency.Eur), PaymentMethod.Card, invoice is { } one ? [one] : [])
        {
            ProviderId = payment,
        };
        Assert.NotNull(await Get<Transactions>().As(
            Actor.OpsBot("stripe"), work => Get<Till>().Take(money, work, Cancel), Cancel));
        return payment;
    }

    /// <summary>An invoice that was paid by card: its number, and what Stripe calls the payment.</summary>
    protected async Task<(string Number, string Payment)> Paid(string card = StripeCards.Visa, long minor = 7140)
    {
        var (number, id, whose) = await Opened();
        return (number, await Pay(whose, minor, id, card));
    }

    /// <summary>Asked for by Adam, approved by Bea, and the stop window is over.</summary>
    protected async Task<Outcome> Approved(string line)
    {
        var asked = await Ask(Adam, line);
        Assert.True(asked.Kind == OutcomeKind.Waiting, asked.Text);
        var decided = await Run(Bea, $"/approval approve {await Find<long>("select max(number) from approvals")}");
        Clock.Advance(TimeSpan.FromMinutes(2));
        return decided;
    }

    protected async Task Work()
    {
        while (await Get<JobRunner>().RunNext(Cancel)) { }
    }

    /// <summary>Works, and lets the pauses between tries pass.</summary>
    protected async Task WorkOn()
    {
        for (var round = 0; round < 12; round++)
        {
            await Work();
            Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Stripe reports that, as often as it is told.</summary>
    protected async Task Reported(string type, string thing) => await Get<GatewayNews>().Settle(await Note(type, thing), null, Cancel);

    protected async Task<GatewayEvent> Note(string type, string thing)
    {
        var happened = new GatewayEvent($"evt_{++events}", type, Clock.GetUtcNow())
        {
            ThingKind = type.Split('.')[0], ThingId = thing, Version = StripeWorld.Version,
        };
        await Get<GatewayNews>().Note([happened], EventSource.Webhook, Clock.GetUtcNow(), Cancel);
        return happened;
    }

    protected Task<string?> EventState(string thing) => Find<string>(
        "select state || ': ' || coalesce(why, '') from stripe_events where thing_id = @thing order by came_at desc, id desc limit 1",
        new { thing });

    /// <summary>"RF-202603-0001 succeeded 7140", in order.</summary>
    protected Task<IReadOnlyList<string>> Refunds() => List<string>(
        "select number || ' ' || state || ' ' || amount_minor from refunds order by series_month, series_no");

    /// <summary>"refunds 7140", what is there, and what is on its way.</summary>
    protected Task<IReadOnlyList<string>> Standing() => List<string>(
        """
        select   a.kind || ' ' || b.debited - b.credited || case when b.pending_debit + b.pending_credit > 0 then ' on its way '
                 || b.pending_debit - b.pending_credit else '' end
        from     ledger_accounts a
        cross    join lateral ledger_balance(a.id) b
        where    a.kind in ('stripe', 'bank', 'refunds', 'credit') and (b.debited <> b.credited or b.pending_debit + b.pending_credit > 0)
        order by a.kind
        """);

    protected int MadeAtStripe => World.CountOf("refund");
}
