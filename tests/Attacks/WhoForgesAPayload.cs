using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Slack;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Slack.Workspace;

namespace OpsBot.Tests.Attacks;

/// <summary>Has got hold of the signing secret, or of a socket, and writes payloads of one's own.</summary>
public sealed class WhoForgesAPayload(Postgres postgres) : IAsyncLifetime
{
    const string Form = "application/x-www-form-urlencoded";

    readonly HttpClient http = new(new SocketsHttpHandler(), disposeHandler: true);
    Workspace slack = null!;
    InnerAddress inner = null!;

    public async ValueTask InitializeAsync()
    {
        slack = await Open(postgres);
        inner = await InnerAddress.Listen();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await inner.DisposeAsync();
        await slack.DisposeAsync();
    }

    [Fact]
    public async Task Cannot_pass_for_the_app_by_leaving_out_which_app_it_is()
    {
        await Refused(HttpStatusCode.Forbidden, "commands", Command(At("x"), app: null));
        await Refused(HttpStatusCode.Forbidden, "interactions", Payload(Click(At("x"), app: null)));
        await Refused(HttpStatusCode.Forbidden, "events",
            Encoding.UTF8.GetBytes(new JsonObject
            {
                ["type"] = "event_callback", ["team_id"] = slack.World.TeamId, ["event_id"] = "Ev1",
                ["event"] = new JsonObject { ["type"] = "app_home_opened", ["user"] = Ruth, ["tab"] = "home" },
            }.ToJsonString()), "application/json");
    }

    [Fact]
    public async Task Cannot_make_the_bot_call_an_inner_address_by_a_command_a_click_or_a_shortcut()
    {
        foreach (var url in Foreign())
        {
            await Refused(HttpStatusCode.Forbidden, "commands", Command(url));
            await Refused(HttpStatusCode.Forbidden, "interactions", Payload(Click(url)));
            await Refused(HttpStatusCode.Forbidden, "interactions", Payload(Shortcut(url)));
        }
        await NothingWasCalled();
    }

    [Fact]
    public async Task Cannot_make_the_bot_call_an_inner_address_by_what_a_form_remembers()
    {
        foreach (var url in Foreign())
        {
            await Refused(HttpStatusCode.Forbidden, "interactions", Payload(Submission(new SlackPlace.Link(Ruth, url, false))));
            await Refused(HttpStatusCode.Forbidden, "interactions", Payload(Submission(new SlackPlace.Link(Ruth, url, true))));
        }
        await NothingWasCalled();
    }

    [Fact]
    public async Task Cannot_make_the_bot_call_an_inner_address_over_a_socket()
    {
        await using var sockets = await Open(postgres, sockets: true);
        var payload = new JsonObject
        {
            ["command"] = "/ops", ["text"] = "whoami", ["user_id"] = Ruth,
            ["team_id"] = sockets.World.TeamId, ["api_app_id"] = sockets.World.App.Id,
            ["response_url"] = inner.Url.AbsoluteUri,
        };

        // It is never acknowledged, which need not be waited for as long as for what will be.
        var patience = sockets.World.Courier.Patience;
        sockets.World.Courier.Patience = TimeSpan.FromSeconds(3);
        Assert.False((await sockets.World.Sockets.Send(new(DeliveryKind.Command, payload), Cancel)).Ok);
        sockets.World.Courier.Patience = patience;

        // The next over the same socket is the only one that was taken.
        await sockets.Type(Olivia, "/ops whoami");
        await sockets.Sees(Olivia, "olivia");
        Assert.Equal(1, await sockets.Count("inbox"));
        await Eventually.Equal(0L, () => sockets.Count("deliveries where pending"));
        Assert.Equal(0, inner.Calls);
    }

    [Fact]
    public async Task Cannot_make_the_bot_call_an_inner_address_that_was_written_down_before()
    {
        var ask = new SlackAsk("/ops whoami", Ruth, new SlackPlace.Link(Ruth, inner.Url, false));
        var inbox = slack.Services.GetRequiredService<OpsBot.Core.Database.Inbox>();
        await inbox.Receive(new("slack:command:old", SlackPlace.Platform, "command", ask.Write()), Cancel);

        // Answered where only Slack is asked.
        await slack.Sees(Ruth, "ruth", slack.Direct(Ruth));
        await NothingWasCalled();
    }

