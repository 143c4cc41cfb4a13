using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.Server;

namespace OpsBot.Tests.Bot.Discord;

public sealed class TalkingWithTheBot(Postgres postgres) : IAsyncLifetime
{
    Server discord = null!;

    public async ValueTask InitializeAsync() => discord = await Open(postgres, http: true);

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task A_command_is_answered_to_who_asked_and_nobody_else()
    {
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);

        var answer = await discord.Sees(discord.Olivia, "You are olivia");
        Assert.Equal(discord.Olivia, answer.EphemeralTo);
    }

    [Fact]
    public async Task A_stranger_may_only_ask_to_be_linked_and_two_admins_let_them_in()
    {
        await discord.Run(discord.Niko, "instance list");
        var refusal = await discord.Sees(discord.Niko, "Ask to be linked");
        Assert.True((await discord.Press(discord.Niko, refusal, "Ask to be linked")).Ok);
        await discord.Sees(discord.Niko, "You will get a message");

        var card = await discord.Sees(discord.Adam, "asks to be linked", "approvals");
        Assert.True((await discord.Press(discord.Adam, card, "Link as operator")).Ok);
        await discord.SeesModal(discord.Adam, "Link discord:", "approvals");
        Assert.True(
            (await discord.World.Submit(discord.Adam, new Dictionary<string, string> { ["reason"] = "our new colleague" }, Cancel)).Ok);
        var asked = await discord.Sees(discord.Ruth, "our new colleague", "approvals");
        Assert.Equal(0L, await discord.Count("operators where name like 'Niko%'"));
        Assert.True((await discord.Press(discord.Ruth, asked, "Approve")).Ok);

        await discord.Sees(discord.Niko, "Welcome, Niko Brandt", discord.Direct(discord.Niko));
        await discord.Sees(discord.Adam, "is linked as operator", "approvals");
    }

    [Fact]
    public async Task A_question_that_is_waved_away_does_nothing()
    {
        // Who is asked first, since it cannot be taken back; the question is the reader's alone.
        var card = new OpsBot.Core.Replies.Reply("A danger")
        {
            Buttons = [new("Do it", $"/admin turn-down account:discord:{discord.Niko}") { Confirm = "Turn down Niko Brandt?" }],
        };
        await discord.Run(discord.Niko, "ops join");
        await discord.Sees(discord.Adam, "asks to be linked", "approvals");
        await discord.Services.GetRequiredService<Transactions>().As(Actor.OpsBot("test"), async work =>
        {
            await work.Say("danger", new To.Channel(Purpose.Approvals), card, Cancel);
            return true;
        }, Cancel);
        await discord.Press(discord.Adam, await discord.Sees(discord.Adam, "A danger", "approvals"), "Do it");
        var question = await discord.Sees(discord.Adam, "Turn down Niko Brandt?", "approvals");
        Assert.Equal(discord.Adam, question.EphemeralTo);

        Assert.True((await discord.Press(discord.Adam, question, "Cancel")).Ok);

        await discord.Sees(discord.Adam, "Nothing was done", "approvals");
        Assert.Equal(1L, await discord.Count("link_requests where state = 'open'"));
    }

    [Fact]
    public async Task An_answer_in_place_takes_the_place_of_what_was_clicked()
    {
        await discord.Run(discord.Ruth, "ops help");
        var before = await discord.Sees(discord.Ruth, "What you can do");

        await discord.Press(discord.Ruth, before, "How");

        await discord.Sees(discord.Ruth, "All commands");
        Assert.Single(discord.World.Messages.In(before.ChannelId, discord.Ruth));
    }

    [Fact]
    public async Task What_names_a_thing_is_suggested_while_it_is_typed_to_those_who_may_know_it()
    {
        var offered = await discord.World.Suggest(discord.Ruth, discord.Channel("ops"), "admin role",
            new Dictionary<string, string> { ["person"] = "oli" }, "person", Cancel);
        Assert.Equal("olivia", Assert.Single(offered.Choices).Value.ToString());

        Assert.Empty((await discord.World.Suggest(discord.Niko, discord.Channel("ops"), "admin role",
            new Dictionary<string, string> { ["person"] = "oli" }, "person", Cancel)).Choices);
    }

    [Fact]
    public async Task A_message_is_looked_up_from_its_own_menu()
    {
        await discord.World.Type(discord.Adam, discord.Channel("general"), "is olivia here? <b>", Cancel);
        var message = discord.World.Messages.In(discord.Channel("general"), discord.Olivia)[^1];

        Assert.True((await discord.World.RunMessageCommand(discord.Olivia, message.ChannelId, message.Id, "Look up in OpsBot", Cancel)).Ok);

        await discord.Sees(discord.Olivia, "Found olivia", "general");
    }

    [Fact]
    public async Task A_command_in_a_thread_is_answered_there()
    {
        var thread = discord.World.StartThread(discord.Olivia, discord.Channel("ops"), "Slow again").ChannelId!;

        Assert.True((await discord.Run(discord.Olivia, "ops whoami", thread)).Ok);

        await discord.Sees(discord.Olivia, "You are olivia", thread);
    }

    [Fact]
    public async Task A_slow_answer_shows_that_the_bot_is_thinking_and_then_stands_in_that_place()
    {
        await using var db = await discord.Database.Source.OpenConnectionAsync(Cancel);
        await using var locked = await db.BeginTransactionAsync(Cancel);
        await using (var command = db.CreateCommand())
        {
            command.CommandText = "lock table operators in access exclusive mode";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var running = discord.Run(discord.Olivia, "ops whoami");
        await Eventually.True(() => discord.World.Messages.In(discord.Channel("ops"), discord.Olivia).Any(message => message.IsLoading));
        await locked.RollbackAsync(Cancel);

        Assert.True((await running).Ok);
        var answer = await discord.Sees(discord.Olivia, "You are olivia");
        Assert.False(answer.IsLoading);
        Assert.Single(discord.World.Messages.In(discord.Channel("ops"), discord.Olivia));
    }

    [Fact]
    public async Task A_command_of_another_server_changes_nothing_and_is_told_nothing()
    {
        // By HTTP it is refused at the door; what comes over the gateway has no door.
        await using var discord = await Open(postgres);
        var foreign = new JsonObject
        {
            ["id"] = "1400000000000000001", ["application_id"] = discord.World.App.ApplicationId, ["type"] = 2, ["token"] = "tok",
            ["guild_id"] = "1300000000000000001", ["channel_id"] = discord.Channel("ops"),
            ["member"] = new JsonObject { ["user"] = new JsonObject { ["id"] = discord.Ruth, ["username"] = "ruth" } },
            ["data"] = new JsonObject { ["type"] = 1, ["name"] = "ops",
                ["options"] = new JsonArray(new JsonObject { ["name"] = "whoami", ["type"] = 1 }) },
        };
        discord.World.Gateway.Dispatch("INTERACTION_CREATE", foreign);
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);

        await discord.Sees(discord.Olivia, "You are olivia");
        Assert.Equal(1L, await discord.Count("inbox"));
    }
}
