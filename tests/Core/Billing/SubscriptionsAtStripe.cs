using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

/// <summary>Subscriptions that the payment provider renews: asked for here, set there, and heard of from there.</summary>
public sealed class SubscriptionsAtStripe(Postgres postgres) : Invoicing(postgres)
{
    StripeAccount stripe = null!;
    Death death = new("nothing", after: false);

    StripeWorld World => stripe.World;

    public override async ValueTask InitializeAsync()
    {
        stripe = await StripeAccount.Open(new StripeWorld(Clock, TimeProvider.System) { CallsPerSecond = 1_000 });
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await stripe.DisposeAsync();
    }

    protected override void Register(IServiceCollection services)
    {
        base.Register(services);
        services.AddSingleton(DyingGateway.Around(stripe.Gateway, death));
    }

    sealed record Both(string Slug, string There);

    async Task<Both> Renewed(DateTimeOffset end, bool isTrial = true)
    {
        var slug = await Subscribed($"{Get<Seller>().DayOf(end):yyyy-MM-dd}", state: isTrial ? "trialing" : "active");
        var there = World.Subscription(World.Customer(slug, $"{slug}@mail.example"), "price_1", 6000, "eur", end, isTrial);
        await Execute(
            """
            update subscriptions s
            set    provider_id = @there, collected_by = 'stripe'
            from   organizations o
            where  o.id = s.organization_id and o.slug = @slug
            """, new { there, slug });
        return new(slug, there);
    }

    DateTimeOffset March(int day) => Get<Seller>().Begin(new(2026, 3, day));

    async Task Jobs()
    {
        for (var rounds = 0; rounds < 200; rounds++)
        {
            while (await Get<JobRunner>().RunNext(Cancel)) { }
            if (await Get<JobLease>().NextDue(Cancel) is not { } due) return;
            if (due > Clock.GetUtcNow()) Clock.AdvanceTo(due);
        }
        Assert.Fail("Jobs never ended.");
    }

    Task<string?> Here(string slug) => Find<string>(
        """
        select concat_ws(' ', s.state, s.state_before, s.trial_ends_on, s.ends_on)
        from   subscriptions s
        join   organizations o on o.id = s.organization_id
        where  o.slug = @slug
        """, new { slug });

    Task<string?> LastAudit() => Find<string>("select body::jsonb ->> 'detail' from audit order by seq desc limit 1");

    async Task Heard(string there)
    {
        var listener = Get<IEnumerable<IHearGateway>>().Single(one => one.Types.Contains("customer.subscription.updated"));
        var happened = new GatewayEvent("evt_1", "customer.subscription.updated", Clock.GetUtcNow()) { ThingId = there };
        var heard = (await listener.Read(happened, Cancel)).Value;
        await Get<Transactions>().As(Actor.OpsBot("stripe"), async work =>
        {
            await heard.Settle(work, Cancel);
            return true;
        }, Cancel);
    }

    long TrialEnd(string there) => (long)World.Show(there, "subscription")["trial_end"]!;

