using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Slack;

/// <summary>Payloads that almost make sense: the right members with anything in them.</summary>
static class AnyPayload
{
    static readonly string[] names =
    [
        "type", "team", "team_id", "user", "user_id", "id", "actions", "action_id", "block_id", "value", "selected_option", "view",
        "private_metadata", "callback_id", "state", "values", "container",
        "is_ephemeral", "channel", "response_url", "trigger_id", "event", "event_id", "challenge", "tab", "message", "text", "command",
        "ssl_check", "bot_id",
    ];

    static readonly string[] words =
    [
        "", "block_actions", "view_submission", "block_suggestion", "message_action", "event_callback", "url_verification",
        "app_home_opened", "home", "modal", "form", "look_up", "run:1", "here:2", "pick:1:3:abc",
        "pick:9999999999:x", "pick:1:-1:", "/ops help", "/ops whoami", "/", "/ops lookup text:\"", "D123", "C123", "U123", "U0OLIVIA01",
        "http://127.0.0.1:1/x", "javascript:alert(1)", "\u0000", "\uFFFF", "x|y", "person",
        "{\"line\":\"/admin role\",\"answer\":\"person:U1\"}", "{\"line\":null}", "{\"line\":\"/ops whoami\",\"answer\":\"dialog:a|b|c\"}",
        "{\"line\":\"/admin role\",\"answer\":{\"platform\":\"slack\",\"kind\":\"person\",\"id\":\"U1\"}}",
        """{"line":"/ops whoami","answer":{"platform":"slack","kind":"dialog","id":"1.2","means":"{\"answer\":7}"}}""",
        "[1", "1.2.3",
    ];

    public static Gen<JsonObject> Of(string team, string app) =>
        from body in AnyJson.Of(names, AnyJson.Leaf(words), depth: 3)
        select With(body, team, app);

    // Past the door: a payload of another workspace, or for another app, is refused before anything in it is read.
    static JsonObject With(JsonObject body, string team, string app)
    {
        body["api_app_id"] = app;
        body["team_id"] = team;
        body["team"] = new JsonObject { ["id"] = team };
        return body;
    }
}
