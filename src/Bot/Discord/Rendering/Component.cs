using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>The components that OpsBot speaks in (https://docs.discord.com/developers/components/reference).</summary>
static class Component
{
    public static JsonObject Text(string markdown) => new() { ["type"] = 10, ["content"] = markdown };

    public static JsonObject Section(string markdown, JsonObject button) =>
        new() { ["type"] = 9, ["components"] = new JsonArray(Text(markdown)), ["accessory"] = button };

    public static JsonObject Separator() => new() { ["type"] = 14 };

    public static JsonObject File(string name) => new() { ["type"] = 13, ["file"] = new JsonObject { ["url"] = $"attachment://{name}" } };

    public static JsonObject Picture(string name, string alternative) => new()
    {
        ["type"] = 12,
        ["items"] = new JsonArray(new JsonObject
        {
            ["media"] = new JsonObject { ["url"] = $"attachment://{name}" }, ["description"] = alternative,
        }),
    };

    public static JsonObject Row(params IEnumerable<JsonObject> elements) => new() { ["type"] = 1, ["components"] = Array(elements) };

    public static JsonObject Container(IEnumerable<JsonObject> components, Tone tone)
    {
        var container = new JsonObject { ["type"] = 17, ["components"] = Array(components) };
        if (Colour(tone) is { } colour) container["accent_color"] = colour;
        return container;
    }

    public static JsonObject Button(string label, string customId, Look look) => new()
    {
        ["type"] = 2,
        ["style"] = look switch { Look.Primary => 1, Look.Normal => 2, Look.Danger => 4 },
        ["label"] = Label(label, DiscordLimits.ButtonText),
        ["custom_id"] = customId,
    };

    public static JsonObject Select(string customId, string placeholder, IEnumerable<JsonObject> options) => new()
    {
        ["type"] = 3,
        ["custom_id"] = customId,
        ["placeholder"] = Label(placeholder, DiscordLimits.Placeholder),
        ["options"] = Array(options),
    };

    public static JsonObject Option(string label, string value) =>
        new() { ["label"] = Label(label, DiscordLimits.OptionText), ["value"] = value };

    /// <summary>On one line and never empty; Discord reads no markup in it.</summary>
    public static string Label(string text, int max) =>
        ChatText.OneLine(ChatText.Cut(text, max * 4)) is var clean && string.IsNullOrWhiteSpace(clean) ? "–" : ChatText.Cut(clean, max);

    public static JsonArray Array(IEnumerable<JsonObject> nodes) => [.. nodes];

    /// <summary>How many components it is, itself and nested ones.</summary>
    public static int Count(JsonNode? node) => node switch
    {
        JsonObject component => (component.ContainsKey("type") ? 1 : 0) + component.Sum(member => Count(member.Value)),
        JsonArray list => list.Sum(Count),
        _ => 0,
    };

    /// <summary>How much text stands in it, labels and options included.</summary>
    public static int Characters(JsonNode? node) => node switch
    {
        JsonObject component =>
            component.Sum(member => member is { Key: "content" or "label" or "placeholder" or "description", Value: JsonValue value }
            && value.TryGetValue(out string? text) ? text.Length : Characters(member.Value)),
        JsonArray list => list.Sum(Characters),
        _ => 0,
    };

    static int? Colour(Tone tone) => tone switch
    {
        Tone.Neutral => null,
        Tone.Good => 0x2E_A0_43,
        Tone.Warning => 0xE3_B3_41,
        Tone.Bad => 0xDA_37_3C,
    };
}
