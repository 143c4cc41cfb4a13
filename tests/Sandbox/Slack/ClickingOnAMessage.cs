using System.Net;
using System.Text.Json.Nodes;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class ClickingOnAMessage : SlackTest
{
    const string Card = """
        [{"type":"actions","block_id":"b","elements":[
          {"type":"button","action_id":"approve","value":"apr_1","text":{"type":"plain_text","text":"Approve"}},
          {"type":"static_select","action_id":"pick","options":[{"text":{"type":"plain_text","text":"One"},"value":"1"}]},
          {"type":"external_select","action_id":"find","min_query_length":1}]}]
        """;

    [Fact]
    public async Task A_button_sends_its_value_and_where_it_stands()
    {
        var message = await Posted();
        Assert.True((await World.Click(Adam, Container.Of(message), "b", "approve", Cancel)).Ok);

        var payload = App.Received.Last().Payload;
        var action = payload["actions"]![0]!;
        Assert.Equal(("block_actions", Adam, "apr_1", "approve"),
            ((string?)payload["type"], (string?)payload["user"]!["id"], (string?)action["value"], (string?)action["action_id"]));
        Assert.Equal((message.Ts, Ops.Id), ((string?)payload["container"]!["message_ts"], (string?)payload["channel"]!["id"]));
    }

    [Fact]
    public async Task A_choice_comes_with_its_text_and_stays_in_the_state()
    {
        var message = await Posted();
        await World.Click(Adam, Container.Of(message), "b", "pick", ["1"], Cancel);

        var payload = App.Received.Last().Payload;
        Assert.Equal("One", (string?)payload["actions"]![0]!["selected_option"]!["text"]!["text"]);
        Assert.Equal("1", (string?)payload["state"]!["values"]!["b"]!["pick"]!["selected_option"]!["value"]);
    }

    [Fact]
    public async Task Nobody_clicks_on_what_only_another_can_see()
    {
        var ts = (string)(await Call("chat.postEphemeral",
            new { channel = Ops.Id, user = Olivia, text = "x", blocks = JsonNode.Parse(Card) }))["message_ts"]!;

        Assert.Equal("gone", (await World.Click(Adam, Container.OfMessage(Ops.Id, ts), "b", "approve", Cancel)).Error);
        Assert.True((await World.Click(Olivia, Container.OfMessage(Ops.Id, ts), "b", "approve", Cancel)).Ok);
        var payload = App.Received.Last().Payload;
        Assert.True((bool)payload["container"]!["is_ephemeral"]!);
        Assert.Null(payload["message"]);
    }

    [Fact]
    public async Task A_response_url_is_good_five_times()
    {
        var url = await ResponseUrl();
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await Post(url, new { text = $"answer {i}" })).StatusCode);

        using var sixth = await Post(url, new { text = "once too often" });
        Assert.Equal((HttpStatusCode.NotFound, "used_url"), (sixth.StatusCode, ErrorOf(await Json(sixth))));
        Assert.Equal(5, World.Messages.In(Ops.Id, Adam).Count(message => message.EphemeralTo == Adam));
    }

    [Fact]
    public async Task A_response_url_ends_after_thirty_minutes()
    {
        var url = await ResponseUrl();
        Clock.Advance(ResponseUrls.Life);
        using var late = await Post(url, new { text = "late" });
        Assert.Equal("expired_url", ErrorOf(await Json(late)));
    }

    [Fact]
    public async Task A_response_url_replaces_and_deletes_the_message_it_came_from()
    {
        var url = await ResponseUrl();
        await Post(url, new { replace_original = true, text = "approved" });
        var message = Assert.Single(World.Messages.In(Ops.Id, Olivia));
        Assert.Equal(("approved", true), (message.Text, message.Blocks is null));

        await Post(url, new { delete_original = true });
        Assert.Empty(World.Messages.In(Ops.Id, Olivia));
    }

    [Fact]
    public async Task An_external_select_offers_what_the_app_answers()
    {
        var message = await Posted();
        App.Say("""{"options":[{"text":{"type":"plain_text","text":"acme-prod"},"value":"ins_1"}]}""");
        var offered = await World.Suggest(Adam, Container.Of(message), "b", "find", "ac", Cancel);
        Assert.Equal("acme-prod", Assert.Single(offered.Options).Text);
        Assert.Equal("ac", (string?)App.Received.Last().Payload["value"]);

        await World.Click(Adam, Container.Of(message), "b", "find", ["ins_1"], Cancel);
        Assert.Equal("acme-prod", (string?)App.Received.Last().Payload["actions"]![0]!["selected_option"]!["text"]!["text"]);
    }

    [Fact]
    public async Task A_message_shortcut_carries_the_message()
    {
        var message = await Posted();
        await World.MessageShortcut(Olivia, Ops.Id, message.Ts, "look_up", Cancel);
        var payload = App.Received.Last().Payload;
        Assert.Equal(("message_action", "look_up", "card"),
            ((string?)payload["type"], (string?)payload["callback_id"], (string?)payload["message"]!["text"]));
    }

    async Task<Message> Posted()
    {
        var reply = await Call("chat.postMessage", new { channel = Ops.Id, text = "card", blocks = JsonNode.Parse(Card) });
        return World.Messages.Find(Ops.Id, (string)reply["ts"]!)!;
    }

    async Task<string> ResponseUrl()
    {
        await World.Click(Adam, Container.Of(await Posted()), "b", "approve", Cancel);
        return (string)App.Received.Last().Payload["response_url"]!;
    }
}
