using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class PostingMessages : DiscordTest
{
    string Messages => $"channels/{Ops.Id}/messages";

    [Fact]
    public async Task A_nonce_posts_once_while_Discord_remembers_it()
    {
        var first = (await Call("POST", Messages, new { content = "a", nonce = "n1", enforce_nonce = true }))!;
        var again = (await Call("POST", Messages, new { content = "a", nonce = "n1", enforce_nonce = true }))!;
        Assert.Equal((string?)first["id"], (string?)again["id"]);
        await Call("POST", Messages, new { content = "a", nonce = "n1" });
        Assert.Equal(2, World.Messages.All(Ops.Id).Count);

        Clock.Advance(TimeSpan.FromMinutes(5));
        await Call("POST", Messages, new { content = "a", nonce = "n1", enforce_nonce = true });
        Assert.Equal(3, World.Messages.All(Ops.Id).Count);
        Assert.Equal((400, 50035), await Refusal("POST", Messages, new { content = "a", nonce = new string('n', 26) }));
    }

    [Fact]
    public async Task Of_many_posts_with_one_nonce_at_once_there_is_one_message()
    {
        World.RateLimits.Enabled = false;
        await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Call("POST", Messages, new { content = "a", nonce = "n1", enforce_nonce = true })));
        Assert.Single(World.Messages.All(Ops.Id));
    }

    [Fact]
    public async Task Only_the_bots_own_messages_can_be_edited_and_only_what_is_given_changes()
    {
        await World.Type(Olivia, Ops.Id, "mine", Cancel);
        Assert.Equal((403, 50005), await Refusal("PATCH", $"{Messages}/{World.Messages.All(Ops.Id)[0].Id}", new { content = "b" }));

        var row = new { type = 1, components = new[] { new { type = 2, style = 1, label = "Go", custom_id = "go" } } };
        var id = (string)(await Call("POST", Messages, new { content = "a", components = new[] { row } }))!["id"]!;
        await Call("PATCH", $"{Messages}/{id}", new { content = "b" });
        var edited = World.Messages.Find(Ops.Id, id)!;
        Assert.Equal(("b", 1, Clock.GetUtcNow()), (edited.Content, edited.Components!.Count, edited.EditedAt));
        await Call("PATCH", $"{Messages}/{id}", new { components = Array.Empty<object>() });
        Assert.Null(World.Messages.Find(Ops.Id, id)!.Components);
    }

    [Fact]
    public async Task A_message_of_components_stays_one_and_has_no_content()
    {
        var reply = (await Call("POST", Messages,
            new { flags = 1 << 15, content = "a", components = new[] { new { type = 10, content = "x" } } }, status: 400))!;
        Assert.Equal("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", (string?)reply["errors"]!["content"]!["_errors"]![0]!["code"]);
        Assert.Equal((400, 50035),
            await Refusal("POST", Messages, new { content = "a", components = new[] { new { type = 10, content = "x" } } }));

        var id = (string)(await Call("POST", Messages, Text("x")))!["id"]!;
        Assert.Equal((400, 50035), await Refusal("PATCH", $"{Messages}/{id}", new { content = "b" }));
        await Call("PATCH", $"{Messages}/{id}", new { flags = 0, components = new[] { new { type = 10, content = "y" } } });
        Assert.True(World.Messages.Find(Ops.Id, id)!.IsV2);

        var classic = (string)(await Post("old"))!["id"]!;
        Assert.Equal((400, 50035), await Refusal("PATCH", $"{Messages}/{classic}", Text("x")));
        await Call("PATCH", $"{Messages}/{classic}",
            new { content = (string?)null, flags = 1 << 15, components = new[] { new { type = 10, content = "y" } } });
    }

    [Fact]
    public async Task Components_come_back_with_ids()
    {
        var reply = (await Call("POST", Messages, new
        {
            flags = 1 << 15,
            components = new object[] { new { type = 10, id = 2, content = "x" },
                new { type = 17, components = new[] { new { type = 10, content = "y" } } } },
        }))!;
        Assert.Equal([2, 1, 3], [(int)reply["components"]![0]!["id"]!, (int)reply["components"]![1]!["id"]!,
            (int)reply["components"]![1]!["components"]![0]!["id"]!]);
    }

    [Fact]
    public async Task A_file_is_uploaded_with_the_message_and_comes_back_as_an_address()
    {
        World.RateLimits.Enabled = false;
        var payload = new { flags = 1 << 15, components = new[] { new { type = 13, file = new { url = "attachment://audit.csv" } } },
            attachments = new[] { new { id = 0, description = "all of it" } } };
        var reply = await Upload("POST", Messages, payload, "audit.csv");
        var file = reply["components"]![0]!;
        Assert.Equal(("audit.csv", 7), ((string)file["name"]!, (int)file["size"]!));
        using var download = await Send("GET", (string)file["file"]!["url"]!);
        Assert.Equal("a,b\n1,2", await download.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("all of it", (string?)reply["attachments"]![0]!["description"]);

        // A file that an edit does not list goes, and then nothing may show it.
        Assert.Equal((400, 50035), await Refusal("PATCH", $"{Messages}/{reply["id"]}", new { attachments = Array.Empty<object>() }));
        await Call("PATCH", $"{Messages}/{reply["id"]}",
            new { attachments = new[] { new { id = (string)reply["attachments"]![0]!["id"]! } } });
        Assert.Single(World.Messages.Find(Ops.Id, (string)reply["id"]!)!.Attachments);
        await Call("PATCH", $"{Messages}/{reply["id"]}",
            new { attachments = Array.Empty<object>(), components = new[] { new { type = 10, content = "gone" } } });
        Assert.Empty(World.Messages.Find(Ops.Id, (string)reply["id"]!)!.Attachments);
    }

    [Fact]
    public async Task An_edit_leaves_ten_files_at_most()
    {
        World.RateLimits.Enabled = false;
        var id = (string)(await Post("files"))!["id"]!;
        for (var i = 0; i < 10; i++) await Upload("PATCH", $"{Messages}/{id}", new { }, $"{i}.csv");
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), "files[0]", "10.csv" } };
        using var refused = await Send("PATCH", $"{Messages}/{id}", form);
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Equal(10, World.Messages.Find(Ops.Id, id)!.Attachments.Length);
        await Upload("PATCH", $"{Messages}/{id}", new { attachments = new[] { new { id = 0 } } }, "10.csv");
        Assert.Equal("10.csv", Assert.Single(World.Messages.Find(Ops.Id, id)!.Attachments).FileName);
    }

    [Fact]
    public async Task A_file_that_is_not_uploaded_cannot_be_shown()
    {
        var reply = (
            await Call("POST", Messages,
            new { flags = 1 << 15, components = new[] { new { type = 13, file = new { url = "attachment://audit.csv" } } } },
            status: 400))!;
        Assert.Equal("UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
            (string?)reply["errors"]!["components"]!["0"]!["file"]!["url"]!["_errors"]![0]!["code"]);
    }

    [Theory]
    [InlineData("""{"parse":["users"],"users":["815402731208769537"]}""", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE")]
    [InlineData("""{"parse":["all"]}""", "BASE_TYPE_CHOICES")]
    [InlineData("""{"users":["815402731208769537","815402731208769537"]}""", "SET_TYPE_ALREADY_CONTAINS_VALUE")]
    [InlineData("""{"users":["olivia"]}""", "NUMBER_TYPE_COERCE")]
    public async Task Who_may_be_pinged_is_said_in_one_way(string allowed, string code)
    {
        var reply = (await Call("POST", Messages, $$"""{"content":"a","allowed_mentions":{{allowed}}}""", status: 400))!;
        Assert.Contains(code, reply["errors"]!["allowed_mentions"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_allowed_mentions_a_bots_message_pings_everybody_it_names()
    {
        var text = $"@everyone and <@{Olivia}> and <@{Adam}>";
        await Post(text);
        Assert.Equal((1, 1), (World.Unread.PingsOf(Olivia, Ops.Id), World.Unread.PingsOf(Seed.Niko, Ops.Id)));
        await Call("POST", Messages,
            new { content = text, allowed_mentions = new { parse = Array.Empty<string>(), users = new[] { Adam } } });
        Assert.Equal((1, 2), (World.Unread.PingsOf(Olivia, Ops.Id), World.Unread.PingsOf(Adam, Ops.Id)));
        await Call("POST", Messages, new { flags = 1 << 15, components = new[] { new { type = 10, content = text } },
            allowed_mentions = new { parse = Array.Empty<string>() } });
        Assert.Equal(2, World.Unread.PingsOf(Adam, Ops.Id));
    }

    [Theory]
    [InlineData("""{"title":"TITLE"}""", "title", 256)]
    [InlineData("""{"description":"TITLE"}""", "description", 4096)]
    [InlineData("""{"footer":{"text":"TITLE"}}""", "footer", 2048)]
    public async Task An_embed_has_limits(string embed, string field, int most)
    {
        await Call("POST", Messages, $$"""{"embeds":[{{embed.Replace("TITLE", new string('x', most), StringComparison.Ordinal)}}]}""");
        var reply = (await Call("POST", Messages,
            $$"""{"embeds":[{{embed.Replace("TITLE", new string('x', most + 1), StringComparison.Ordinal)}}]}""", status: 400))!;
        Assert.NotNull(reply["errors"]!["embeds"]!["0"]![field]);
    }

    [Fact]
    public async Task Embeds_hold_6000_characters_together()
    {
        var half = new { description = new string('x', 3000) };
        await Call("POST", Messages, new { embeds = new[] { half, half } });
        Assert.Equal((400, 50035), await Refusal("POST", Messages, new { embeds = new object[] { half, half, new { title = "x" } } }));
        Assert.Equal((400, 50035), await Refusal("POST", Messages, new { content = new string('x', 2001) }));
    }

    [Fact]
    public async Task Messages_are_read_newest_first_and_deleted_with_permission()
    {
        for (var i = 0; i < 4; i++) await Post($"m{i}");
        var listed = (await Call("GET", $"{Messages}?limit=2"))!.AsArray();
        Assert.Equal(["m3", "m2"], listed.Select(message => (string)message!["content"]!));
        Assert.Equal(["m1", "m0"],
            (await Call("GET", $"{Messages}?before={listed[1]!["id"]}"))!.AsArray().Select(message => (string)message!["content"]!));
        Assert.Equal(["m3"],
            (await Call("GET", $"{Messages}?after={listed[1]!["id"]}"))!.AsArray().Select(message => (string)message!["content"]!));

        await World.Type(Olivia, Ops.Id, "hers", Cancel);
        var hers = World.Messages.All(Ops.Id)[^1].Id;
        Assert.Equal((403, 50013), await Refusal("DELETE", $"{Messages}/{hers}"));
        await Call("DELETE", $"{Messages}/{listed[0]!["id"]}", status: 204);
        Assert.Equal((404, 10008), await Refusal("DELETE", $"{Messages}/{listed[0]!["id"]}"));
    }

    [Theory]
    [InlineData("limit=abc", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("before=abc", "before")]
    [InlineData("after=abc", "after")]
    public async Task What_is_asked_for_has_to_make_sense(string query, string field) =>
        Assert.NotNull((await Call("GET", $"{Messages}?{query}", status: 400))!["errors"]![field]);

    [Theory]
    [InlineData("pins")]
    [InlineData("messages/pins")]
    public async Task A_pin_is_kept_and_told_to_the_channel(string address)
    {
        var id = (string)(await Post("board"))!["id"]!;
        for (var i = 0; i < 2; i++) await Call("PUT", $"channels/{Ops.Id}/{address}/{id}", status: 204);
        Assert.Equal(id, Assert.Single(World.Messages.Pinned(Ops.Id)).Id);
        Assert.Equal((MessageKind.PinNotice, id), (World.Messages.All(Ops.Id)[1].Kind, World.Messages.All(Ops.Id)[1].ReplyTo));
        Assert.Equal(id, (string?)(await Call("GET", $"channels/{Ops.Id}/messages/pins"))!["items"]![0]!["message"]!["id"]);

        await Call("DELETE", $"channels/{Ops.Id}/{address}/{id}", status: 204);
        Assert.Empty(World.Messages.Pinned(Ops.Id));
    }

    [Fact]
    public async Task Pins_need_a_permission_which_a_role_gives_and_a_channel_may_take()
    {
        var id = (string)(await Post("board"))!["id"]!;
        World.Channels.Add(Ops with { AppMayManage = false });
        Assert.Equal((403, 50013), await Refusal("PUT", $"channels/{Ops.Id}/messages/pins/{id}"));
        World.Channels.Add(Ops with { AppMayManage = true });
        var invited = World.Roles.Bots;
        World.Roles.Bots = invited with { Permissions = invited.Permissions & ~(1L << 51) };
        Assert.Equal((403, 50013), await Refusal("PUT", $"channels/{Ops.Id}/messages/pins/{id}"));
        Assert.Equal((403, 50013), await Refusal("DELETE", $"channels/{Ops.Id}/messages/pins/{id}"));
        World.Roles.Bots = invited;
        await Call("PUT", $"channels/{Ops.Id}/messages/pins/{id}", status: 204);
    }

    [Fact]
    public async Task A_thread_starts_from_a_message_once()
    {
        var id = (string)(await Post("incident"))!["id"]!;
        var thread = (await Call("POST", $"{Messages}/{id}/threads", new { name = "What happened" }, status: 201))!;
        Assert.Equal((id, 11, Ops.Id), ((string)thread["id"]!, (int)thread["type"]!, (string)thread["parent_id"]!));
        Assert.Equal((400, 160004), await Refusal("POST", $"{Messages}/{id}/threads", new { name = "Again" }));
        await Call("POST", $"channels/{id}/messages", new { content = "in it" });
        Assert.Equal((400, 50024),
            await Refusal("POST", $"channels/{id}/messages/{World.Messages.All(id)[0].Id}/threads", new { name = "deeper" }));
    }

    async Task<JsonNode> Upload(string verb, string path, object payload, string name)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(payload), Encoding.UTF8, "application/json"), "payload_json" },
            { new ByteArrayContent("a,b\n1,2"u8.ToArray()), "files[0]", name },
        };
        using var response = await Send(verb, path, form);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
