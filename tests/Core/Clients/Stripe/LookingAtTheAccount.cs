using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Clients.Stripe;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Clients.Stripe;

/// <summary>What the doctor tells of the account.</summary>
public sealed class LookingAtTheAccount
{
    static readonly Uri here = new("https://bot.nimbus.example" + StripeSignature.Path);

    static readonly string[] heard = ["refund.failed"];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<GatewayCheckup> Look(Action<StripeWorld> set, params (string Name, string Value)[] settings)
    {
        await using var stripe = await StripeAccount.Open([("WebhookSecrets", "whsec_1234567890123456"), .. settings]);
        set(stripe.World);
        return (await stripe.Gateway.CheckUp(heard, Cancel)).Value;
    }

    [Fact]
    public async Task All_is_well_where_the_key_reads_all_and_events_come_in_the_version_that_is_read()
    {
        var look = await Look(world => world.Listen(here));
        Assert.Empty(look.Wrong);
        Assert.Contains("Stripe sends its events to OpsBot", look.Good);
        Assert.Contains(look.Notes, note => note.StartsWith("Stripe moves no real money", StringComparison.Ordinal));
        Assert.Contains(look.Notes, note => note.Contains("mails", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_key_may_not_read_is_named()
    {
        var look = await Look(world =>
        {
            world.Listen(here);
            world.Forbidden.UnionWith(["refunds", "disputes"]);
        });
        Assert.StartsWith("Stripe's key may not read charges and refunds, disputes. ", Assert.Single(look.Wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_event_is_sent_to_us_it_is_said_where_to_and_in_which_version()
    {
        var look = await Look(world => world.Listen(new("https://elsewhere.example/hook")));
        Assert.Contains(StripeSignature.Path, Assert.Single(look.Wrong), StringComparison.Ordinal);
        Assert.Contains(StripeEvents.Version, look.Wrong[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_leaves_out_what_is_heard_is_told_what()
    {
        var look = await Look(world => world.Listen(here, types: ["invoice.paid"]));
        Assert.Contains("does not send refund.failed", Assert.Single(look.Wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_train_is_told()
    {
        var look = await Look(world => world.Listen(here, version: "2026-03-25.dahlia"));
        Assert.Contains("2026-03-25.dahlia", Assert.Single(look.Wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_signing_secret_no_event_is_taken_and_it_says_so()
    {
        var look = await Look(world => world.Listen(here), ("WebhookSecrets", ""));
        Assert.StartsWith("No signing secret is set", Assert.Single(look.Wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_may_do_everything_is_told()
    {
        var world = new StripeWorld(TimeProvider.System) { Key = "sk_test_" + new string('a', 24) };
        await using var stripe = await StripeAccount.Open(world);
        world.Listen(here);
        Assert.Contains((await stripe.Gateway.CheckUp(heard, Cancel)).Value.Wrong,
            one => one.Contains("restricted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_is_off_is_told()
    {
        var clock = new Clock();
        clock.AdvanceTo(TimeProvider.System.GetUtcNow().AddMinutes(4));
        await using var stripe = await StripeAccount.Open(new StripeWorld(clock));
        Assert.Contains((await stripe.Gateway.CheckUp(heard, Cancel)).Value.Wrong,
            one => one.Contains("behind Stripe's", StringComparison.Ordinal));
    }
}
