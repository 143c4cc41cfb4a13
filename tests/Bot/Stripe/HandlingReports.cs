using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Stripe.PayingBot;

namespace OpsBot.Tests.Bot.Stripe;

public sealed class HandlingReports(PayingBot bot) : IClassFixture<PayingBot>
{
    string Paid(string card = StripeCards.Visa) => bot.World.Payment(bot.World.Customer("Acme", "a@acme.example"), 4_900, "eur", card);

    [Fact]
    public async Task A_dispute_is_one_message_that_says_how_it_stands_and_at_last_that_it_is_over()
    {
        var dispute = bot.World.Dispute(Paid());
        await bot.Slack.Sees(Workspace.Adam, dispute, "billing");
        bot.World.Decide(dispute, "won");
        await bot.Slack.Sees(Workspace.Adam, "is over: won", "billing");
        Assert.Equal(1, await bot.One<long>("select count(*) from messages where key = @Key", new { Key = $"dispute:{dispute}" }));
    }

    [Fact]
    public async Task Reports_doubled_and_in_the_wrong_order_end_in_the_state_that_the_thing_is_in()
    {
        bot.World.Deliveries.Doubles = true;
        bot.World.Deliveries.KeepBack();
        var dispute = bot.World.Dispute(Paid());
        bot.World.Decide(dispute, "lost");
        // The newest goes out first.
        bot.World.Deliveries.Calm();
        await Eventually.Passes(async () => Assert.Equal(["handled", "handled"], await bot.Of(dispute)));
        await bot.Slack.Sees(Workspace.Adam, "is over: lost", "billing");
    }

    [Fact]
    public async Task A_refund_that_comes_back_days_later_is_told_and_one_that_arrives_is_not()
    {
        var payment = Paid(StripeCards.RefundPends);
        await using var account = StripeAccount.At(bot.World);
        async Task<string> Refund() => (await account.Gateway.MakeRefund(
            new(payment, new(1_000, Currency.Eur), RefundReason.Duplicate),
            new(Guid.CreateVersion7(), "refund"), TestContext.Current.CancellationToken)).Value.Thing.Id;
        var (arrives, fails) = (await Refund(), await Refund());
        bot.World.RefundArrives(arrives);
        bot.World.RefundFails(fails);
        await bot.Slack.Sees(Workspace.Adam, fails, "billing");
        await Eventually.Passes(async () => Assert.All(await bot.Of(arrives), state => Assert.Equal("handled", state)));
        Assert.Equal(0, await bot.One<long>("select count(*) from messages where key = @Key", new { Key = $"refund:{arrives}" }));
    }

    [Fact]
    public async Task What_nobody_acts_on_is_parked_and_says_so()
    {
        var id = NewId();
        await bot.Send(Event(id, "customer.updated", "cus_1"));
        Assert.Equal("parked: Nobody here acts on events of that type.", await bot.StateOf(id));
    }

    [Fact]
    public async Task A_type_that_nobody_knows_is_parked()
    {
        var id = NewId();
        await bot.Send(Event(id, "galaxy.exploded", "gx_1"));
        Assert.StartsWith("parked: This version of OpsBot does not know", await bot.StateOf(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_train_is_parked_unread()
    {
        var id = NewId();
        await bot.Send(Event(id, "charge.dispute.created", "dp_1", version: "2026-03-25.dahlia"));
        Assert.StartsWith("parked: Written in version 2026-03-25.dahlia", await bot.StateOf(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_Stripe_is_away_it_waits_and_is_taken_up_when_it_is_due()
    {
        var dispute = bot.World.Dispute(Paid());
        await Eventually.Passes(async () => Assert.Equal(["handled"], await bot.Of(dispute)));
        bot.World.Trouble.Break(3, "GET /disputes/{id}");
        var id = NewId();
        await bot.Send(Event(id, "charge.dispute.updated", dispute));
        Assert.StartsWith("waiting: Could not look at the dispute", await bot.StateOf(id), StringComparison.Ordinal);
        await bot.Round(hour: false);
        Assert.StartsWith("waiting", await bot.StateOf(id), StringComparison.Ordinal);
        await bot.Execute("update stripe_events set due_at = @Now where id = @id", new { id });
        await bot.Round(hour: false);
        Assert.StartsWith("handled", await bot.StateOf(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_lost_on_the_way_is_taken_from_their_list_within_an_hour()
    {
        await bot.Round();
        bot.World.Deliveries.LostUntil = TimeProvider.System.GetUtcNow().AddHours(1);
        var dispute = bot.World.Dispute(Paid());
        bot.World.Deliveries.Calm();
        Assert.Empty(await bot.Of(dispute));
        await bot.Round(hour: false);
        Assert.Empty(await bot.Of(dispute));
        await bot.Round();
        Assert.Equal(["handled"], await bot.Of(dispute));
        await bot.Slack.Sees(Workspace.Adam, dispute, "billing");
    }

    [Fact]
    public async Task One_that_its_handler_died_of_is_taken_up_again()
    {
        var id = NewId();
        await bot.Execute(
            """
            insert into stripe_events (id, type, thing_kind, thing_id, version, happened_at, came_at, came_by, state, due_at)
            values (@id, 'customer.updated', 'customer', 'cus_1', @Version, @Now, @Now, 'webhook', 'waiting', @Now)
            """, new { id, StripeWorld.Version });
        await bot.Round(hour: false);
        Assert.StartsWith("parked", await bot.StateOf(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_see_what_came_and_replay_one_or_all_since()
    {
        var dispute = bot.World.Dispute(Paid());
        await Eventually.Passes(async () => Assert.Equal(["handled"], await bot.Of(dispute)));
        var id = await bot.One<string>("select id from stripe_events where thing_id = @dispute", new { dispute });
        await bot.Slack.Type(Workspace.Adam, $"/billing events about:{dispute}");
        await bot.Slack.Sees(Workspace.Adam, "charge.dispute.created");
        await bot.Slack.Type(Workspace.Adam, $"/billing replay event:{id}");
        await bot.Slack.Sees(Workspace.Adam, "taken up again");
        Assert.Equal(["waiting"], await bot.Of(dispute));
        await bot.Round(hour: false);
        Assert.Equal(["handled"], await bot.Of(dispute));
        await bot.Execute("delete from stripe_events where id = @id", new { id });
        await bot.Slack.Type(Workspace.Adam, "/billing replay since:2d");
        await bot.Slack.Sees(Workspace.Adam, "provider's list is read");
        await bot.Round(hour: false);
        Assert.Equal(["handled"], await bot.Of(dispute));
    }

    [Theory]
    [InlineData("/billing replay", "Name one event")]
    [InlineData("/billing replay event:evt_1 since:2d", "Name one event")]
    [InlineData("/billing replay event:evt_none", "No event evt_none is known")]
    [InlineData("/billing replay since:60d", "forgets what happened after 30 days")]
    public async Task A_replay_of_nothing_is_refused(string line, string words)
    {
        await bot.Slack.Type(Workspace.Adam, line);
        await bot.Slack.Sees(Workspace.Adam, words);
    }

    [Fact]
    public async Task Who_is_no_admin_may_neither_look_nor_replay()
    {
        await bot.Slack.Type(Workspace.Olivia, "/billing events");
        await bot.Slack.Sees(Workspace.Olivia, "admin");
        await bot.Slack.Type(Workspace.Olivia, "/billing replay since:2d");
        await bot.Slack.Sees(Workspace.Olivia, "admin");
    }
}