    [Fact]
    public async Task Cannot_lead_the_bot_elsewhere_by_a_redirect()
    {
        await using var other = await InnerAddress.Listen();
        await using var leading = await InnerAddress.Listen(leadsTo: other.Url);
        await using var workspace = await Open(postgres, settings: [new("Slack:AnswerHosts", leading.Url.Authority)]);
        var api = workspace.Services.GetRequiredService<SlackApi>();
        var failure = await api.Respond(leading.Url, SlackReply.Plainly(new("Hello")), replace: false, Cancel);

        Assert.NotNull(failure);
        Assert.Equal(1, leading.Calls);
        Assert.Equal(0, other.Calls);
    }

    Uri At(string path) => new(slack.World.Address, $"commands/T/1/{path}");

    IEnumerable<Uri> Foreign() =>
    [
        inner.Url,
        new($"http://hooks.slack.com@{inner.Url.Authority}/secrets"),
        new UriBuilder(inner.Url) { Host = "localhost" }.Uri,
        new("http://169.254.169.254/latest/meta-data/"),
        new("https://hooks.slack.com.example.com/x"),
        new("http://[::1]:8080/x"),
    ];

    byte[] Command(Uri answer, string? app = "") => SignedRequest.Form(
    [
        new("team_id", slack.World.TeamId), new("channel_id", slack.Channel("ops")), new("user_id", Ruth),
        new("command", "/ops"), new("text", "whoami"), new("response_url", answer.OriginalString), new("trigger_id", "1.2.3"),
        .. app is null ? [] : new[] { KeyValuePair.Create("api_app_id", slack.World.App.Id) },
    ]);

    static byte[] Payload(JsonObject payload) => SignedRequest.Form([new("payload", payload.ToJsonString())]);

    JsonObject Click(Uri answer, string? app = "") => Interaction("block_actions", app, new()
    {
        ["actions"] = new JsonArray(new JsonObject { ["action_id"] = "run:1", ["value"] = "/ops whoami" }),
        ["response_url"] = answer.OriginalString,
        ["channel"] = new JsonObject { ["id"] = slack.Channel("ops") },
    });

    JsonObject Shortcut(Uri answer) => Interaction("message_action", "", new()
    {
        ["callback_id"] = SlackManifest.LookUp, ["message"] = new JsonObject { ["text"] = "acme-prod" },
        ["response_url"] = answer.OriginalString,
    });

    JsonObject Submission(SlackPlace answer) => Interaction("view_submission", "", new()
    {
        ["view"] = new JsonObject
        {
            ["callback_id"] = "form", ["private_metadata"] = new FormMemory("/ops whoami", answer).Write(),
            ["state"] = new JsonObject { ["values"] = new JsonObject() },
        },
    });

    JsonObject Interaction(string type, string? app, JsonObject more)
    {
        more["type"] = type;
        more["team"] = new JsonObject { ["id"] = slack.World.TeamId };
        more["user"] = new JsonObject { ["id"] = Ruth, ["team_id"] = slack.World.TeamId };
        more["trigger_id"] = "1.2.3";
        if (app is not null) more["api_app_id"] = slack.World.App.Id;
        return more;
    }

    async Task Refused(HttpStatusCode status, string path, byte[] body, string contentType = Form)
    {
        var address = new Uri(slack.Address, $"/slack/{path}");
        using var request = SignedRequest.Of(slack.World.App.SigningSecret, TimeProvider.System.GetUtcNow(), address, body, contentType);
        using var response = await http.SendAsync(request, Cancel);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(0, await slack.Count("inbox"));
    }

    /// <summary>What was asked after it is answered by now, and there was no other call.</summary>
    async Task NothingWasCalled()
    {
        await slack.Type(Olivia, "/ops whoami");
        await slack.Sees(Olivia, "olivia");
        await Eventually.Equal(0L, () => slack.Count("deliveries where pending"));
        Assert.Equal(0, inner.Calls);
    }
}
