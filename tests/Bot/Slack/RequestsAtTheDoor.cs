using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Slack.Workspace;

namespace OpsBot.Tests.Bot.Slack;

public sealed class RequestsAtTheDoor(Postgres postgres) : IAsyncLifetime
{
    const string Form = "application/x-www-form-urlencoded";

    readonly HttpClient http = new(new SocketsHttpHandler(), disposeHandler: true);
    Workspace slack = null!;

    public async ValueTask InitializeAsync() => slack = await Open(postgres);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await slack.DisposeAsync();
    }

    [Fact]
    public async Task An_unsigned_one_is_refused()
    {
        using var request = Signed(Command());
        request.Headers.Remove("X-Slack-Signature");
        await Refused(HttpStatusCode.Unauthorized, request);
    }

    [Fact]
    public async Task One_signed_with_another_secret_is_refused()
    {
        using var request = SignedRequest.Of("0123456789abcdef0123456789abcdef", Now, At("commands"), Command(), Form);
        await Refused(HttpStatusCode.Unauthorized, request);
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(3600)]
    public async Task A_stale_one_is_refused_and_so_is_one_from_the_future(int seconds)
    {
        using var request = SignedRequest.Of(slack.World.App.SigningSecret, Now.AddSeconds(seconds), At("commands"), Command(), Form);
        await Refused(HttpStatusCode.Unauthorized, request);
    }

    [Fact]
    public async Task One_from_another_workspace_is_refused()
    {
        using var request = Signed(Command(team: "T0FOREIGN1"));
        await Refused(HttpStatusCode.Forbidden, request);
    }

    [Fact]
    public async Task One_for_another_app_is_refused()
    {
        using var request = Signed(Command(app: "A0OTHERAPP"));
        await Refused(HttpStatusCode.Forbidden, request);
    }

    [Fact]
    public async Task A_click_by_somebody_of_another_workspace_is_refused()
    {
        var payload = new JsonObject
        {
            ["type"] = "block_actions", ["team"] = new JsonObject { ["id"] = slack.World.TeamId },
            ["user"] = new JsonObject { ["id"] = "U1", ["team_id"] = "T0FOREIGN1" },
            ["trigger_id"] = "1.2.3", ["actions"] = new JsonArray(new JsonObject { ["action_id"] = "run:1", ["value"] = "/ops help" }),
        };
        using var request = Signed(SignedRequest.Form([new("payload", payload.ToJsonString())]), "interactions");
        await Refused(HttpStatusCode.Forbidden, request);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_more_than_a_megabyte_is_refused(bool saysItsLength)
    {
        using var request = Signed([.. Command(), .. Encoding.ASCII.GetBytes("&more=" + new string('x', 1024 * 1024))]);
        if (!saysItsLength) request.Headers.TransferEncodingChunked = true;
        await Refused(HttpStatusCode.RequestEntityTooLarge, request);
    }

    [Fact]
    public async Task One_that_is_no_text_is_refused()
    {
        using var request = Signed([.. Command(), .. "&x="u8, 0xC3, 0x28]);
        await Refused(HttpStatusCode.BadRequest, request);
    }

    [Theory]
    [InlineData("commands", "command=&text=", Form)]
    [InlineData("interactions", "payload=%7Bnot json", Form)]
    [InlineData("interactions", "payload=%5B%5D", Form)]
    [InlineData("events", "{\"type\":", "application/json")]
    [InlineData("events", "", "application/json")]
    public async Task A_malformed_one_is_refused(string path, string body, string contentType)
    {
        var ours = path == "commands" ? $"&team_id={slack.World.TeamId}&api_app_id={slack.World.App.Id}" : "";
        using var request = Signed(Encoding.UTF8.GetBytes(body + ours), path, contentType);
        await Refused(HttpStatusCode.BadRequest, request);
    }

    [Fact]
    public async Task A_replayed_one_is_taken_once()
    {
        for (var i = 0; i < 3; i++)
        {
            using var request = Signed(Command());
            Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(request, Cancel)).StatusCode);
        }
        Assert.Equal(1, await slack.Count("inbox"));
    }

    [Fact]
    public async Task Slacks_own_questions_are_answered_and_kept_nowhere()
    {
        using var check = Signed(Encoding.ASCII.GetBytes("ssl_check=1&token=x"));
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(check, Cancel)).StatusCode);
        using var verification = Signed(Encoding.ASCII.GetBytes(
            "{\"type\":\"url_verification\",\"token\":\"x\",\"challenge\":\"3eZbrw1a\"}"), "events", "application/json");
        Assert.Equal("{\"challenge\":\"3eZbrw1a\"}", await (await http.SendAsync(verification, Cancel)).Content.ReadAsStringAsync(Cancel));
        Assert.Equal(0, await slack.Count("inbox"));
    }

    [Fact]
    public async Task An_event_that_is_sent_again_is_handled_once()
    {
        foreach (var _ in new[] { 1, 2 })
        {
            var happened = new JsonObject { ["type"] = "app_home_opened", ["user"] = Olivia, ["tab"] = "home" };
            var body = new JsonObject
            {
                ["type"] = "event_callback", ["team_id"] = slack.World.TeamId, ["api_app_id"] = slack.World.App.Id,
                ["event_id"] = "Ev123", ["event"] = happened,
            };
            using var request = Signed(Encoding.UTF8.GetBytes(body.ToJsonString()), "events", "application/json");
            Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(request, Cancel)).StatusCode);
        }
        Assert.Equal(1, await slack.Count("inbox"));
    }

    [Fact]
    public async Task Without_a_database_people_are_told_to_try_again()
    {
        await using (
            var cut = slack.Database.Source.CreateCommand("alter table inbox rename to inbox_away")) await cut.ExecuteNonQueryAsync(Cancel);

        using (var request = Signed(Command())) 
        {
            var response = await http.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("could not be recorded", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        await using (var back = slack.Database.Source.CreateCommand(
            "alter table inbox_away rename to inbox")) await back.ExecuteNonQueryAsync(Cancel);
        using (var again = Signed(Command()))
            Assert.Equal("", await (await http.SendAsync(again, Cancel)).Content.ReadAsStringAsync(Cancel));
        Assert.Equal(1, await slack.Count("inbox"));
    }

    [Fact]
    public async Task Whatever_is_in_a_signed_payload_it_never_breaks_anything()
    {
        foreach (var payload in AnyPayload.Of(slack.World.TeamId, slack.World.App.Id).Sample(400, Often.Seed, 40))
        {
            var json = payload.ToJsonString();
            foreach (var (body, path, type) in new[]
                     {
                         (SignedRequest.Form([new("payload", json)]), "interactions", Form),
                         (Encoding.UTF8.GetBytes(json), "events", "application/json"),
                         (SignedRequest.Form(payload.Select(field =>
                             new KeyValuePair<string, string>(field.Key, field.Value?.ToString() ?? ""))), "commands", Form),
                     })
            {
                using var request = Signed(body, path, type);
                var status = (int)(await http.SendAsync(request, Cancel)).StatusCode;
                Assert.True(status is 200 or 400 or 403, $"{status} for {path}: {json}");
            }
        }
        await Eventually.Equal(0L, () => slack.Count("inbox where handled_at is null"));
        await slack.Type(Olivia, "/ops whoami");
        await slack.Sees(Olivia, "olivia");
    }

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    Uri At(string path) => new(slack.Address, $"/slack/{path}");

    HttpRequestMessage Signed(byte[] body, string path = "commands", string contentType = Form) =>
        SignedRequest.Of(slack.World.App.SigningSecret, Now, At(path), body, contentType);

    byte[] Command(string? team = null, string? app = null) => SignedRequest.Form(
    [
        new("team_id", team ?? slack.World.TeamId), new("channel_id", slack.Channel("ops")), new("user_id", Olivia),
            new("user_name", "olivia"), new("command", "/ops"), new("text", "whoami"),
        new("api_app_id", app ?? slack.World.App.Id), new("response_url", new Uri(slack.World.Address, "commands/T/1/x").AbsoluteUri),
            new("trigger_id", "398738663015.47445629121.803a0bc887a1"),
    ]);

    async Task Refused(HttpStatusCode status, HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, Cancel);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(0, await slack.Count("inbox"));
    }
}
