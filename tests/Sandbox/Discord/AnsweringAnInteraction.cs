using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class AnsweringAnInteraction : DiscordTest
{
    [Fact]
    public async Task There_is_one_first_answer()
    {
        var payload = await Run();
        Assert.Equal((404, 10062), await Refusal("POST", $"interactions/{payload["id"]}/wrong/callback", new { type = 5 }));
        Assert.Equal((404, 10062), await Refusal("POST", $"interactions/1/{payload["token"]}/callback", new { type = 5 }));
        await Respond(payload, new { type = 5 });
        Assert.Equal((400, 40060), await Refusal("POST", Callback(payload), new { type = 4, data = Text("twice") }));
    }

    [Fact]
    public async Task Of_many_at_once_one_is_taken()
    {
        World.RateLimits.Enabled = false;
        var payload = await Run();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => Send("POST", Callback(payload), JsonContent(new { type = 4, data = Text($"{i}") }))));
        Assert.Single(answers, answer => (int)answer.StatusCode == 204);
        Assert.Single(World.Messages.All(Ops.Id));
    }

    [Fact]
    public async Task A_callback_needs_no_token_of_the_bot_and_can_give_the_message_back()
    {
        var payload = await Run();
        using var response = await Send("POST", $"{Callback(payload)}?with_response=true",
            JsonContent(new { type = 4, data = Text("hi", 64 | 1 << 15) }), authorization: "");
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((4, World.Messages.All(Ops.Id)[0].Id, true), ((int)reply["resource"]!["type"]!,
            (string)reply["resource"]!["message"]!["id"]!, (bool)reply["interaction"]!["response_message_ephemeral"]!));
    }

    [Theory]
    [InlineData("""{"type":1}""", "type")]
    [InlineData("""{"type":6}""", "type")]
    [InlineData("""{"type":7,"data":{"content":"x"}}""", "type")]
    [InlineData("""{"type":8,"data":{"choices":[]}}""", "type")]
    [InlineData("""{"type":"4"}""", "type")]
    [InlineData("""{}""", "type")]
    [InlineData("""{"type":9,"data":{"title":"t","custom_id":"c"}}""", "data")]
    [InlineData("""{"type":4,"data":{"flags":32768,"components":[{"type":10}]}}""", "data")]
    public async Task What_does_not_fit_a_command_is_refused_and_may_be_put_right(string response, string where)
    {
        var payload = await Run();
        Assert.NotNull((await Call("POST", Callback(payload), response, 400))!["errors"]![where]);
        await Respond(payload, new { type = 4, data = Text("better") });
    }

    [Fact]
    public async Task A_message_with_nothing_in_it_is_refused()
    {
        var payload = await Run();
        Assert.Equal((400, 50006), await Refusal("POST", Callback(payload), new { type = 4, data = new { } }));
        Assert.Equal((400, 50006), await Refusal("POST", Callback(payload), new { type = 4 }));
    }

    [Fact]
    public async Task A_deferral_shows_that_it_thinks_and_is_filled_by_an_edit()
    {
        var payload = await Run();
        await Respond(payload, new { type = 5, data = new { flags = 64 } });
        var loading = Assert.Single(World.Messages.In(Ops.Id, Olivia));
        Assert.True(loading.IsLoading);
        Assert.Equal(64 | 128, (int)(await Call("GET", Webhook(payload, "@original")))!["flags"]!);
        Assert.Empty(World.Messages.In(Ops.Id, Adam));

        Assert.Equal((400, 50035),
            await Refusal("PATCH", Webhook(payload, "@original"), new { components = new[] { new { type = 10, content = "x" } } }));
        await Call("PATCH", Webhook(payload, "@original"), Text("done"));
        var filled = Assert.Single(World.Messages.In(Ops.Id, Olivia));
        Assert.Equal((MessageFlags.Ephemeral | MessageFlags.ComponentsV2, loading.Id, null), (filled.Flags, filled.Id, filled.EditedAt));
        await Call("PATCH", Webhook(payload, "@original"), Text("again"));
        Assert.NotNull(World.Messages.Find(Ops.Id, loading.Id)!.EditedAt);
    }

    [Theory]
    [InlineData(64 | 1 << 15)]
    [InlineData(1 << 15)]
    [InlineData(4)]
    public async Task A_deferral_takes_no_flag_but_the_ephemeral_one(int flags)
    {
        var payload = await Run();
        Assert.Equal((400, 50035), await Refusal("POST", Callback(payload), new { type = 5, data = new { flags } }));
        await Respond(payload, new { type = 5, data = new { flags = 64 } });
    }

    [Fact]
    public async Task The_first_follow_up_after_a_deferral_fills_it_and_the_next_is_new()
    {
        var payload = await Run();
        await Respond(payload, new { type = 5 });
        await Call("POST", Webhook(payload), Text("first", 64 | 1 << 15));
        Assert.Null(Assert.Single(World.Messages.All(Ops.Id)).EphemeralTo);
        var second = (await Call("POST", Webhook(payload), Text("second", 64 | 1 << 15)))!;
        Assert.Equal(Olivia, World.Messages.Find(Ops.Id, (string)second["id"]!)!.EphemeralTo);

        await Call("PATCH", Webhook(payload, (string)second["id"]!), Text("changed"));
        await Call("DELETE", Webhook(payload, (string)second["id"]!), status: 204);
        await Call("DELETE", Webhook(payload, "@original"), status: 204);
        Assert.Equal((404, 10008), await Refusal("GET", Webhook(payload, "@original")));
        Assert.Empty(World.Messages.All(Ops.Id));
    }

    [Fact]
    public async Task A_token_ends_after_fifteen_minutes()
    {
        var payload = await Run();
        Assert.Equal((404, 10015), await Refusal("POST", Webhook(payload), Text("too early")));
        await Respond(payload, new { type = 5 });
        Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        await Call("PATCH", Webhook(payload, "@original"), Text("just in time"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((401, 50027), await Refusal("PATCH", Webhook(payload, "@original"), Text("late")));
        Assert.Equal((401, 50027), await Refusal("POST", Webhook(payload), Text("late")));
        Assert.Equal((404, 10015), await Refusal("POST", $"webhooks/{World.App.ApplicationId}/wrong", Text("x")));
    }

    [Fact]
    public async Task A_token_reaches_its_own_messages_only()
    {
        var payload = await Run();
        await Respond(payload, new { type = 4, data = Text("mine") });
        var other = (string)(await Post("another"))!["id"]!;
        Assert.Equal((404, 10008), await Refusal("PATCH", Webhook(payload, other), Text("stolen")));
    }

    [Fact]
    public async Task By_default_an_answer_pings_users_and_not_everyone()
    {
        var payload = await Run();
        await Respond(payload, new { type = 4, data = Text($"@everyone <@{Adam}>") });
        Assert.Equal((1, 0), (World.Unread.PingsOf(Adam, Ops.Id), World.Unread.PingsOf(Seed.Niko, Ops.Id)));
    }
}
