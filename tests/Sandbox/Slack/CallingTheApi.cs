using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class CallingTheApi : SlackTest
{
    [Fact]
    public async Task A_message_arrives_and_its_answer_names_it()
    {
        var reply = await Call("chat.postMessage", new { channel = Ops.Id, text = "hello" });

        var message = Assert.Single(World.Messages.In(Ops.Id, Adam));
        Assert.True((bool)reply["ok"]!);
        Assert.Equal((Ops.Id, message.Ts, "hello"), ((string)reply["channel"]!, (string)reply["ts"]!, message.Text));
        Assert.Equal(1, World.Unread.Of(Adam, Ops.Id));
    }

    [Theory]
    [InlineData("", "not_authed")]
    [InlineData("xoxb-wrong", "invalid_auth")]
    public async Task A_bad_token_is_named(string token, string error) =>
        Assert.Equal(error, ErrorOf(await Call("auth.test", new { }, token)));

    [Fact]
    public async Task An_app_token_opens_sockets_and_nothing_else()
    {
        Assert.Equal("not_allowed_token_type", ErrorOf(await Call("auth.test", new { }, World.App.AppToken)));
        Assert.Equal("not_allowed_token_type", ErrorOf(await Call("apps.connections.open", new { })));
    }

    [Fact]
    public async Task A_missing_scope_is_named_with_those_that_are_there()
    {
        var reply = await CallForm("conversations.list", "limit=10");
        Assert.Equal("missing_scope", ErrorOf(reply));
        Assert.Equal("channels:read", (string?)reply["needed"]);
        Assert.Equal(string.Join(',', World.App.Scopes), (string?)reply["provided"]);
    }

    [Fact]
    public async Task A_method_that_knows_no_json_sees_no_arguments_in_it()
    {
        Assert.Equal("invalid_arguments", ErrorOf(await Call("users.info", new { user = Olivia })));
        Assert.Equal("Olivia Okafor", (string?)(await CallForm("users.info", $"user={Olivia}"))["user"]!["real_name"]);
    }

    [Theory]
    [InlineData("application/json", "{\"channel\":", "invalid_json")]
    [InlineData("application/json", "[]", "json_not_object")]
    [InlineData("application/x-www-form-urlencoded", "{\"channel\":\"C1\"}", "invalid_form_data")]
    [InlineData("text/plain", "channel=C1", "invalid_post_type")]
    public async Task A_body_that_does_not_fit_its_content_type_is_named(string type, string body, string error)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await Send("chat.postMessage", content);
        Assert.Equal(error, ErrorOf(await Json(response)));
    }

    [Fact]
    public async Task Json_without_a_charset_gets_a_warning()
    {
        var content = new StringContent("{}");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        using var response = await Send("auth.test", content);
        Assert.Equal("missing_charset", (string?)(await Json(response))["warning"]);
    }

    [Fact]
    public async Task Where_the_app_may_post_depends_on_membership_and_scope()
    {
        var open = World.Channels.Create("open", "", isPrivate: false, [Olivia]);
        var closed = World.Channels.Create("closed", "", isPrivate: true, [Olivia]);
        var old = World.Channels.Add(World.Channels.Create("old", "", isPrivate: false, [Olivia]) with { IsArchived = true });

        Assert.Equal("none", ErrorOf(await Call("chat.postMessage", new { channel = open.Id, text = "a" })));
        Assert.Equal("channel_not_found", ErrorOf(await Call("chat.postMessage", new { channel = closed.Id, text = "a" })));
        Assert.Equal("is_archived", ErrorOf(await Call("chat.postMessage", new { channel = old.Id, text = "a" })));
        World.App = World.App with { Scopes = World.App.Scopes.Remove("chat:write.public") };
        Assert.Equal("not_in_channel", ErrorOf(await Call("chat.postMessage", new { channel = open.Id, text = "a" })));
    }

    [Fact]
    public async Task A_persons_id_means_the_direct_message_with_them_but_not_for_an_update()
    {
        var posted = await Call("chat.postMessage", new { channel = Olivia, text = "psst" });
        Assert.StartsWith("D", (string)posted["channel"]!, StringComparison.Ordinal);
        Assert.Equal("channel_not_found",
            ErrorOf(await Call("chat.update", new { channel = Olivia, ts = (string)posted["ts"]!, text = "b" })));
    }

    [Fact]
    public async Task An_update_with_text_alone_takes_the_blocks_away()
    {
        var posted = await Call("chat.postMessage", new { channel = Ops.Id, text = "a", blocks = new[] { new { type = "divider" } } });
        var ts = (string)posted["ts"]!;
        Assert.NotNull(World.Messages.Find(Ops.Id, ts)!.Blocks);

        await Call("chat.update", new { channel = Ops.Id, ts, text = "b" });
        var updated = World.Messages.Find(Ops.Id, ts)!;
        Assert.Null(updated.Blocks);
        Assert.Equal(("b", Clock.GetUtcNow()), (updated.Text, updated.EditedAt));
    }

    [Fact]
    public async Task Only_the_apps_own_lasting_messages_can_be_updated()
    {
        await World.Type(Olivia, Ops.Id, "mine", Cancel);
        var hers = World.Messages.All(Ops.Id)[0];
        var ephemeral = (string)(await Call("chat.postEphemeral", new { channel = Ops.Id, user = Olivia, text = "x" }))["message_ts"]!;

        Assert.Equal("cant_update_message", ErrorOf(await Call("chat.update", new { channel = Ops.Id, ts = hers.Ts, text = "b" })));
        Assert.Equal("message_not_found", ErrorOf(await Call("chat.update", new { channel = Ops.Id, ts = ephemeral, text = "b" })));
        Assert.Equal("msg_too_long",
            ErrorOf(await Call("chat.update", new { channel = Ops.Id, ts = await Posted(), text = new string('x', 4001) })));
        Assert.Equal("no_text", ErrorOf(await Call("chat.postMessage", new { channel = Ops.Id, text = " " })));

        async Task<string> Posted() => (string)(await Call("chat.postMessage", new { channel = Ops.Id, text = "a" }))["ts"]!;
    }

    [Fact]
    public async Task Bad_blocks_are_named_with_a_pointer()
    {
        var reply = await Call("chat.postMessage", new { channel = Ops.Id, blocks = new[] { new { type = "carousel_of_wonders" } } });
        Assert.Equal("invalid_blocks", ErrorOf(reply));
        Assert.Equal("[ERROR] unsupported type: carousel_of_wonders [json-pointer:/blocks/0/type]",
            (string?)reply["response_metadata"]!["messages"]![0]);
    }

    [Fact]
    public async Task Posting_faster_than_one_a_second_ends_in_429_until_the_time_it_names()
    {
        for (var i = 0; i < 5; i++) Assert.Equal("none", ErrorOf(await Call("chat.postMessage", new { channel = Ops.Id, text = "a" })));

        using var refused = await Send("chat.postMessage", new FormUrlEncodedContent([new("channel", Ops.Id), new("text", "a")]));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("none", ErrorOf(await Call("chat.postMessage", new { channel = World.Channels.FindByName("audit")!.Id, text = "a" })));

        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("none", ErrorOf(await Call("chat.postMessage", new { channel = Ops.Id, text = "a" })));
    }

    [Fact]
    public async Task Calls_are_in_the_journal_without_their_token()
    {
        await CallForm("chat.postMessage", $"token=x&channel={Ops.Id}&text=hi");
        var call = Assert.Single(World.Journal.CallsOf("chat.postMessage"));
        Assert.Equal("""{"channel":"X","text":"hi"}""".Replace("X", Ops.Id, StringComparison.Ordinal), call.Body!.ToJsonString());
    }

    [Fact]
    public async Task Duplicate_json_keys_are_no_way_in()
    {
        using var response = await Send("chat.postMessage",
            new StringContent("""{"channel":"a","channel":"b"}""", Encoding.UTF8, "application/json"));
        Assert.Equal("invalid_json", ErrorOf(JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!.AsObject()));
    }
}
