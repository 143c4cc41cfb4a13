using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace OpsBot.Tests.Bot.Slack;

/// <summary>Payloads that almost make sense: the right members with anything in them.</summary>
static class AnyPayload
{
    static readonly string[] names =
    [
        "type", "team", "team_id", "user", "user_id", "id", "actions", "action_id", "block_id", "value", "selected_option", "view", "private_metadata", "callback_id", "state", "values", "container",
        "is_ephemeral", "channel", "response_url", "trigger_id", "event", "event_id", "challenge", "tab", "message", "text", "command", "ssl_check", "bot_id",
    ];

    static readonly string[] words =
    [
        "", "block_actions", "view_submission", "block_suggestion", "message_action", "event_callback", "url_verification", "app_home_opened", "home", "modal", "form", "look_up", "run:1", "here:2", "pick:1:3:abc",
        "pick:9999999999:x", "pick:1:-1:", "/ops help", "/ops whoami", "/", "/ops lookup text:\"", "D123", "C123", "U123", "U0OLIVIA01", "http://127.0.0.1:1/x", "javascript:alert(1)", "\u0000", "\uFFFF", "x|y", "person",
        "{\"line\":\"/admin role\",\"answer\":\"person:U1\"}", "{\"line\":null}", "{\"line\":\"/ops whoami\",\"answer\":\"dialog:a|b|c\"}", "[1", "1.2.3",
    ];

    public static Gen<JsonObject> Of(string team) =>
        from body in Members(3)
        select With(body, team);

    // Past the door: a payload of another workspace is refused before anything in it is read.
    static JsonObject With(JsonObject body, string team)
    {
        body["team_id"] = team;
        body["team"] = new JsonObject { ["id"] = team };
        return body;
    }

    static Gen<JsonObject> Members(int depth) =>
        from count in Gen.Choose(0, 9)
        from members in (from name in Gen.Elements(names) from value in Value(depth) select (name, value)).ListOf(count)
        select Object(members);

    static JsonObject Object(IEnumerable<(string Name, JsonNode? Value)> members)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members) made[name] = value?.DeepClone();
        return made;
    }

    static Gen<JsonNode?> Value(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (5, Leaf),
        (3, Members(depth - 1).Select(members => (JsonNode?)members)),
        (1, from items in Value(depth - 1).ListOf(2) select (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])));

    static Gen<JsonNode?> Leaf => Gen.Frequency(
        (8, Gen.Elements(words).Select(word => (JsonNode?)word)),
        (1, Gen.Choose(-5, 5).Select(number => (JsonNode?)number)),
        (1, Gen.Elements(true, false).Select(flag => (JsonNode?)flag)),
        (1, Gen.Constant<JsonNode?>(null)));
}
