using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class ClickingOnAMessage : DiscordTest
{
    static object Card(string text = "card", bool isOff = false) => new
    {
        flags = 1 << 15,
        components = new object[]
        {
            new { type = 10, content = text },
            new { type = 1,
                components = new object[] { new { type = 2, style = 3, custom_id = "approve", label = "Approve", disabled = isOff } } },
            new { type = 1, components = new object[] { new { type = 3, custom_id = "pick", max_values = 2,
                options = new[] { new { label = "One", value = "1" }, new { label = "Two", value = "2" } } } } },
            new { type = 1, components = new object[] { new { type = 5, custom_id = "who" } } },
        },
    };

    [Fact]
    public async Task A_button_sends_its_custom_id_and_its_message()
    {
        var message = await Posted();
        var payload = await Interact(() => World.Click(Adam, Ops.Id, message, "approve", Cancel));
        Assert.Equal((3, "approve", 2),
            ((int)payload["type"]!, (string)payload["data"]!["custom_id"]!, (int)payload["data"]!["component_type"]!));
        Assert.Equal((message, Adam), ((string)payload["message"]!["id"]!, (string)payload["member"]!["user"]!["id"]!));
    }

    [Fact]
    public async Task A_choice_sends_its_values()
    {
        var message = await Posted();
        var payload = await Interact(() => World.Choose(Adam, Ops.Id, message, "pick", ["2", "1"], Cancel));
        Assert.Equal("""["2","1"]""", payload["data"]!["values"]!.ToJsonString());
        var who = await Interact(() => World.Choose(Adam, Ops.Id, message, "who", [Olivia], Cancel));
        Assert.Equal("olivia", (string?)who["data"]!["resolved"]!["users"]![Olivia]!["username"]);
        await Assert.ThrowsAsync<ArgumentException>(() => World.Choose(Adam, Ops.Id, message, "pick", ["3"], Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => World.Choose(Adam, Ops.Id, message, "pick", [], Cancel));
    }

    [Fact]
    public async Task The_message_can_be_changed_in_place_at_once_or_after()
    {
        var message = await Posted();
        Assert.True((await Answered(() => World.Click(Adam, Ops.Id, message, "approve", Cancel),
            new { type = 7, data = Card("approved", isOff: true) })).Ok);
        Assert.Equal(Outcome.Gone, (await World.Click(Adam, Ops.Id, message, "approve", Cancel)).Error);

        var payload = await Interact(() => World.Choose(Adam, Ops.Id, message, "pick", ["1"], Cancel));
        await Respond(payload, new { type = 6 });
        await Call("PATCH", Webhook(payload, "@original"), Card("picked"));
        Assert.Equal("picked", (string?)World.Messages.Find(Ops.Id, message)!.Components![0]!["content"]);
        var more = (await Call("POST", Webhook(payload), Text("and more")))!;
        Assert.NotEqual(message, (string?)more["id"]);
    }

    [Fact]
    public async Task Updating_a_message_that_is_gone_fails()
    {
        var message = await Posted();
        var payload = await Interact(() => World.Click(Adam, Ops.Id, message, "approve", Cancel));
        World.Messages.Remove(Ops.Id, message);
        Assert.Equal((404, 10008), await Refusal("POST", Callback(payload), new { type = 7, data = Card() }));
    }

    [Fact]
    public async Task An_answer_to_a_click_is_a_reply_to_the_message()
    {
        var message = await Posted();
        await Answered(() => World.Click(Adam, Ops.Id, message, "approve", Cancel), new { type = 4, data = Text("done") });
        Assert.Equal((MessageKind.Reply, message), (World.Messages.All(Ops.Id)[^1].Kind, World.Messages.All(Ops.Id)[^1].ReplyTo));
    }

    [Fact]
    public async Task A_silent_app_lets_the_click_fail()
    {
        var message = await Posted();
        Task<Outcome> acting = null!;
        await Interact(() => acting = World.Click(Adam, Ops.Id, message, "approve", Cancel));
        Clock.Advance(TimeSpan.FromSeconds(3));
        var outcome = await InTime(acting);
        Assert.Equal(("This interaction failed", Answer.TimedOut), (outcome.Error, Assert.Single(outcome.Details)));
        Assert.Single(World.Messages.In(Ops.Id, Adam));
    }

    [Fact]
    public async Task Nobody_clicks_on_what_only_another_can_see()
    {
        await Answered(() => World.Type(Olivia, Ops.Id, "/instance list", Cancel), new { type = 4,
            data = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(Card()).Replace("32768", "32832", StringComparison.Ordinal)) });
        var hers = Assert.Single(World.Messages.In(Ops.Id, Olivia));
        Assert.Equal(Outcome.Gone, (await World.Click(Adam, Ops.Id, hers.Id, "approve", Cancel)).Error);

        // The bot cannot reach it either, except through the token of the click.
        var payload = await Interact(() => World.Click(Olivia, Ops.Id, hers.Id, "approve", Cancel));
        await Respond(payload, new { type = 6 });
        await Call("PATCH", Webhook(payload, "@original"), Card("changed"));
        Assert.True(World.Messages.Find(Ops.Id, hers.Id)!.Flags.HasFlag(MessageFlags.Ephemeral));
    }

    [Fact]
    public async Task In_direct_messages_the_user_stands_without_a_member()
    {
        var direct = World.Channels.DirectMessage(Olivia);
        var message = (string)(await Call("POST", $"channels/{direct.Id}/messages", Card()))!["id"]!;
        var payload = await Interact(() => World.Click(Olivia, direct.Id, message, "approve", Cancel));
        Assert.Equal((Olivia, 1), ((string)payload["user"]!["id"]!, (int)payload["channel"]!["type"]!));
        Assert.Null(payload["member"]);
        Assert.Equal(Outcome.Gone, (await World.Click(Adam, direct.Id, message, "approve", Cancel)).Error);
    }

    async Task<string> Posted() => (string)(await Call("POST", $"channels/{Ops.Id}/messages", Card()))!["id"]!;
}
