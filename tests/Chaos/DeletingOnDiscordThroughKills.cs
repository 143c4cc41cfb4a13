using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Bot.Discord;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;
using Hands = OpsBot.Tests.Bot.Slack.Hands;

namespace OpsBot.Tests.Chaos;

public sealed class DeletingOnDiscordThroughKills(Postgres postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_deletion_asked_for_in_Discord_is_approved_in_Slack_and_run_once_although_the_bot_is_killed() =>
        Delete(everywhere: false);

    [Fact(Explicit = true), Trait("Run", "kills")]
    public Task A_deletion_asked_for_in_Discord_is_approved_in_Slack_and_run_once_although_the_bot_is_killed_between_all_its_steps() =>
        Delete(everywhere: true);

    async Task Delete(bool everywhere)
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString, onDiscord: true);
        await fleet.Settle();
        await fleet.Instance("acme-old");
        var (discord, slack) = (fleet.Discord, fleet.World);
        var olivia = discord.People.FindByName("olivia")!.Id;
        // A busy machine is slower than Discord is patient, which is not what this is about.
        discord.Interactions.Patience = TimeSpan.FromSeconds(20);
        var bot = await fleet.StartBot();
        await Eventually.True(() => discord.Gateway.Connected == 1, what: "the bot listens");
        await discord.OpensForm(olivia, "instance delete", ("instance", "acme-old"));

        // The request stands, its card was taken by neither.
        discord.Trouble.RateLimit(100_000, TimeSpan.FromSeconds(1), "POST /channels/{channel}/messages");
        slack.Trouble.RateLimit(100_000, TimeSpan.FromSeconds(1));
        var sent = await discord.Submit(olivia, new Dictionary<string, string> { ["reason"] = "contract ended" }, Cancel);
        Assert.True(sent.Ok, sent.Error);
        await Eventually.Equal(2L,
            () => fleet.One<long>("select count(*) from deliveries where place_kind = 'channel' and pending and last_error is not null"));
        await bot.Kill();
        discord.Trouble.Clear();
        slack.Trouble.Clear();
        bot = await fleet.StartBot();
        var card = await slack.Sees(Workspace.Adam, "Delete acme-old", "approvals");
        await discord.Sees(olivia, "Delete acme-old", "approvals");
        // What is posted and not yet noted when the bot dies is posted again, which is not what this is about.
        await Eventually.Equal(0L, () => fleet.One<long>("select count(*) from deliveries where pending"));

        if (everywhere)
        {
            // The approval is acknowledged, not handled.
            await using (await fleet.Lock("operators"))
            {
                Assert.True((await slack.Presses(Workspace.Adam, card, "Approve")).Ok);
                await bot.Kill();
                Assert.Equal(1, await fleet.Unhandled());
            }
            discord.Trouble.RateLimit(100_000, TimeSpan.FromSeconds(1));
            bot = await fleet.StartBot();
        }
        else
        {
            discord.Trouble.RateLimit(100_000, TimeSpan.FromSeconds(1));
            Assert.True((await slack.Presses(Workspace.Adam, card, "Approve")).Ok);
        }

        // It runs to its end, and nobody hears of it.
        fleet.StartWorker();
        await Eventually.Equal("succeeded", () => fleet.One<string>("select state from jobs"));
        await bot.Kill();
        Assert.Empty(discord.Said("ops", "acme-old is deleted", olivia));
        discord.Trouble.Clear();
        await fleet.StartBot();

        // Everybody is told once where it was asked for; and who asked, in the answer that only they see, because it was a copy of the
        // card.
        await Eventually.True(() => discord.Said("ops", "acme-old is deleted", olivia).Count == 2, what: "both are told");
        await Eventually.True(() => discord.Said("approvals", "Delete acme-old", olivia) is [var only] && only.Buttons.Count == 0,
            what: "the one card in Discord has no buttons left");
        await Eventually.True(() => slack.Said("approvals", "Delete acme-old", Workspace.Ruth) is [var only] && !Hands.Buttons(only).Any(),
            what: "nor has the one in Slack");
        var told = discord.Said("ops", "acme-old is deleted", olivia);
        Assert.Equal(2, told.Count);
        var (open, own) = (Assert.Single(told, one => one.EphemeralTo is null), Assert.Single(told, one => one.EphemeralTo == olivia));
        Assert.DoesNotContain("Done #1", open.Shown, StringComparison.Ordinal);
        Assert.Contains("Done #1: Delete acme-old and its data", own.Shown, StringComparison.Ordinal);
        Assert.Equal(1, fleet.Docker.Changes("^DELETE .*/containers/"));
        Assert.Equal(1, await fleet.One<long>("select count(*) from jobs"));
        Assert.Equal(1, await fleet.One<long>("select count(*) from approval_decisions"));
        Assert.Equal(["instance delete requested", "instance delete approved", "instance delete started", "instance delete done"],
            await fleet.AuditOf("acme-old"));
    }

    [Fact]
    public async Task What_is_asked_while_the_bot_that_listens_is_dead_is_taken_by_the_next_and_answered_in_direct_messages()
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString, onDiscord: true);
        await fleet.Settle();
        var discord = fleet.Discord;
        var olivia = discord.People.FindByName("olivia")!.Id;
        discord.Interactions.Patience = TimeSpan.FromSeconds(20);
        var first = await fleet.StartBot();
        await Eventually.True(() => discord.Gateway.Connected == 1, what: "the first bot listens");
        await discord.RunCommand(olivia, discord.Where("ops"), "ops whoami", Cancel);
        await discord.Sees(olivia, "You are olivia");
        // From then on another can go on with its session.
        await Eventually.Equal(1L, () => fleet.One<long>("select count(*) from leases where memo <> '{}'"));
        await fleet.StartBot();

        // Until nobody has answered, nobody else listens.
        await using (await fleet.Lock("leases"))
        {
            await first.Kill();
            discord.Interactions.Patience = TimeSpan.FromSeconds(1);
            Assert.False((await discord.RunCommand(olivia, discord.Where("ops"), "ops help", Cancel)).Ok);
        }

        await discord.Sees(olivia, "What you can do", discord.Channels.DirectMessage(olivia).Id);
        Assert.Equal(2, await fleet.One<long>("select count(*) from inbox"));
    }
}
