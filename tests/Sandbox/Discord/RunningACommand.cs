using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class RunningACommand : DiscordTest
{
    [Fact]
    public async Task The_app_gets_what_Discord_sends()
    {
        var payload = await Run("/instance stop instance:acme prod force:true");

        Assert.Equal(
            """[{"type":1,"name":"stop","options":[{"type":3,"name":"instance","value":"acme prod"},{"type":5,"name":"force","value":true}]}]""",
            payload["data"]!["options"]!.ToJsonString());
        Assert.Equal((2, "instance", 1, World.Guild.Id), ((int)payload["type"]!, (string)payload["data"]!["name"]!,
            (int)payload["data"]!["type"]!, (string)payload["data"]!["guild_id"]!));
        Assert.Equal((World.App.ApplicationId, World.Guild.Id, Ops.Id, 0),
            ((string)payload["application_id"]!, (string)payload["guild_id"]!, (string)payload["channel_id"]!, (int)payload["context"]!));
        Assert.Equal((Olivia, Person.MemberPermissions.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ((string)payload["member"]!["user"]!["id"]!, (string)payload["member"]!["permissions"]!));
        Assert.Null(payload["user"]);
        Assert.Equal(Clock.GetUtcNow(), Ids.TimeOf((string)payload["id"]!));
    }

    [Fact]
    public async Task Options_carry_their_type_and_what_they_name()
    {
        var payload = await Run("/instance list size:7 state:Running owner:@adam where:#audit");
        var options = payload["data"]!["options"]![0]!["options"]!;
        Assert.Equal((7, "run", Adam), ((int)options[0]!["value"]!, (string)options[1]!["value"]!, (string)options[2]!["value"]!));
        Assert.Equal("adam", (string?)payload["data"]!["resolved"]!["users"]![Adam]!["username"]);
        Assert.Equal("audit", (string?)payload["data"]!["resolved"]!["channels"]![(string)options[3]!["value"]!]!["name"]);
    }

    [Fact]
    public async Task A_group_stands_around_its_subcommand()
    {
        var payload = await Run("/instance log show");
        Assert.Equal("""[{"type":2,"name":"log","options":[{"type":1,"name":"show","options":[]}]}]""",
            payload["data"]!["options"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/instance stop force:true", "instance", "This option is required. Specify a value")]
    [InlineData("/instance list size:many", "size", "Input a valid integer.")]
    [InlineData("/instance list size:51", "size", "Must be between 1 and 50.")]
    [InlineData("/instance list state:Broken", "state", "Specify a valid choice")]
    [InlineData("/instance list owner:@nobody", "owner", "Specify a valid user")]
    [InlineData("/instance list where:#nowhere", "where", "Specify a valid channel")]
    [InlineData("/instance list label:x", "label", "Must be between 2 and 5 in length.")]
    public async Task What_the_client_knows_to_be_wrong_never_leaves_it(string typed, string option, string sentence)
    {
        var outcome = await World.Type(Olivia, Ops.Id, typed, Cancel);
        Assert.Equal((option, sentence), (Assert.Single(outcome.FieldErrors).Key, outcome.FieldErrors[option]));
        Assert.Empty(World.Courier.Deliveries);
    }

    [Theory]
    [InlineData("/nothing here")]
    [InlineData("/instance")]
    [InlineData("/instance list all of them")]
    public async Task What_is_no_command_is_just_said(string text)
    {
        Assert.True((await World.Type(Olivia, Ops.Id, text, Cancel)).Ok);
        Assert.Equal(text, Assert.Single(World.Messages.In(Ops.Id, Adam)).Content);
    }

    [Fact]
    public async Task An_answer_is_for_all_and_names_the_command()
    {
        var outcome = await Answered(() => World.Type(Olivia, Ops.Id, "/instance list", Cancel),
            new { type = 4, data = Text("312 instances") });
        Assert.True(outcome.Ok);
        var message = Assert.Single(World.Messages.In(Ops.Id, Adam));
        Assert.Equal((MessageKind.SlashCommand, "instance list", Olivia), (message.Kind, message.Used!.Command, message.Used.PersonId));
    }

    [Fact]
    public async Task An_ephemeral_answer_is_for_the_asker_only_and_can_be_dismissed()
    {
        await Answered(() => World.Type(Olivia, Ops.Id, "/instance list", Cancel), new { type = 4, data = Text("psst", 64 | 1 << 15) });
        Assert.Empty(World.Messages.In(Ops.Id, Adam));
        var message = Assert.Single(World.Messages.In(Ops.Id, Olivia));
        Assert.Equal((404, 10008), await Refusal("GET", $"channels/{Ops.Id}/messages/{message.Id}"));
        Assert.False(World.Dismiss(Adam, Ops.Id, message.Id).Ok);
        Assert.True(World.Dismiss(Olivia, Ops.Id, message.Id).Ok);
        Assert.Empty(World.Messages.In(Ops.Id, Olivia));
    }

    [Fact]
    public async Task An_app_that_takes_three_seconds_did_not_respond()
    {
        Task<Outcome> acting = null!;
        var payload = await Interact(() => acting = World.Type(Olivia, Ops.Id, "/instance list", Cancel));
        Clock.Advance(TimeSpan.FromMilliseconds(2999));
        Assert.False(acting.IsCompleted);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("The application did not respond", (await InTime(acting)).Error);
        Assert.Equal("The application did not respond", Assert.Single(World.Messages.In(Ops.Id, Olivia)).Failure);
        Assert.Empty(World.Messages.In(Ops.Id, Adam));
        Assert.Equal((404, 10062), await Refusal("POST", Callback(payload), new { type = 5 }));
        Assert.Equal((404, 10015), await Refusal("POST", Webhook(payload), Text("late")));
    }

    [Fact]
    public async Task The_servers_commands_are_not_there_in_direct_messages_but_global_ones_are()
    {
        var direct = World.Channels.DirectMessage(Olivia);
        Assert.Equal(Outcome.Gone, (await World.RunCommand(Olivia, direct.Id, "instance list", Cancel)).Error);
        Assert.Equal(Outcome.Gone, (await World.RunCommand(Adam, direct.Id, "instance list", Cancel)).Error);

        World.Commands.Replace(null, JsonNode.Parse(
            """[{"name":"help","description":"d","contexts":[1]},{"name":"here","description":"d","contexts":[0]}]""")!.AsArray());
        Assert.Equal(["help"], World.Commands.SeenBy(World.People.Find(Olivia)!, direct).Select(command => command.Name));
        var payload = await Interact(() => World.RunCommand(Olivia, direct.Id, "help", Cancel));
        Assert.Equal((Olivia, 1), ((string)payload["user"]!["id"]!, (int)payload["context"]!));
        Assert.Null(payload["member"]);
        Assert.Null(payload["guild_id"]);
    }

    [Fact]
    public void A_command_for_administrators_is_hidden_from_everybody_else()
    {
        World.Commands.Replace(World.Guild.Id,
            JsonNode.Parse(
            """[{"name":"a","description":"d","default_member_permissions":"0"},{"name":"b","description":"d","default_member_permissions":"2048"}]""")!.AsArray());
        Assert.Equal(["b"], World.Commands.SeenBy(World.People.Find(Olivia)!, Ops).Select(command => command.Name));
        Assert.Equal(["a", "b"], World.Commands.SeenBy(World.People.Find(Seed.Ruth)!, Ops).Select(command => command.Name));
    }

    [Fact]
    public async Task A_message_command_carries_the_message()
    {
        var id = (string)(await Post("look here"))!["id"]!;
        var payload = await Interact(() => World.RunMessageCommand(Olivia, Ops.Id, id, "Look up", Cancel));
        Assert.Equal((3, id), ((int)payload["data"]!["type"]!, (string)payload["data"]!["target_id"]!));
        Assert.Equal("look here", (string?)payload["data"]!["resolved"]!["messages"]![id]!["content"]);
    }

    [Fact]
    public async Task Typing_in_an_option_offers_what_the_app_answers()
    {
        Task<Suggestions> typing = null!;
        var payload = await Interact(() => typing = World.Suggest(Olivia, Ops.Id, "instance stop",
            new Dictionary<string, string> { ["force"] = "true", ["instance"] = "ac" }, "instance", Cancel));
        Assert.Equal("""[{"type":5,"name":"force","value":true},{"type":3,"name":"instance","value":"ac","focused":true}]""",
            payload["data"]!["options"]![0]!["options"]!.ToJsonString());
        Assert.Equal((400, 50035), await Refusal("POST", Callback(payload), new { type = 4, data = Text("x") }));
        Assert.Equal((400, 50035), await Refusal("POST", Callback(payload),
            new { type = 8, data = new { choices = Enumerable.Repeat(new { name = "a", value = "b" }, 26) } }));
        Assert.Equal((400, 50035), await Refusal("POST", Callback(payload),
            new { type = 8, data = new { choices = new[] { new { name = new string('x', 101), value = "b" } } } }));

        await Respond(payload, new { type = 8,
            data = new { choices = new object[] { new { name = "acme-prod", value = "ins_1" }, new { name = "two", value = 2 } } } });
        Assert.Equal(["ins_1", "2"], (await InTime(typing)).Choices.Select(choice => choice.ValueText));
        Assert.Equal(Outcome.Gone,
            (await World.Suggest(Olivia, Ops.Id, "instance list", new Dictionary<string, string>(), "size", Cancel)).Error);
    }

    [Fact]
    public async Task Options_that_do_not_come_are_said_to_have_failed()
    {
        Task<Suggestions> typing = null!;
        await Interact(() => typing = World.Suggest(Olivia, Ops.Id, "instance stop", new Dictionary<string, string>(), "instance", Cancel));
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("Loading options failed", (await InTime(typing)).Error);
    }
}
