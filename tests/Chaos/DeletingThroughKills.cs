using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Slack.Workspace;

namespace OpsBot.Tests.Chaos;

public sealed class DeletingThroughKills(Postgres postgres)
{
    [Fact]
    public Task A_deletion_is_approved_and_run_once_although_the_bot_is_killed() => Delete(everywhere: false);

    [Fact(Explicit = true), Trait("Run", "kills")]
    public Task A_deletion_is_approved_and_run_once_although_the_bot_is_killed_between_all_its_steps() => Delete(everywhere: true);

    async Task Delete(bool everywhere)
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        await fleet.Settle();
        await fleet.Instance("acme-old");
        var slack = fleet.World;
        var bot = await fleet.StartBot();
        var form = await slack.OpensForm(Olivia, "/instance delete acme-old");

        if (everywhere) slack.Trouble.RateLimit(100_000, TimeSpan.FromSeconds(1));
        var sent = await slack.Submit(Olivia, form.Id, new Dictionary<string, string> { ["reason"] = "contract ended" }, Cancel);
        Assert.True(sent.Ok, sent.Error);
        if (everywhere)
        {
            // The request stands, its card was never taken by Slack.
            await Eventually.True(
                () => fleet.One<bool>(
                    "select exists (select from deliveries where place_kind = 'channel' and pending and last_error is not null)"),
                what: "Slack refused the card");
            await bot.Kill();
            Assert.Empty(slack.Said("approvals", "acme-old", Adam));
            slack.Trouble.Clear();
            bot = await fleet.StartBot();
        }
        var card = await slack.Sees(Adam, "Delete acme-old", "approvals");
        // What is posted and not yet noted when the bot dies is posted again, which is not what this is about.
        await Eventually.Equal(0L, () => fleet.One<long>("select count(*) from deliveries where pending"));

        // The approval is acknowledged, not handled.
        await using (await fleet.Lock("operators"))
        {
            Assert.True((await slack.Presses(Adam, card, "Approve")).Ok);
            await bot.Kill();
            Assert.Equal(1, await fleet.Unhandled());
            Assert.Equal("pending", await fleet.One<string>("select state from approvals"));
        }

        // It runs to its end, and nobody hears of it.
        slack.Trouble.RateLimit(100_000, TimeSpan.FromSeconds(1));
        bot = await fleet.StartBot();
        fleet.StartWorker();
        await Eventually.Equal("succeeded", () => fleet.One<string>("select state from jobs"));
        await bot.Kill();
        Assert.Empty(slack.Said("ops", "acme-old is deleted", Olivia));
        slack.Trouble.Clear();
        await fleet.StartBot();

        await slack.Sees(Olivia, "acme-old is deleted");
        await Eventually.True(() => slack.Said("approvals", "Delete acme-old", Ruth) is [var only] && !Hands.Buttons(only).Any(),
            what: "the one card has no buttons left");
        await Eventually.True(() => slack.Said(slack.DirectMessages(Olivia), "acme-old", Olivia).Count > 0,
            what: "Olivia is told that it was approved");
        Assert.Single(slack.Said("ops", "acme-old is deleted", Olivia));
        Assert.Equal(1, fleet.Docker.Changes("^DELETE .*/containers/"));
        Assert.Equal("deleted", await fleet.One<string>("select state from instances"));
        Assert.Equal(1, await fleet.One<long>("select count(*) from jobs"));
        Assert.Equal("approved", await fleet.One<string>("select state from approvals"));
        Assert.Equal(1, await fleet.One<long>("select count(*) from approval_decisions"));
        Assert.Equal(["instance delete requested", "instance delete approved", "instance delete started", "instance delete done"],
            await fleet.AuditOf("acme-old"));
    }
}
