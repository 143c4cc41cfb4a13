using System.Text.Json.Nodes;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class SendingNonsense : DiscordTest
{
    const string Good = """
        {"type":4,"name":"go","description":"d","content":"x","flags":0,"nonce":"n","enforce_nonce":true,"recipient_id":"815402731208769537",
         "allowed_mentions":{"parse":["users"],"roles":["1"]},"attachments":[{"id":0,"filename":"a.csv"}],
         "embeds":[{"title":"t","footer":{"text":"x"},"fields":[{"name":"n","value":"v"}]}],
         "options":[{"type":3,"name":"a","description":"d","choices":[{"name":"n","value":"v"}]},{"type":1,"name":"b","description":"d","options":[]}],
         "components":[{"type":17,"accent_color":1,"components":[{"type":10,"content":"x"},{"type":9,"components":[{"type":10,"content":"y"}],"accessory":{"type":2,"style":1,"custom_id":"a","label":"l","emoji":{"name":"🔥"}}}]},
          {"type":1,"components":[{"type":3,"custom_id":"s","min_values":0,"max_values":1,"options":[{"label":"l","value":"v","default":true}]}]},
          {"type":13,"file":{"url":"attachment://a.csv"}},{"type":12,"items":[{"media":{"url":"https://example.com"}}]}],
         "data":{"flags":32768,"custom_id":"m","title":"t","choices":[{"name":"n","value":1}],
          "components":[{"type":18,"label":"l","component":{"type":4,"custom_id":"i","style":1,"min_length":1,"value":"v"}},{"type":18,"label":"l","component":{"type":22,"custom_id":"g","options":[{"label":"l","value":"v"}]}},{"type":10,"content":"x"}]}}
        """;

    static readonly string[] Replacements =
        ["null", "true", "7", "9", "-1e400", "1.0", "\"\"", "\"x\"", "[]", "{}", "[null]", "[7]", "[[]]", "{\"type\":7}", "{\"type\":10}",
            "\"\\ud800\"", "\"\\u0000\"", "32768"];

    [Fact]
    public async Task Any_part_replaced_by_anything_is_answered_in_Discords_way()
    {
        World.RateLimits.Enabled = false;
        var message = (string)(await Post("original"))!["id"]!;
        var answered = await Run();
        await Respond(answered, new { type = 5 });
        var payload = await Run();
        (string Verb, string Path, Func<string, string> Wrap)[] routes =
        [
            ("POST", $"channels/{Ops.Id}/messages", body => body),
            ("PATCH", $"channels/{Ops.Id}/messages/{message}", body => body),
            ("POST", "", body => body),
            ("PUT", $"applications/{World.App.ApplicationId}/guilds/{World.Guild.Id}/commands", body => $"[{body}]"),
            ("POST", "users/@me/channels", body => body),
            ("POST", $"channels/{Ops.Id}/messages/{message}/threads", body => body),
            ("POST", Webhook(answered), body => body),
        ];
        var good = JsonNode.Parse(Good)!.AsObject();
        foreach (var (i, body) in AnyJson.Replacing(good, Replacements).Index())
        {
            var (verb, path, wrap) = routes[i % routes.Length];
            // One that is answered takes no second answer, whatever is in it.
            if (path.Length == 0 && World.Interactions.Find((string?)payload["id"])!.Answered is not null) payload = await Run();
            if (path.Length == 0) path = Callback(payload);
            using var response = await Send(verb, path, JsonContent(wrap(body)));
            Assert.True((int)response.StatusCode < 500, $"{verb} {path}: {body}");
            var text = await response.Content.ReadAsStringAsync(Cancel);
            if ((int)response.StatusCode >= 400) Assert.NotNull(JsonNode.Parse(text)!["code"]);
        }
    }
}
