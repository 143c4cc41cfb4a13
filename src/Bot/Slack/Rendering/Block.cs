using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>The pieces of Block Kit that OpsBot speaks in; plain_text and rich_text only, so that no text is ever read as markup.</summary>
static class Block
{
    public static JsonObject Header(string text) => new() { ["type"] = "header", ["text"] = Plain(text, SlackLimits.Header) };

    public static JsonObject Divider() => new() { ["type"] = "divider" };

    public static JsonObject Section(string text, JsonObject accessory) =>
        new() { ["type"] = "section", ["text"] = Plain(text, SlackLimits.Text), ["accessory"] = accessory };

    public static JsonObject Actions(IEnumerable<JsonObject> elements) =>
        new() { ["type"] = "actions", ["elements"] = Array(elements) };

    public static JsonObject Context(IEnumerable<JsonObject> elements) =>
        new() { ["type"] = "context", ["elements"] = Array(elements) };

    public static JsonObject Context(string text) => Context([Plain(text, SlackLimits.ContextText)]);

    /// <summary>A picture that was uploaded.</summary>
    public static JsonObject Image(string file, string alternative) => new()
    {
        ["type"] = "image",
        ["slack_file"] = new JsonObject { ["id"] = file },
        ["alt_text"] = alternative,
    };

    /// <summary>One rich_text block around one container: rich_text_section, rich_text_quote or rich_text_preformatted.</summary>
    public static JsonObject Rich(string container, IEnumerable<JsonObject> leaves) => new()
    {
        ["type"] = "rich_text",
        ["elements"] = new JsonArray(new JsonObject { ["type"] = container, ["elements"] = Array(leaves) }),
    };

    public static JsonObject Preformatted(string text) => Rich("rich_text_preformatted", [Leaf(text)]);

    public static JsonObject Leaf(string text, string? style = null)
    {
        var leaf = new JsonObject { ["type"] = "text", ["text"] = text };
        if (style is not null) leaf["style"] = new JsonObject { [style] = true };
        return leaf;
    }

    /// <summary>Without emoji: a customer called ":skull:" stays one.</summary>
    public static JsonObject Plain(string text, int max) => new()
    {
        ["type"] = "plain_text",
        ["text"] = ChatText.Cut(ChatText.Clean(text), max) is var clean && string.IsNullOrWhiteSpace(clean) ? "–" : clean,
        ["emoji"] = false,
    };

    public static JsonArray Array(IEnumerable<JsonObject> nodes) => [.. nodes];

    /// <summary>How much text stands in it, labels of buttons and options included.</summary>
    public static int Characters(JsonNode? node) => node switch
    {
        JsonObject block => block.Sum(member => member is { Key: "text" or "fallback", Value: JsonValue value }
            && value.TryGetValue(out string? text) ? text.Length : Characters(member.Value)),
        JsonArray list => list.Sum(Characters),
        _ => 0,
    };
}
