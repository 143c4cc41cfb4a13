using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class SendingNonsense : SlackTest
{
    const string Good = """
        {"channel":"C1","text":"t","user_id":"U0ADAM0002","ts":"1.2","users":"U1","trigger_id":"1.2.3","view_id":"V1","files":[{"id":"F1","title":"t"}],
         "metadata":{"event_type":"a","event_payload":{}},
         "blocks":[
          {"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"static_select","options":[{"text":{"type":"plain_text","text":"x"},"value":"v"}],
           "initial_option":{"text":{"type":"plain_text","text":"x"},"value":"v"}}},
          {"type":"input","label":{"type":"plain_text","text":"l"},"element":{"type":"plain_text_input","min_length":1,"max_length":2}},
          {"type":"image","image_url":"https://example.com","alt_text":"x"},
          {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}}]}]},
          {"type":"table","rows":[[{"type":"raw_text","text":"x"}]],"column_settings":[null]}],
         "view":{"type":"home","private_metadata":"p","blocks":[{"type":"actions","elements":[{"type":"checkboxes","focus_on_load":true,
           "options":[{"text":{"type":"plain_text","text":"x"},"value":"v"}]}]}]}}
        """;

    static readonly string[] Replacements =
        ["null", "true", "7", "-1e400", "1.0", "\"\"", "\"x\"", "[]", "{}", "[null]", "[7]", "[[]]", "{\"type\":7}", "{\"type\":\"section\"}", "\"\\ud800\"", "\"\\u0000\""];

    static readonly string[] Methods =
        ["chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.publish", "views.update", "conversations.open", "files.completeUploadExternal", "blocks.validate"];

    [Fact]
    public async Task Any_part_replaced_by_anything_is_answered_in_Slacks_envelope()
    {
        World.RateLimits.Enabled = false;
        var good = JsonNode.Parse(Good)!.AsObject();
        good["channel"] = Ops.Id;
        var paths = PathsIn(good, []).ToList();
        for (var i = 0; i < paths.Count * Replacements.Length; i++)
        {
            var body = Replaced(good, paths[i % paths.Count], Replacements[i / paths.Count]);
            using var response = await Send(Methods[i % Methods.Length], new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.True(response.IsSuccessStatusCode, body);
            Assert.NotNull((await Json(response))["ok"]);
        }
    }

    [Fact]
    public async Task A_property_named_twice_inside_a_forms_json_is_no_way_in()
    {
        var blocks = Uri.EscapeDataString("""[{"type":"divider","type":"section"}]""");
        Assert.Equal("invalid_blocks_format", ErrorOf(await CallForm("chat.postMessage", $"channel={Ops.Id}&blocks={blocks}")));
    }

    static IEnumerable<object[]> PathsIn(JsonNode? node, object[] path)
    {
        if (path.Length > 0) yield return path;
        var inside = node switch
        {
            JsonObject json => json.Select(field => ((object)field.Key, field.Value)),
            JsonArray list => list.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var (step, child) in inside)
        {
            foreach (var deeper in PathsIn(child, [.. path, step])) yield return deeper;
        }
    }

    // Through text, because half a surrogate pair cannot live in a node.
    static string Replaced(JsonObject good, object[] path, string replacement)
    {
        var copy = good.DeepClone();
        var parent = path[..^1].Aggregate(copy, (node, step) => step is int index ? node[index]! : node[(string)step]!);
        if (path[^1] is int last)
            parent[last] = "@@";
        else
            parent[(string)path[^1]] = "@@";
        return copy.ToJsonString().Replace("\"@@\"", replacement, StringComparison.Ordinal);
    }
}