    [Fact]
    public async Task A_trial_is_extended_there_first_and_then_here()
    {
        var (slug, there) = await Renewed(March(16));
        var planned = (await Run(Adam, $"/subscription extend-trial {slug} 7 --dry-run")).Text;
        Assert.Contains("At the payment provider: 16 Mar 2026 → 23 Mar 2026", planned, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/subscription extend-trial {slug} 7")).Kind);
        Assert.Equal("trialing 2026-03-16", await Here(slug));
        await Jobs();
        Assert.Equal(("trialing 2026-03-23", March(23).ToUnixTimeSeconds()), (await Here(slug), TrialEnd(there)));
        await Heard(there);
        Assert.Equal("trialing 2026-03-23", await Here(slug));
        Assert.Null(await Find<string>("select key from messages where key like 'subscription:%:there'"));
    }

    // Their answer is lost after they did it, or before: it is looked up, and the trial is seven days longer, not fourteen.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_nobody_heard_the_end_of_is_looked_up_and_done_once(bool after)
    {
        var (slug, there) = await Renewed(March(16));
        await Ask(Adam, $"/subscription extend-trial {slug} 7");
        if (after) World.Trouble.LoseAnswer(1, "POST /subscriptions/{id}");
        else World.Trouble.BreakConnections(1, "POST /subscriptions/{id}");
        await Jobs();
        Assert.Equal(("trialing 2026-03-23", March(23).ToUnixTimeSeconds()), (await Here(slug), TrialEnd(there)));
    }

    // A worker that dies before it asked, between their yes and our note, and after: the next one finds out how far it came.
    [Theory]
    [InlineData("Subscription", false)]
    [InlineData("Subscription", true)]
    [InlineData("SetTrialEnd", false)]
    [InlineData("SetTrialEnd", true)]
    public async Task A_worker_that_dies_of_it_is_followed_by_one_that_ends_it_once(string call, bool after)
    {
        death = new(call, after);
        await using var first = Restarted();
        var (slug, there) = await Renewed(March(16));
        await Ask(Adam, $"/subscription extend-trial {slug} 7");
        await first.Get<JobRunner>().StartNext(Cancel);
        await Eventually.True(() => death.Happened);
        Assert.False(await Get<JobRunner>().RunNext(Cancel));
        await Source.LetLapse("jobs", "lease_until");
        await Jobs();
        Assert.Equal(("trialing 2026-03-23", March(23).ToUnixTimeSeconds()), (await Here(slug), TrialEnd(there)));
        Assert.Equal(["subscription extend-trial started", "subscription extend-trial done"], await List<string>(
            "select operation || ' ' || outcome from audit where operation = 'subscription extend-trial' order by seq"));
    }

    [Fact]
    public async Task Where_somebody_changed_it_there_nothing_is_done_and_it_is_said()
    {
        var (slug, there) = await Renewed(March(16));
        Assert.Null((await stripe.Gateway.SetTrialEnd(there, March(20), new(Guid.CreateVersion7(), "dashboard"), Cancel)).Fault);
        await Ask(Adam, $"/subscription extend-trial {slug} 7");
        await Jobs();
        Assert.Contains("its trial ends on 20 Mar 2026, and here it ends on 16 Mar 2026. Nothing was done.", await LastAudit(),
            StringComparison.Ordinal);
        Assert.Equal(("trialing 2026-03-16", March(20).ToUnixTimeSeconds()), (await Here(slug), TrialEnd(there)));
        await Heard(there);
        Assert.Equal("trialing 2026-03-20", await Here(slug));
    }

    [Fact]
    public async Task It_is_cancelled_and_kept_there_and_here()
    {
        var (slug, there) = await Renewed(March(30), isTrial: false);
        await Ask(Adam, $"/subscription cancel {slug}");
        await Jobs();
        Assert.Equal(("cancelling active 2026-03-30", true), (await Here(slug), Ends(there)));
        await Heard(there);
        Assert.Equal("cancelling active 2026-03-30", await Here(slug));
        await Run(Adam, $"/subscription keep {slug}");
        await Jobs();
        Assert.Equal(("active", false), (await Here(slug), Ends(there)));
        foreach (var line in new[] { $"pause {slug} until:2026-06-01", $"change-plan {slug} growth" })
            Assert.Contains("is renewed by Stripe itself", (await Ask(Adam, $"/subscription {line}")).Text, StringComparison.Ordinal);

        bool Ends(string id) => (bool)World.Show(id, "subscription")["cancel_at_period_end"]!;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ended_now_it_ends_there_once_also_where_nobody_heard_so(bool lost)
    {
        var (slug, there) = await Renewed(March(30), isTrial: false);
        await Ask(Adam, $"/subscription cancel {slug} when:now");
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/approval approve 1")).Kind);
        if (lost) World.Trouble.LoseAnswer(1, "DELETE /subscriptions/{id}");
        await Jobs();
        Assert.Equal("canceled", (string?)World.Show(there, "subscription")["status"]);
        Assert.StartsWith("cancelled", await Here(slug), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happens_there_moves_ours_whatever_comes_first_and_however_often()
    {
        var (slug, there) = await Renewed(March(30), isTrial: false);
        World.Renew(there);
        for (var times = 0; times < 2; times++) await Heard(there);
        Assert.Equal("past_due", await Here(slug));
        World.GiveCard((string)World.Show(there, "subscription")["customer"]!, StripeCards.Visa);
        World.Renew(there);
        for (var times = 0; times < 2; times++) await Heard(there);
        Assert.Equal("active", await Here(slug));
        Assert.Null((await stripe.Gateway.EndWithPeriod(there, true, new(Guid.CreateVersion7(), "dashboard"), Cancel)).Fault);
        await Heard(there);
        Assert.StartsWith("cancelling active", await Here(slug), StringComparison.Ordinal);
        Assert.Null((await stripe.Gateway.CancelNow(there, Cancel)).Fault);
        for (var times = 0; times < 2; times++) await Heard(there);
        Assert.StartsWith("cancelled", await Here(slug), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_ended_here_does_not_begin_again_by_itself()
    {
        var (slug, there) = await Renewed(March(30), isTrial: false);
        await Execute("update subscriptions set state = 'cancelled', ended_at = @Now", new { Now = Clock.GetUtcNow() });
        await Heard(there);
        Assert.Equal("cancelled", await Here(slug));
        Assert.Contains("Cancel it there.", (await Said($"subscription:{await Find<Guid>("select id from subscriptions"):n}:there")).Text,
            StringComparison.Ordinal);
    }
}
