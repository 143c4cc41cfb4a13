using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Slack.Workspace;

namespace OpsBot.Tests.Bot.Slack;

public sealed class TalkingWithTheBot(Postgres postgres) : IAsyncLifetime
{
    Workspace slack = null!;

    public async ValueTask InitializeAsync() => slack = await Open(postgres);

    public ValueTask DisposeAsync() => slack.DisposeAsync();

    [Fact]
    public async Task A_command_is_answered_to_who_asked_and_nobody_else()
    {
        Assert.True((await slack.Type(Olivia, "/ops whoami")).Ok);

        var answer = await slack.Sees(Olivia, "olivia");
        Assert.Equal(Olivia, answer.EphemeralTo);
    }

    [Fact]
    public async Task A_stranger_may_only_ask_to_be_linked_and_admins_get_a_card()
    {
        await slack.Type(Niko, "/instance list");
        var refusal = await slack.Sees(Niko, "Ask to be linked");

        Assert.True((await slack.Press(Niko, refusal, "Ask to be linked")).Ok);

        await slack.Sees(Niko, "You will get a message");
        Assert.Null((await slack.Sees(Adam, "niko", "approvals")).EphemeralTo);
    }

    [Fact]
    public async Task A_typing_slip_is_one_click_from_what_was_meant()
    {
        await slack.Type(Olivia, "/ops hepl");
        var slip = await slack.Sees(Olivia, "Did you mean");

        Assert.True((await slack.Press(Olivia, slip, "/ops help")).Ok);

        await slack.Sees(Olivia, "What you can do");
    }

    [Fact]
    public async Task An_answer_in_place_takes_the_place_of_what_was_clicked()
    {
        await slack.Type(Ruth, "/ops setup");
        var before = await slack.Sees(Ruth, "Check again");

        await slack.Press(Ruth, before, "Check again");

        await Eventually.True(() => slack.World.Messages.Find(before.ChannelId, before.Ts)!.EditedAt is not null);
        Assert.Single(slack.World.Messages.In(before.ChannelId, Ruth));
    }

    [Fact]
    public async Task A_message_to_the_bot_gets_one_line_that_points_to_help()
    {
        var direct = slack.World.Channels.DirectMessage(Olivia, slack.World.App.BotUserId).Id;
        await slack.Type(Olivia, "is acme-prod down?", direct);

        var hint = await slack.Sees(Olivia, "Type /ops help", direct);
        Assert.Equal(2, slack.World.Messages.In(direct, Olivia).Count);
        Assert.True((await slack.Press(Olivia, hint, "Help")).Ok);
        await slack.Sees(Olivia, "What you can do", direct);
    }

    [Fact]
    public async Task App_home_is_painted_when_it_is_opened()
    {
        Assert.True((await slack.World.OpenHome(Olivia, Cancel)).Ok);

        var home = await Eventually.Get(() => Task.FromResult(slack.World.Views.HomeOf(Olivia)));
        Assert.Contains("Good to see you, olivia", home.Blocks.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_in_app_home_answers_in_direct_messages_and_paints_home_anew()
    {
        await slack.World.OpenHome(Olivia, Cancel);
        var home = await Eventually.Get(() => Task.FromResult(slack.World.Views.HomeOf(Olivia)));

        Assert.True((await slack.Press(Olivia, home, "Help")).Ok);

        await slack.Sees(Olivia, "What you can do", slack.Direct(Olivia));
        await Eventually.True(() => slack.World.Views.HomeOf(Olivia)!.Hash != home.Hash);
    }

    [Fact]
    public async Task A_message_is_looked_up_from_its_own_menu()
    {
        await slack.Type(Adam, "is adam here? <b>", "general");
        var message = slack.World.Messages.In(slack.Channel("general"), Olivia)[^1];

        Assert.True((await slack.World.MessageShortcut(Olivia, message.ChannelId, message.Ts, "look_up", Cancel)).Ok);

        await slack.Sees(Olivia, "adam", "general");
    }

    [Fact]
    public async Task A_slow_answer_says_first_that_it_is_being_worked_on()
    {
        await using var db = await slack.Database.Source.OpenConnectionAsync(Cancel);
        await using var locked = await db.BeginTransactionAsync(Cancel);
        await using (var command = db.CreateCommand())
        {
            command.CommandText = "lock table operators in access exclusive mode";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await slack.Type(Olivia, "/ops whoami");
        await slack.Sees(Olivia, "Working on it…");
        await locked.RollbackAsync(Cancel);

        await slack.Sees(Olivia, "olivia");
    }
}
