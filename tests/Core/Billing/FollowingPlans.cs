using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

/// <summary>Who pays for another plan runs on its tier.</summary>
public sealed class FollowingPlans(Postgres postgres) : Invoicing(postgres)
{
    Task Round() => Get<TiersAfterPlans>().Round(Cancel);

    Task<string?> Tier() => Find<string>("select tier from organizations");

    async Task<string> Changed()
    {
        var slug = await Subscribed("2026-03-20", state: "trialing");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/subscription change-plan {slug} enterprise when:now")).Kind);
        return slug;
    }

    [Fact]
    public async Task The_tier_is_asked_for_once_in_the_name_of_OpsBot()
    {
        await Changed();
        Assert.Equal("growth", await Tier());
        await Round();
        Assert.Equal("enterprise", await Tier());
        Assert.Equal("Its plan was changed.", await Find<string>(
            "select body::jsonb ->> 'reason' from audit where operation = 'org change-tier' and outcome = 'done'"));
        await Execute("update organizations set tier = 'growth'");
        await Round();
        Assert.Equal("growth", await Tier());
    }

    [Fact]
    public async Task Whose_doors_are_closed_follows_once_they_are_open()
    {
        await Changed();
        await Execute("update organizations set state = 'suspended', changed_at = @Now", new { Now = Clock.GetUtcNow() });
        await Round();
        await Execute("update organizations set state = 'active'");
        Assert.Equal("growth", await Tier());
        await Round();
        Assert.Equal("enterprise", await Tier());
    }

    [Fact]
    public async Task What_stands_in_the_way_is_said_in_billing()
    {
        await Changed();
        await Execute("update tiers set archived_at = @Now where slug = 'enterprise'", new { Now = Clock.GetUtcNow() });
        await Round();
        Assert.Equal("growth", await Tier());
        var key = await Find<string>("select key from messages where key like 'plan-change:%'");
        Assert.Contains("does not run on it yet", (await Said(key!)).Text, StringComparison.Ordinal);
        await Round();
        Assert.Equal(["channel:C0BILLING"], await Places(key!));
    }

    // It is called off before its day: nothing follows.
    [Fact]
    public async Task What_never_came_to_hold_is_not_followed()
    {
        var slug = await Subscribed("2026-03-01");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        await Ask(Adam, "/invoice mark-paid INV-202603-0001 71.40 \"SEPA 1\"");
        await Ask(Adam, $"/subscription change-plan {slug} starter when:renewal");
        await Ask(Adam, $"/subscription cancel {slug}");
        Clock.Advance(TimeSpan.FromDays(40));
        await Get<InvoiceRun>().Round(Cancel);
        await Round();
        Assert.Equal(("growth", "called_off"), (await Tier(), await Find<string>("select state from plan_changes")));
    }
}
