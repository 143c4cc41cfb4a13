using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Discord;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.Server;

namespace OpsBot.Tests.Bot.Discord;

public sealed class InteractionsAtTheDoor(Postgres postgres) : IAsyncLifetime
{
    readonly HttpClient http = new(new SocketsHttpHandler(), disposeHandler: true);
    Server discord = null!;

    public async ValueTask InitializeAsync() => discord = await Open(postgres, http: true);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await discord.DisposeAsync();
    }

    [Theory]
    [InlineData(SignedRequest.SignatureHeader)]
    [InlineData(SignedRequest.TimestampHeader)]
    public async Task An_unsigned_one_is_refused(string without)
    {
        using var request = Signed(Command());
        request.Headers.Remove(without);
        await Refused(HttpStatusCode.Unauthorized, request);
    }

    [Fact]
    public async Task One_signed_with_another_key_is_refused()
    {
        using var request = SignedRequest.Of(new byte[32], Now, At, Bytes(Command()));
        await Refused(HttpStatusCode.Unauthorized, request);
    }

    [Fact]
    public async Task A_ping_is_answered_only_where_it_is_signed_well()
    {
        var ping = new JsonObject { ["type"] = 1, ["application_id"] = discord.World.App.ApplicationId };
        using var good = Signed(ping);
        using var answer = await http.SendAsync(good, Cancel);
        Assert.Equal((HttpStatusCode.OK, "application/json", "{\"type\":1}"),
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(Cancel)));
        using var bad = SignedRequest.Of(new byte[32], Now, At, Bytes(ping));
        await Refused(HttpStatusCode.Unauthorized, bad);
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(3600)]
    public async Task A_stale_one_is_refused_and_so_is_one_from_the_future(int seconds)
    {
        using var request = Signed(Command(), Now.AddSeconds(seconds));
        await Refused(HttpStatusCode.Unauthorized, request);
    }

    [Fact]
    public async Task One_for_another_application_or_server_is_refused()
    {
        foreach (var foreign in new[] { "application_id", "guild_id" })
        {
            var command = Command();
            command[foreign] = "111111111111111111";
            using var request = Signed(command);
            await Refused(HttpStatusCode.Forbidden, request);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_more_than_a_megabyte_is_refused(bool saysItsLength)
    {
        var command = Command();
        command["more"] = new string('x', 1024 * 1024);
        using var request = Signed(command);
        if (!saysItsLength) request.Headers.TransferEncodingChunked = true;
        await Refused(HttpStatusCode.RequestEntityTooLarge, request);
    }

    [Fact]
    public async Task One_that_is_no_text_or_no_json_object_is_refused()
    {
        foreach (var body in new byte[][] { [.. Bytes(Command()), 0xC3, 0x28], [], [.. "{\"type\":"u8], [.. "[]"u8], [.. "7"u8],
            [.. "\"{}\""u8], [.. "{}{}"u8], [0] })
        {
            using var request = SignedRequest.Of(discord.World.App.PrivateSeed.Span, Now, At, body);
            var status = (await http.SendAsync(request, Cancel)).StatusCode;
            Assert.True(status is HttpStatusCode.BadRequest, $"{status} for {Encoding.UTF8.GetString(body)}");
        }
        Assert.Equal(0, await discord.Count("inbox"));
    }

    [Fact]
    public async Task A_good_one_is_acknowledged_without_a_body_and_replayed_it_is_taken_once()
    {
        var command = Command();
        foreach (var _ in new[] { 1, 2, 3 })
        {
            using var request = Signed(command);
            using var answer = await http.SendAsync(request, Cancel);
            Assert.Equal((HttpStatusCode.Accepted, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
        }
        Assert.Equal(1, await discord.Count("inbox"));
    }

    [Fact]
    public async Task One_that_is_overheard_and_sent_again_learns_nothing()
    {
        var typing = With("923456789012345679", 4, new()
        {
            ["name"] = "admin", ["type"] = 1,
            ["options"] = new JsonArray(new JsonObject { ["name"] = "role", ["type"] = 1,
                ["options"] = new JsonArray(new JsonObject { ["name"] = "person", ["type"] = 3, ["value"] = "oli", ["focused"] = true }) }),
        });
        var at = Now;
        foreach (var (signature, status, learned) in new[] { ("", HttpStatusCode.OK, "olivia"), ("", HttpStatusCode.Accepted, ""),
            ("in capitals", HttpStatusCode.Accepted, "") })
        {
            using var request = Signed(typing, at);
            if (signature.Length > 0)
            {
                var same = request.Headers.GetValues(SignedRequest.SignatureHeader).Single().ToUpperInvariant();
                request.Headers.Remove(SignedRequest.SignatureHeader);
                request.Headers.Add(SignedRequest.SignatureHeader, same);
            }
            using var response = await http.SendAsync(request, Cancel);
            var answer = await response.Content.ReadAsStringAsync(Cancel);
            Assert.Equal(status, response.StatusCode);
            Assert.True(learned == "" ? answer == "" : answer.Contains(learned, StringComparison.Ordinal), answer);
        }
    }

    [Fact]
    public async Task Without_a_database_people_are_told_to_try_again()
    {
        await using (var cut = discord.Database.Source.CreateCommand(
            "alter table inbox rename to inbox_away")) await cut.ExecuteNonQueryAsync(Cancel);

        using var request = Signed(Command());
        using var response = await http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("could not be recorded", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inbox")]
    [InlineData("form_drafts")]
    public async Task Without_a_database_what_was_typed_into_a_form_is_given_back(string table)
    {
        var form = await Form();
        await using (var cut = discord.Database.Source.CreateCommand(TableAway.Take(table))) await cut.ExecuteNonQueryAsync(Cancel);

        using var request = Signed(form);
        using var response = await http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("could not be recorded", answer, StringComparison.Ordinal);
        Assert.Contains("she runs the night shift", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_gone_gives_back_what_was_typed_into_it()
    {
        var form = await Form();
        await using (var gone = discord.Database.Source.CreateCommand("delete from form_drafts")) await gone.ExecuteNonQueryAsync(Cancel);

        using var request = Signed(form);
        using var response = await http.SendAsync(request, Cancel);

        var answer = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("no longer open", answer, StringComparison.Ordinal);
        Assert.Contains("she runs the night shift", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kept_clicks")]
    [InlineData("form_drafts")]
    public async Task A_database_that_does_not_answer_is_not_waited_for_until_discord_gives_up(string table)
    {
        var interaction = table == "form_drafts" ? await Form() : With("923456789012345679", 3, new() { ["custom_id"] = "kept:1:abc" });
        await using var db = await discord.Database.Source.OpenConnectionAsync(Cancel);
        await using var held = await db.BeginTransactionAsync(Cancel);
        await using (var command = db.CreateCommand())
        {
            command.CommandText = $"lock table {table} in access exclusive mode";
            await command.ExecuteNonQueryAsync(Cancel);
        }
        // Well below what a statement is given by default, and above what a busy machine adds.
        var asked = TimeProvider.System.GetTimestamp();

        using var request = Signed(interaction);
        using var response = await http.SendAsync(request, Cancel);

        Assert.Contains("could not be recorded", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_bot_that_is_behind_says_thinking_at_once_and_answers_later()
    {
        await discord.StartBot(http: true, ("Inbox:Behind", "0"));
        using var request = Signed(Command());
        using var response = await http.SendAsync(request, Cancel);
        Assert.Equal("""{"type":5,"data":{"flags":64}}""", await response.Content.ReadAsStringAsync(Cancel));

        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);
        await discord.Sees(discord.Olivia, "olivia");
    }

    [Fact]
    public async Task Whatever_is_in_a_signed_one_it_never_breaks_anything()
    {
        var world = discord.World;
        foreach (var payload in AnyInteraction.Of(world.App.ApplicationId, world.Guild.Id, discord.Channel("ops"), discord.Olivia)
            .Sample(400, Often.Seed, 60))
        {
            using var request = Signed(payload);
            using var response = await http.SendAsync(request, Cancel);
            Assert.True((int)response.StatusCode is 200 or 202 or 400 or 403, $"{response.StatusCode} for {payload.ToJsonString()}");
        }
        await Eventually.Equal(0L, () => discord.Count("inbox where handled_at is null"));
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);
        await discord.Sees(discord.Olivia, "olivia");
    }

    [Fact]
    public async Task Without_a_public_key_the_address_is_not_there()
    {
        await using var gateway = await PretendGateway.Open(postgres);
        var bot = await gateway.StartBot();
        using var request = SignedRequest.Of(discord.World.App.PrivateSeed.Span, Now,
            new Uri(new Uri(bot.Urls.First()), "/discord/interactions"), Bytes(Command()));

        Assert.Equal(HttpStatusCode.NotFound, (await http.SendAsync(request, Cancel)).StatusCode);
    }

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    Uri At => new(discord.Address, "/discord/interactions");

    static byte[] Bytes(JsonObject payload) => Encoding.UTF8.GetBytes(payload.ToJsonString());

    HttpRequestMessage Signed(JsonObject payload, DateTimeOffset? at = null) =>
        SignedRequest.Of(discord.World.App.PrivateSeed.Span, at ?? Now, At, Bytes(payload));

    /// <summary>What a modal sends, of a form that asks for a reason.</summary>
    async Task<JsonObject> Form(string id = "923456789012345679", string reason = "she runs the night shift")
    {
        var form = new Form("Make olivia admin", "Go on",
            "/admin role person:olivia role:admin") { Inputs = [new("reason", "Reason", ParameterKind.Text)] };
        var draft = await discord.Services.GetRequiredService<Drafts>().Begin("draft", discord.Ruth, form, Cancel);
        return With(id, 5, new JsonObject
        {
            ["custom_id"] = new FormPage(draft.Id, 0).ToString(),
            ["components"] = new JsonArray(new JsonObject { ["type"] = 18,
                ["component"] = new JsonObject { ["type"] = 4, ["custom_id"] = "reason", ["value"] = reason } }),
        });
    }

    JsonObject With(string id, int type, JsonObject data)
    {
        var interaction = Command();
        (interaction["id"], interaction["type"], interaction["data"]) = (id, type, data);
        interaction["member"]!["user"] = new JsonObject { ["id"] = discord.Ruth, ["username"] = "ruth" };
        return interaction;
    }

    JsonObject Command() => new()
    {
        ["id"] = "923456789012345678", ["application_id"] = discord.World.App.ApplicationId, ["guild_id"] = discord.World.Guild.Id,
        ["channel_id"] = discord.Channel("ops"), ["type"] = 2, ["token"] = "aW50ZXJhY3Rpb24", ["version"] = 1,
        ["member"] = new JsonObject { ["user"] = new JsonObject { ["id"] = discord.Olivia, ["username"] = "olivia" } },
        ["data"] = new JsonObject { ["id"] = "1", ["name"] = "ops", ["type"] = 1,
            ["options"] = new JsonArray(new JsonObject { ["name"] = "whoami", ["type"] = 1 }) },
    };

    async Task Refused(HttpStatusCode status, HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, Cancel);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(0, await discord.Count("inbox"));
    }
}
