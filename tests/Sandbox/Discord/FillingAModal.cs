using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class FillingAModal : DiscordTest
{
    static readonly object Form = JsonNode.Parse("""
        {"type":9,"data":{"custom_id":"form:1","title":"Stop acme-prod","components":[
          {"type":10,"content":"This takes a minute."},
          {"type":18,"label":"Reason","component":{"type":4,"custom_id":"why","style":2,"min_length":3,"max_length":20,"value":"disk"}},
          {"type":18,"label":"When","component":{"type":3,"custom_id":"when","required":false,"options":[{"label":"Now","value":"now","default":true},{"label":"Later","value":"later"}]}},
          {"type":18,"label":"Sure","component":{"type":23,"custom_id":"sure"}},
          {"type":18,"label":"Tell","component":{"type":5,"custom_id":"tell","required":false}}]}}
        """)!;

    [Fact]
    public async Task It_opens_with_what_the_app_put_in()
    {
        await Opened();
        var modal = World.Modals.Of(Olivia)!;
        Assert.Equal(("form:1", "Stop acme-prod", "disk", "now"),
            (modal.CustomId, modal.Title, modal.ValuesOf("why")[0], modal.ValuesOf("when")[0]));
        Assert.Null(World.Modals.Of(Adam));
    }

    [Fact]
    public async Task The_app_gets_every_component_with_its_value_and_the_modal_closes()
    {
        await Opened();
        World.Fill(Olivia, "why", "disk is full");
        World.Fill(Olivia, "sure", "true");
        World.Fill(Olivia, "tell", Adam);
        Task<Outcome> acting = null!;
        var payload = await Interact(() => acting = World.Submit(Olivia, Cancel));

        Assert.Equal((5, "form:1"), ((int)payload["type"]!, (string)payload["data"]!["custom_id"]!));
        Assert.Equal("""
            [{"type":10,"id":1},{"type":18,"id":2,"component":{"type":4,"id":3,"custom_id":"why","value":"disk is full"}},{"type":18,"id":4,"component":{"type":3,"id":5,"custom_id":"when","values":["now"]}},{"type":18,"id":6,"component":{"type":23,"id":7,"custom_id":"sure","value":true}},{"type":18,"id":8,"component":{"type":5,"id":9,"custom_id":"tell","values":["ADAM"]}}]
            """.Trim().Replace("ADAM", Adam, StringComparison.Ordinal), payload["data"]!["components"]!.ToJsonString());
        Assert.NotNull(payload["data"]!["resolved"]!["users"]![Adam]);
        Assert.True(World.Modals.Of(Olivia)!.IsSubmitting);

        await Respond(payload, new { type = 4, data = Text("Stopped.", 64 | 1 << 15) });
        Assert.True((await InTime(acting)).Ok);
        Assert.Null(World.Modals.Of(Olivia));
    }

    [Theory]
    [InlineData("", "This field is required.")]
    [InlineData("ab", "Must be between 3 and 20 in length.")]
    [InlineData("a reason that is far too long", "Must be between 3 and 20 in length.")]
    public async Task What_the_client_knows_to_be_wrong_never_leaves_it(string reason, string sentence)
    {
        await Opened();
        var before = World.Courier.Deliveries.Count;
        Assert.Equal(sentence,
            (await World.Submit(Olivia, new Dictionary<string, string> { ["why"] = reason }, Cancel)).FieldErrors["why"]);
        Assert.Equal(sentence, World.Modals.Of(Olivia)!.Errors["why"]);
        Assert.Equal(before, World.Courier.Deliveries.Count);
        World.Fill(Olivia, "why", "better");
        Assert.Empty(World.Modals.Of(Olivia)!.Errors);
    }

    [Fact]
    public async Task A_form_cannot_follow_a_form()
    {
        await Opened();
        var payload = await Interact(() => World.Submit(Olivia, Cancel));
        Assert.Equal((400, 50035), await Refusal("POST", Callback(payload), Form));
        Assert.Equal((400, 50035), await Refusal("POST", Callback(payload), new { type = 7, data = Text("x") }));
        await Respond(payload, new { type = 5 });
    }

    [Fact]
    public async Task A_silent_app_leaves_the_modal_with_what_was_typed()
    {
        await Opened();
        Task<Outcome> acting = null!;
        await Interact(() => acting = World.Submit(Olivia, new Dictionary<string, string> { ["why"] = "typed" }, Cancel));
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("Something went wrong. Try again.", (await InTime(acting)).Error);
        Assert.Equal(("Something went wrong. Try again.", "typed"),
            (World.Modals.Of(Olivia)!.Trouble, World.Modals.Of(Olivia)!.ValuesOf("why")[0]));
    }

    [Fact]
    public async Task Opened_from_a_message_it_can_change_that_message()
    {
        var card = new { flags = 1 << 15, components = new object[] { new { type = 1,
            components = new object[] { new { type = 2, style = 1, custom_id = "ask", label = "Ask" } } } } };
        var message = (string)(await Call("POST", $"channels/{Ops.Id}/messages", card))!["id"]!;
        await Answered(() => World.Click(Olivia, Ops.Id, message, "ask", Cancel), Form);
        var payload = await Interact(() => World.Submit(Olivia, Cancel));
        Assert.Equal(message, (string?)payload["message"]!["id"]);
        await Respond(payload, new { type = 7, data = Text("asked") });
        Assert.Equal("asked", (string?)World.Messages.Find(Ops.Id, message)!.Components![0]!["content"]);
    }

    [Fact]
    public async Task Opening_one_leaves_no_original_and_allows_no_deferral()
    {
        var payload = await Opened();
        Assert.Equal((404, 10008), await Refusal("GET", Webhook(payload, "@original")));
        Assert.Equal((400, 40060), await Refusal("POST", Callback(payload), new { type = 5 }));
        await Call("POST", Webhook(payload), Text("while you type"));
    }

    [Fact]
    public async Task Closing_one_tells_nobody()
    {
        await Opened();
        var before = World.Courier.Deliveries.Count;
        Assert.True(World.CloseModal(Olivia).Ok);
        Assert.Null(World.Modals.Of(Olivia));
        Assert.Equal(Outcome.Gone, (await World.Submit(Olivia, Cancel)).Error);
        Assert.Equal(before, World.Courier.Deliveries.Count);
    }

    async Task<JsonObject> Opened()
    {
        Task<Outcome> acting = null!;
        var payload = await Interact(() => acting = World.Type(Olivia, Ops.Id, "/instance stop instance:acme-prod", Cancel));
        await Respond(payload, Form);
        Assert.True((await InTime(acting)).Ok);
        return payload;
    }
}
