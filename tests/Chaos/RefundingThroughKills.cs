using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Stripe;
using OpsBot.Sandbox.Stripe.Api;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

/// <summary>A refund by workers that die before Stripe hears of it, after it has done it, and while they write that down.</summary>
public sealed class RefundingThroughKills(Postgres postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Money_goes_back_once_although_the_worker_is_killed_behind_Stripes_yes() => Each(everywhere: false);

    [Fact(Explicit = true), Trait("Run", "kills")]
    public Task Money_goes_back_once_although_the_worker_is_killed_everywhere() => Each(everywhere: true);

    async Task Each(bool everywhere)
    {
        await using var database = await postgres.NewDatabase();
        await using var stripe = new StripeWorld(TimeProvider.System) { CallsPerSecond = 10_000 };
        var calls = new WatchedCalls();
        await using var app = await Start(stripe, calls);
        await using var fleet = await Fleet.Open(database.ConnectionString);
        fleet.Besides = new Dictionary<string, string?>
        {
            ["Stripe:Key"] = stripe.Key, ["Stripe:ApiUrl"] = stripe.ApiUrl.ToString(),
        };
        await fleet.Settle();
        var payment = stripe.Payment(stripe.Customer("Acme", "a@acme.example"), 7140, "eur");
        await fleet.Execute(
            """
            insert into payments (id, organization_id, state, method, provider_id, currency, amount_minor, paid_at, created_at)
            select gen_random_uuid(), id, 'succeeded', 'card', @payment, 'EUR', 7140, @Now, @Now from organizations
            """, new { payment, Now = TimeProvider.System.GetUtcNow() });
        var asked = await fleet.Ask(Workspace.Adam, $"/refund payment {payment} 20.00 why:request", because: "ticket 4711");
        Assert.True(asked.Kind == OutcomeKind.Done, asked.Text);

        const string Refund = "^POST .*/v1/refunds$";
        if (everywhere)
        {
            await Killed(fleet, calls.HoldBefore(Refund));
            Assert.Equal(0, stripe.CountOf("refund"));
        }

        // Dies between Stripe's yes and its own note of it; and Stripe forgets the key before anybody asks again.
        await Killed(fleet, calls.HoldAfter(Refund));
        Assert.Equal(1, stripe.CountOf("refund"));
        stripe.ForgetKeys();
        if (everywhere)
        {
            // Dies while it looks for it.
            await Killed(fleet, calls.HoldBefore("^GET .*/v1/refunds$"));

            // Dies while it writes down how it ended.
            await using (await fleet.Lock("refunds", "exclusive"))
            {
                var worker = fleet.StartWorker();
                await Eventually.True(async () => await fleet.WaitingFor("refunds") > 0, what: "the worker writes down the end");
                await worker.Kill();
            }
        }

        fleet.StartWorker();
        await Eventually.Equal(["RF succeeded"], () => fleet.All<string>("select series || ' ' || state from refunds"));
        Assert.Equal(1, stripe.CountOf("refund"));
        Assert.Equal(["refund payment started", "refund payment done"], await fleet.All<string>(
            "select operation || ' ' || outcome from audit where operation = 'refund payment' order by seq"));
        Assert.Equal(1, await fleet.One<long>("select count(distinct trail) from audit where operation = 'refund payment'"));
        Assert.Equal(1, await fleet.One<long>("select count(*) from ledger_transfers where key like 'refund:%' and phase = 'posted'"));
    }

    static async Task<WebApplication> Start(StripeWorld stripe, WatchedCalls calls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Use(calls.Watch);
        app.UseRouting();
        app.MapStripeApi(stripe);
        await app.StartAsync(Cancel);
        return app;
    }

    static async Task Killed(Fleet fleet, CallHold hold)
    {
        var worker = fleet.StartWorker();
        await hold.Reached;
        await worker.Kill();
    }
}
