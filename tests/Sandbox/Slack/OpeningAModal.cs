using System.Text.Json.Nodes;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class OpeningAModal : SlackTest
{
    [Fact]
    public async Task A_trigger_opens_one_modal_and_no_second()
    {
        var trigger = (await Command("/instance stop acme-prod"))["trigger_id"];

        Assert.True((bool)(await Call("views.open", new { trigger_id = trigger, view = Modal() }))["ok"]!);
        Assert.Equal("Stop acme-prod", World.Views.TopOf(Olivia)!.Title);
        Assert.Equal("exchanged_trigger_id", ErrorOf(await Call("views.open", new { trigger_id = trigger, view = Modal() })));
    }

    [Fact]
    public async Task A_trigger_lives_three_seconds()
    {
        var trigger = (await Command("/instance stop acme-prod"))["trigger_id"];
        Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("expired_trigger_id", ErrorOf(await Call("views.open", new { trigger_id = trigger, view = Modal() })));
        Assert.Equal("invalid_trigger_id", ErrorOf(await Call("views.open", new { trigger_id = "1.2.3", view = Modal() })));
    }

    [Fact]
    public async Task An_invalid_view_does_not_use_up_the_trigger()
    {
        var trigger = (await Command("/instance stop acme-prod"))["trigger_id"];

        Assert.Equal("invalid_arguments", ErrorOf(await Call("views.open", new { trigger_id = trigger, view = new { type = "modal" } })));
        Assert.Equal("none", ErrorOf(await Call("views.open", new { trigger_id = trigger, view = Modal() })));
    }

    [Fact]
    public async Task A_stale_hash_is_a_conflict_and_a_current_one_keeps_what_was_typed()
    {
        var view = await Open();
        World.Fill(Olivia, Container.OfView(view.Id), "why", "text", "disk is full");

        Assert.Equal("hash_conflict", ErrorOf(await Call("views.update", new { view_id = view.Id, hash = "1.x", view = Modal() })));
        var reply = await Call("views.update", new { view_id = view.Id, hash = view.Hash, view = Modal() });
        Assert.Equal("disk is full", (string?)reply["view"]!["state"]!["values"]!["why"]!["text"]!["value"]);
        Assert.NotEqual(view.Hash, World.Views.TopOf(Olivia)!.Hash);
        Assert.Equal("not_found", ErrorOf(await Call("views.update", new { view_id = "V0", view = Modal() })));
    }

    [Fact]
    public async Task An_external_id_is_taken_once()
    {
        var view = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(Modal()))!.AsObject();
        view["external_id"] = "mine";
        Assert.Equal("none", ErrorOf(await Call("views.open", new { trigger_id = (await Command("/instance a"))["trigger_id"], view })));
        Assert.Equal("duplicate_external_id",
            ErrorOf(await Call("views.open", new { trigger_id = (await Command("/instance a"))["trigger_id"], view })));
    }

    [Fact]
    public async Task A_view_over_250_KB_is_too_large()
    {
        var view = new { type = "modal", title = new { type = "plain_text", text = "x" }, blocks = new[] { new string('x', 256_001) } };
        Assert.Equal("view_too_large", ErrorOf(await Call("views.open", new { trigger_id = "1.2.3", view })));
    }

    [Fact]
    public async Task The_stack_holds_three()
    {
        var view = await Open();
        App.Say($$"""{"response_action":"push","view":{{System.Text.Json.JsonSerializer.Serialize(Modal())}}}""");
        var reason = new Dictionary<string, string> { ["why"] = "because" };
        Assert.True((await World.Submit(Olivia, view.Id, reason, Cancel)).Ok);
        Assert.True((await World.Submit(Olivia, World.Views.TopOf(Olivia)!.Id, reason, Cancel)).Ok);

        Assert.Equal("push_limit_reached", (await World.Submit(Olivia, World.Views.TopOf(Olivia)!.Id, reason, Cancel)).Error);
        Assert.Equal(3, World.Views.StackOf(Olivia).Length);
        Assert.Equal(Submitting.NoAnswer, World.Views.TopOf(Olivia)!.Trouble);
        Assert.Equal(view.Id, World.Views.TopOf(Olivia)!.RootViewId);
    }

    [Fact]
    public async Task Publishing_a_home_needs_a_home_view_and_a_person()
    {
        var home = new { type = "home", blocks = new[] { new { type = "divider" } } };
        Assert.Equal("none", ErrorOf(await Call("views.publish", new { user_id = Adam, view = home })));
        Assert.Equal("home", World.Views.HomeOf(Adam)!.Type);
        Assert.Equal("invalid_arguments", ErrorOf(await Call("views.publish", new { user_id = Adam, view = Modal() })));
        Assert.Equal("user_not_found", ErrorOf(await Call("views.publish", new { user_id = "U1", view = home })));
    }

    async Task<View> Open()
    {
        await Call("views.open", new { trigger_id = (await Command("/instance stop acme-prod"))["trigger_id"], view = Modal() });
        return World.Views.TopOf(Olivia)!;
    }
}
