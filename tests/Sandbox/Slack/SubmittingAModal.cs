using Microsoft.AspNetCore.Http;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class SubmittingAModal : SlackTest
{
    static readonly Dictionary<string, string> Because = new() { ["why"] = "disk is full" };

    [Fact]
    public async Task The_app_gets_the_values_and_an_empty_answer_closes_the_modal()
    {
        var view = await Open();
        Assert.True((await World.Submit(Olivia, view.Id, Because, Cancel)).Ok);

        var payload = App.Received.Last().Payload;
        Assert.Equal(("view_submission", "reason"), ((string?)payload["type"], (string?)payload["view"]!["callback_id"]));
        Assert.Equal("""{"type":"plain_text_input","value":"disk is full"}""",
            payload["view"]!["state"]!["values"]!["why"]!["text"]!.ToJsonString());
        Assert.Empty(World.Views.StackOf(Olivia));
    }

    [Fact]
    public async Task An_empty_required_input_never_leaves_Slack()
    {
        var view = await Open();
        var before = App.Received.Count;
        Assert.Equal("Please complete this required field.", (await World.Submit(Olivia, view.Id, Cancel)).FieldErrors["why"]);
        Assert.Equal(before, App.Received.Count);
    }

    [Fact]
    public async Task Errors_stay_on_the_screen_beside_their_input()
    {
        var view = await Open();
        App.Say("""{"response_action":"errors","errors":{"why":"Say more."}}""");

        Assert.Equal("Say more.", (await World.Submit(Olivia, view.Id, Because, Cancel)).FieldErrors["why"]);
        Assert.Equal("Say more.", World.Views.TopOf(Olivia)!.Errors["why"]);
    }

    [Theory]
    [InlineData("""{"response_action":"errors","errors":{"text":"an action_id"}}""")]
    [InlineData("""{"response_action":"errors","errors":{}}""")]
    [InlineData("""{"response_action":"update","view":{"type":"modal"}}""")]
    [InlineData("""{"response_action":"dance"}""")]
    [InlineData("ok")]
    public async Task An_answer_that_Slack_cannot_use_is_trouble_for_the_person(string answer)
    {
        var view = await Open();
        App.Say(answer);

        Assert.False((await World.Submit(Olivia, view.Id, Because, Cancel)).Ok);
        Assert.Equal(Submitting.NoAnswer, World.Views.TopOf(Olivia)!.Trouble);
    }

    [Fact]
    public async Task An_app_that_fails_leaves_the_modal_with_Slacks_sentence()
    {
        var view = await Open();
        App.Answer = _ => Task.FromResult(Results.StatusCode(500));

        await World.Submit(Olivia, view.Id, Because, Cancel);
        Assert.Equal("We had some trouble connecting. Try again?", World.Views.TopOf(Olivia)!.Trouble);
    }

    [Fact]
    public async Task Closing_is_told_only_where_the_view_asked_for_it()
    {
        var view = await Open();
        var before = App.Received.Count;
        await World.CloseView(Olivia, view.Id, all: false, Cancel);
        Assert.Equal(before, App.Received.Count);

        await Call("views.open", new
        {
            trigger_id = (await Command("/instance a"))["trigger_id"],
            view = new { type = "modal", notify_on_close = true, title = new { type = "plain_text", text = "x" },
                blocks = new[] { new { type = "divider" } } },
        });
        await World.CloseView(Olivia, World.Views.TopOf(Olivia)!.Id, all: true, Cancel);
        var payload = App.Received.Last().Payload;
        Assert.Equal(("view_closed", true, null), ((string?)payload["type"], (bool)payload["is_cleared"]!, payload["trigger_id"]));
    }

    async Task<View> Open()
    {
        await Call("views.open", new { trigger_id = (await Command("/instance stop acme-prod"))["trigger_id"], view = Modal() });
        return World.Views.TopOf(Olivia)!;
    }
}
