using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class CallingTheApi : DiscordTest
{
    [Fact]
    public async Task A_message_arrives_and_its_answer_names_it()
    {
        var reply = (await Post("hello"))!;
        var message = Assert.Single(World.Messages.In(Ops.Id, Adam));
        Assert.Equal((message.Id, Ops.Id, "hello"), ((string)reply["id"]!, (string)reply["channel_id"]!, message.Content));
        Assert.Equal(Clock.GetUtcNow(), Ids.TimeOf(message.Id));
        Assert.Equal(1, World.Unread.Of(Adam, Ops.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bot x.y.z")]
    [InlineData("Bearer x")]
    public async Task Without_the_bots_token_there_is_no_entry(string authorization)
    {
        using var response = await Send("GET", "users/@me", authorization: authorization);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("""{"message":"401: Unauthorized","code":0}""", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("curl/8.0")]
    public async Task Who_does_not_say_that_it_is_a_bot_is_refused(string userAgent)
    {
        using var response = await Send("GET", "users/@me", userAgent: userAgent);
        Assert.Equal((HttpStatusCode.Forbidden, 40333),
            (response.StatusCode, (int)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["code"]!));
    }

    [Fact]
    public async Task The_bot_its_application_and_its_server_are_what_they_are()
    {
        Assert.Equal((World.App.BotUserId, true),
            ((string)(await Call("GET", "users/@me"))!["id"]!, (bool)(await Call("GET", "users/@me"))!["bot"]!));
        foreach (var path in new[] { "applications/@me", "oauth2/applications/@me" })
            Assert.Equal(World.App.PublicKey, (string?)(await Call("GET", path))!["verify_key"]);
        Assert.Equal(("Nimbus Hosting", Seed.Ruth), ((string)(await Call("GET", $"guilds/{World.Guild.Id}"))!["name"]!,
            (string)(await Call("GET", $"guilds/{World.Guild.Id}"))!["owner_id"]!));
        var channels = (await Call("GET", $"guilds/{World.Guild.Id}/channels"))!.AsArray();
        Assert.Equal(["general", "ops", "approvals", "alerts", "billing", "audit"], channels.Select(channel => (string)channel!["name"]!));
        Assert.Equal("adam", (string?)(await Call("GET", $"guilds/{World.Guild.Id}/members/{Adam}"))!["user"]!["username"]);
    }

    [Fact]
    public async Task The_bot_has_a_role_of_its_own_and_a_channel_says_what_it_takes_from_it()
    {
        var roles = (await Call("GET", $"guilds/{World.Guild.Id}"))!["roles"]!.AsArray();
        Assert.Equal([World.Guild.Id, World.Roles.Bots.Id], roles.Select(role => (string)role!["id"]!));
        Assert.Equal((World.App.BotUserId, true), ((string)roles[1]!["tags"]!["bot_id"]!, (bool)roles[1]!["managed"]!));
        var own = (await Call("GET", $"guilds/{World.Guild.Id}/members/{World.App.BotUserId}"))!["roles"]!.AsArray();
        Assert.Equal([World.Roles.Bots.Id], own.Select(role => (string)role!));
        Assert.Empty((await Call("GET", $"guilds/{World.Guild.Id}/members/{Adam}"))!["roles"]!.AsArray());

        Assert.Empty((await Call("GET", $"channels/{Ops.Id}"))!["permission_overwrites"]!.AsArray());
        World.Channels.Add(Ops with { MutesApp = true });
        var overwrite = Assert.Single((await Call("GET", $"channels/{Ops.Id}"))!["permission_overwrites"]!.AsArray())!;
        Assert.Equal((World.Roles.Bots.Id, "2048"), ((string)overwrite["id"]!, (string)overwrite["deny"]!));
        var secret = World.Channels.Create("secret", "", [Olivia, World.App.BotUserId], isPrivate: true);
        var shut = (await Call("GET", $"channels/{secret.Id}"))!["permission_overwrites"]!.AsArray();
        Assert.Equal((World.Guild.Id, "1024", 3), ((string)shut[0]!["id"]!, (string)shut[0]!["deny"]!, shut.Count));
    }

    [Fact]
    public async Task What_is_not_there_has_a_code_of_its_own()
    {
        Assert.Equal((404, 0), await Refusal("GET", "nothing/here"));
        Assert.Equal((404, 10003), await Refusal("GET", "channels/1"));
        Assert.Equal((404, 10004), await Refusal("GET", "guilds/1"));
        Assert.Equal((404, 10008), await Refusal("GET", $"channels/{Ops.Id}/messages/1"));
        Assert.Equal((404, 10013), await Refusal("POST", "users/@me/channels", new { recipient_id = "1" }));
        Assert.Equal((404, 10002), await Refusal("GET", $"applications/1/guilds/{World.Guild.Id}/commands"));
        Assert.Equal((400, 50035), await Refusal("GET", "channels/ops"));
    }

    [Fact]
    public async Task Where_the_app_may_speak_depends_on_what_it_sees_and_on_its_permissions()
    {
        var secret = World.Channels.Create("secret", "", [Olivia], isPrivate: true);
        var hidden = World.Channels.Add(World.Channels.Create("hidden", "", [Olivia]) with { HidesFromApp = true });
        var quiet = World.Channels.Add(World.Channels.Create("quiet", "", [Olivia]) with { MutesApp = true });

        Assert.Equal((403, 50001), await Refusal("POST", $"channels/{secret.Id}/messages", new { content = "a" }));
        Assert.Equal((403, 50001), await Refusal("GET", $"channels/{hidden.Id}"));
        Assert.Equal((403, 50013), await Refusal("POST", $"channels/{quiet.Id}/messages", new { content = "a" }));
        await Call("GET", $"channels/{quiet.Id}");
    }

    [Fact]
    public async Task Direct_messages_open_with_anybody_and_fail_when_the_first_is_sent()
    {
        World.People.Add(World.People.Find(Adam)! with { TakesDirectMessages = false });
        var closed = (string)(await Call("POST", "users/@me/channels", new { recipient_id = Adam }))!["id"]!;
        Assert.Equal((403, 50007), await Refusal("POST", $"channels/{closed}/messages", new { content = "a" }));

        var open = (await Call("POST", "users/@me/channels", new { recipient_id = Olivia }))!;
        Assert.Equal((1, Olivia), ((int)open["type"]!, (string)open["recipients"]![0]!["id"]!));
        await Call("POST", $"channels/{open["id"]}/messages", new { content = "psst" });
        Assert.Equal(1, World.Unread.PingsOf(Olivia, (string)open["id"]!));
    }

    [Theory]
    [InlineData("""{"content":""", 400, 50109)]
    [InlineData("""{"content":"a","content":"b"}""", 400, 50109)]
    [InlineData("""{"content":" "}""", 400, 50006)]
    [InlineData("""{}""", 400, 50006)]
    [InlineData("""{"flags":32768}""", 400, 50006)]
    [InlineData("""[]""", 400, 50006)]
    public async Task A_body_that_says_nothing_is_refused(string body, int status, int code) =>
        Assert.Equal((status, code), await Refusal("POST", $"channels/{Ops.Id}/messages", body));

    [Fact]
    public async Task A_body_of_another_type_is_an_invalid_form()
    {
        using var response = await Send("POST", $"channels/{Ops.Id}/messages",
            new StringContent("content=a", Encoding.UTF8, "application/x-www-form-urlencoded"));
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((50035, "CONTENT_TYPE_INVALID"),
            ((int)json["code"]!, (string)json["errors"]!["_content_type"]!["_errors"]![0]!["code"]!));
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_judged_like_any_other()
    {
        Assert.Equal((400, 50035), await RefusalOf(new Chunked("""{"content":"a"}"""u8.ToArray())));
        Assert.Empty(World.Messages.All(Ops.Id));
        var huge = new byte[(25 * 1024 * 1024) + 1];
        Array.Fill(huge, (byte)' ');
        Assert.Equal((413, 40005), await RefusalOf(new Chunked(huge) { Headers = { ContentType = new("application/json") } }));
        using var fits = await Send("POST", $"channels/{Ops.Id}/messages",
            new Chunked("""{"content":"a"}"""u8.ToArray()) { Headers = { ContentType = new("application/json") } });
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        using var none = await Send("GET", "users/@me");
        Assert.Equal(HttpStatusCode.OK, none.StatusCode);
    }

    [Fact]
    public async Task Every_fault_is_named_where_it_stands()
    {
        var reply = (await Call("POST", $"channels/{Ops.Id}/messages", new
        {
            flags = 1 << 15,
            components = new object[] { new { type = 1,
                components = new object[] { new { type = 2, style = 1, label = new string('x', 81), custom_id = "a" } } } },
        }, status: 400))!;
        Assert.Equal("""{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 80 or fewer in length."}""",
            reply["errors"]!["components"]!["0"]!["components"]!["0"]!["label"]!["_errors"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Calls_are_in_the_journal()
    {
        await Post("hi");
        await Refusal("GET", "channels/1");
        var call = Assert.Single(World.Journal.CallsOf("POST /channels/{channel}/messages"));
        Assert.Equal("""{"content":"hi"}""", call.Body!.ToJsonString());
        Assert.Equal((404, "10003"), (World.Journal.Calls[^1].Status, World.Journal.Calls[^1].Error));
    }

    async Task<(int, int)> RefusalOf(HttpContent body)
    {
        using var response = await Send("POST", $"channels/{Ops.Id}/messages", body);
        return ((int)response.StatusCode, (int)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["code"]!);
    }

    /// <summary>A body that does not say how long it is.</summary>
    sealed class Chunked(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            stream.WriteAsync(bytes, Cancel).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
