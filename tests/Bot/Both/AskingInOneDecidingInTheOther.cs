using OpsBot.Core.Database;
using OpsBot.Tests.Bot.Discord;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Both;

public sealed class AskingInOneDecidingInTheOther(Postgres postgres) : IAsyncLifetime
{
    TwoPlatforms both = null!;

    Server Discord => both.Discord;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => both = await TwoPlatforms.Open(postgres);

    public ValueTask DisposeAsync() => both.DisposeAsync();


    Task<OpsBot.Sandbox.Discord.Outcome> AskInDiscord() =>
        Discord.Run(Discord.Ruth, "admin role", "ops", ("person", "olivia"), ("role", "admin"), ("reason", "she runs the night shift"));

    [Fact]
    public async Task Asked_in_Discord_approved_in_Slack_and_both_cards_say_so_without_buttons()
    {
        Assert.True((await AskInDiscord()).Ok);
        var inDiscord = await Discord.Sees(Discord.Adam, "she runs the night shift", "approvals");
        var inSlack = await both.SeesInSlack(Workspace.Adam, "she runs the night shift", "approvals");
        Assert.Contains("Approve", inDiscord.Buttons);

        Assert.True((await both.PressInSlack(Workspace.Adam, inSlack, "Approve")).Ok);

        await Eventually.Passes(() =>
        {
            var discords = Discord.World.Messages.Find(inDiscord.ChannelId, inDiscord.Id)!;
            Assert.Contains("approved by adam", discords.Shown, StringComparison.Ordinal);
            Assert.Empty(discords.Buttons);
            var slacks = both.Slack.Messages.Find(inSlack.ChannelId, inSlack.Ts)!;
            Assert.Contains("approved by adam", Workspace.Shown(slacks), StringComparison.Ordinal);
            Assert.DoesNotContain("\"button\"", Workspace.Shown(slacks), StringComparison.Ordinal);
            return Task.CompletedTask;
        });
        Assert.Equal("admin", await RoleOf("olivia"));
        Assert.Equal(["discord", "slack"], await Through());
    }

    [Fact]
    public async Task Asked_in_Slack_approved_in_Discord_and_who_asked_hears_of_it_on_both()
    {
        Assert.True((await both.TypeInSlack(Workspace.Ruth, "/admin role olivia admin reason:\"she runs the night shift\"")).Ok);
        var card = await Discord.Sees(Discord.Adam, "she runs the night shift", "approvals");

        Assert.True((await Discord.Press(Discord.Adam, card, "Approve")).Ok);

        await Discord.Sees(Discord.Ruth, "approved by adam", Discord.Direct(Discord.Ruth));
        await both.SeesInSlack(Workspace.Ruth, "approved by adam",
            both.Slack.Channels.DirectMessage(Workspace.Ruth, both.Slack.App.BotUserId).Id);
        Assert.Equal("admin", await RoleOf("olivia"));
        Assert.Equal(["slack", "discord"], await Through());
    }

    [Fact]
    public async Task The_same_person_through_another_account_is_still_who_asked()
    {
        Assert.True((await AskInDiscord()).Ok);
        var inSlack = await both.SeesInSlack(Workspace.Ruth, "she runs the night shift", "approvals");

        await both.PressInSlack(Workspace.Ruth, inSlack, "Approve");

        await both.SeesInSlack(Workspace.Ruth, "Not done", "approvals");
        Assert.Equal("operator", await RoleOf("olivia"));
        Assert.Equal(0L, await Discord.Count("approval_decisions"));
    }

    [Fact]
    public async Task A_click_that_comes_too_late_on_the_other_platform_is_told_who_was_first()
    {
        Assert.True((await AskInDiscord()).Ok);
        var inDiscord = await Discord.Sees(Discord.Adam, "she runs the night shift", "approvals");
        var inSlack = await both.SeesInSlack(Workspace.Adam, "she runs the night shift", "approvals");
        // The card keeps its buttons as long as Discord takes no edit.
        Discord.World.Trouble.RateLimit(100_000, TimeSpan.FromSeconds(1), "PATCH /channels/{channel}/messages/{message}");

        await both.PressInSlack(Workspace.Adam, inSlack, "Approve");
        await both.SeesInSlack(Workspace.Adam, "You approved", "approvals");
        Assert.True((await Discord.Press(Discord.Adam, inDiscord, "Approve")).Ok);

        await Discord.Sees(Discord.Adam, "Already approved by adam", "approvals");
        Assert.Equal(1L, await Discord.Count("approval_decisions"));
    }

    [Fact]
    public async Task The_card_mentions_each_decider_by_the_account_of_the_place_where_it_stands()
    {
        Assert.True((await AskInDiscord()).Ok);

        Assert.Contains(Discord.Adam, (await Discord.Sees(Discord.Adam, "she runs the night shift", "approvals")).Pings);
        Assert.Contains(Workspace.Adam, Workspace.Shown(await both.SeesInSlack(Workspace.Adam, "she runs the night shift", "approvals")),
            StringComparison.Ordinal);
    }

    async Task<string> RoleOf(string handle)
    {
        await using var db = await Discord.Database.Source.OpenConnectionAsync(Cancel);
        return await db.Get<string>("select role from operators where handle = @handle", new { handle }, Cancel);
    }

    /// <summary>Through which platform it was asked and through which approved, by the audit.</summary>
    async Task<IReadOnlyList<string>> Through()
    {
        await using var db = await Discord.Database.Source.OpenConnectionAsync(Cancel);
        return await db.List<string>(
            "select split_part(body::jsonb ->> 'account', ':', 1) from audit where operation = 'admin role' and outcome in ('requested', 'approved') order by seq", null, Cancel);
    }
}
