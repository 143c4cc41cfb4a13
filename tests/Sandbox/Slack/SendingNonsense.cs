using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Tests.Testing;

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
        ["null", "true", "7", "-1e400", "1.0", "\"\"", "\"x\"", "[]", "{}", "[null]", "[7]", "[[]]", "{\"type\":7}",
            "{\"type\":\"section\"}", "\"\\ud800\"", "\"\\u0000\""];

    static readonly string[] Methods =
        ["chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.publish", "views.update", "conversations.open",
            "files.completeUploadExternal", "blocks.validate"];

    [Fact]
    public async Task Any_part_replaced_by_anything_is_answered_in_Slacks_envelope()
    {
        World.RateLimits.Enabled = false;
        var good = JsonNode.Parse(Good)!.AsObject();
        good["channel"] = Ops.Id;
        foreach (var (i, body) in AnyJson.Replacing(good, Replacements).Index())
        {
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
}
