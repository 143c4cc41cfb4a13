using System.Text.Json.Nodes;
using OpsBot.Bot.Discord;
using OpsBot.Core.Replies;
using static OpsBot.Tests.Bot.Discord.PretendApi;

namespace OpsBot.Tests.Bot.Discord;

public sealed class CallingTheApi : IAsyncLifetime
{
    const string Channel = "323456789012345678";
    const string Interaction = "423456789012345678";
    const string InteractionToken = "aW50ZXJhY3Rpb246MTIz";

    PretendApi discord = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static Rendered Hello => new(new JsonArray(new JsonObject { ["type"] = 10, ["content"] = "hello" }));

    public async ValueTask InitializeAsync() => discord = await Start();

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task A_post_names_its_flags_who_may_be_pinged_and_a_nonce_that_counts()
    {
        discord.Json("""{"id":"523456789012345678"}""");

        var posted = await discord.Api.Post(Channel, Hello with { Mentions = ["1", "2", "1"] }, "nonce1", Cancel);

        Assert.False(posted.Failed(out var id, out _));
        Assert.Equal("523456789012345678", id);
        var call = Assert.Single(discord.Calls);
        Assert.Equal($"/api/v10/channels/{Channel}/messages", call.Path);
        Assert.Equal($"Bot {Token}", call.Authorization);
        Assert.StartsWith("DiscordBot (https://", call.UserAgent, StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", call.ContentType);
        Assert.Equal(
            """{"flags":32772,"components":[{"type":10,"content":"hello"}],"allowed_mentions":{"parse":[],"users":["1","2"]},"nonce":"nonce1","enforce_nonce":true}""", call.Body);
    }

    [Fact]
    public async Task Nobody_is_pinged_unless_named()
    {
        await discord.Api.Edit(Channel, "1", Hello, Cancel);

        var body = Assert.Single(discord.Calls).Json;
        Assert.Equal("""{"parse":[]}""", body["allowed_mentions"]!.ToJsonString());
        Assert.Equal("[]", body["attachments"]!.ToJsonString());
    }

    [Fact]
    public async Task Files_go_along_in_a_form_and_are_named_in_the_message()
    {
        discord.Json("""{"id":"1"}""");

        await discord.Api.Post(Channel, Hello with { Files = [new Attachment("log.txt", "line ünö"), new Attachment("empty.txt", "")] },
            "n", Cancel);

        var call = Assert.Single(discord.Calls);
        Assert.StartsWith("multipart/form-data; boundary=", call.ContentType, StringComparison.Ordinal);
        foreach (var part in new[]
                 {
                     "name=\"payload_json\"", "name=\"files[0]\"; filename=\"log.txt\"", "name=\"files[1]\"; filename=\"empty.txt\"",
                     "line ünö", "(empty)",
                     "[{\"id\":\"0\",\"filename\":\"log.txt\"},{\"id\":\"1\",\"filename\":\"empty.txt\"}]",
                 })
            Assert.Contains(part, call.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_answer_goes_to_the_interaction_without_the_bots_token_and_says_which_message_it_made()
    {
        discord.Json(
            """{"interaction":{"id":"423456789012345678","type":2,"response_message_id":"99"},"resource":{"type":4,"message":{"id":"99"}}}""");

        var answered = await discord.Api.Respond(Interaction, InteractionToken,
            new JsonObject { ["type"] = 4, ["data"] = MessageBody.Of(Hello, MessageBody.Ephemeral) }, [], Cancel);

        Assert.False(answered.Failed(out var id, out _));
        Assert.Equal("99", id);
        var call = Assert.Single(discord.Calls);
        Assert.Equal($"/api/v10/interactions/{Interaction}/{InteractionToken}/callback?with_response=true", call.Path);
        Assert.Null(call.Authorization);
        Assert.Equal(32768 + 4 + 64, (int)call.Json["data"]!["flags"]!);
    }

    [Fact]
    public async Task An_answer_without_a_message_has_no_id_and_is_no_failure()
    {
        var answered = await discord.Api.Respond(Interaction, InteractionToken, new JsonObject { ["type"] = 6 }, [], Cancel);

        Assert.False(answered.Failed(out var id, out _));
        Assert.Null(id);
    }

    [Fact]
    public async Task Everything_after_the_first_answer_goes_to_the_interactions_webhook()
    {
        discord.Json("""{"id":"7","flags":192}""");
        await discord.Api.EditOriginal(InteractionToken, Hello, Cancel);
        Assert.False((await discord.Api.GetOriginal(InteractionToken, Cancel)).Failed(out var state, out _));
        await discord.Api.DeleteOriginal(InteractionToken, Cancel);
        Assert.False((await discord.Api.FollowUp(InteractionToken, Hello, ephemeral: true, Cancel)).Failed(out var id, out _));
        await discord.Api.EditFollowUp(InteractionToken, id, Hello, Cancel);

        Assert.True(state is { Id: "7", IsEphemeral: true, IsThinking: true });
        var at = $"/api/v10/webhooks/{Application}/{InteractionToken}";
        Assert.Equal(
            [$"PATCH {at}/messages/@original", $"GET {at}/messages/@original", $"DELETE {at}/messages/@original", $"POST {at}?wait=true",
                $"PATCH {at}/messages/7"],
            discord.Calls.Select(call => $"{call.Method} {call.Path}"));
        Assert.All(discord.Calls, call => Assert.Null(call.Authorization));
        Assert.Equal(32768 + 4 + 64, (int)discord.Calls[3].Json["flags"]!);
        // An edit cannot change who sees it, and says nothing about it.
        Assert.Equal(32768 + 4, (int)discord.Calls[0].Json["flags"]!);
    }

    [Fact]
    public async Task What_comes_from_outside_leads_to_no_other_address()
    {
        await discord.Api.EditOriginal("../../channels/1", Hello, Cancel);
        await discord.Api.Pin("..", "a/b?c", Cancel);

        Assert.Equal($"/api/v10/webhooks/{Application}/..%2F..%2Fchannels%2F1/messages/@original", discord.Calls[0].Path);
        Assert.Equal("/api/v10/channels/-/messages/pins/a%2Fb%3Fc", discord.Calls[1].Path);
    }

    [Fact]
    public async Task Channels_servers_and_the_gateway_are_described()
    {
        discord.Answers = context => Json(context, context.Request.Path.Value!.Split("/v10/")[1] switch
        {
            "users/@me" => $$"""{"id":"{{Application}}","username":"opsbot"}""",
            "applications/@me" => $$"""{"id":"{{Application}}","verify_key":"ab","interactions_endpoint_url":null}""",
            "gateway/bot" =>
                """{"url":"wss://gateway.discord.gg","shards":1,"session_start_limit":{"total":1000,"remaining":998,"reset_after":14400000,"max_concurrency":1}}""",
            "channels/5" =>
                """{"id":"5","name":"incident-7","type":11,"guild_id":"2","parent_id":"4","thread_metadata":{"archived":true,"locked":false}}""",
            "users/@me/channels" => """{"id":"77","type":1}""",
            _ => """{"id":"2","name":"Acme"}""",
        });

        Assert.False((await discord.Api.Me(Cancel)).Failed(out var me, out _));
        Assert.True(me is { Name: "opsbot", ApplicationId: Application, PublicKey: "ab", InteractionsUrl: null, Date: not null });
        Assert.False((await discord.Api.Gateway(Cancel)).Failed(out var gateway, out _));
        Assert.Equal(new DiscordGateway(new("wss://gateway.discord.gg"), 998, 1000, TimeSpan.FromHours(4)), gateway);
        Assert.False((await discord.Api.Channel("5", Cancel)).Failed(out var channel, out _));
        Assert.True(channel is { Name: "incident-7", IsThread: true, TakesMessages: true, GuildId: "2", ParentId: "4", IsArchived: true,
            IsLocked: false });
        Assert.False((await discord.Api.OpenDirectMessage("8", Cancel)).Failed(out var direct, out _));
        Assert.Equal("77", direct);
        Assert.False((await discord.Api.Guild("2", Cancel)).Failed(out var name, out _));
        Assert.Equal("Acme", name);
    }
}
