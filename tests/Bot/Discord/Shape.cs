using System.Text.Json.Nodes;

namespace OpsBot.Tests.Bot.Discord;

/// <summary>Looks into components: all of them, nested ones included.</summary>
static class Shape
{
    public static IEnumerable<JsonObject> All(JsonNode? node) => node switch
    {
        JsonObject component =>
            [.. component.ContainsKey("type") ? [component] : (JsonObject[])[], .. component.SelectMany(member => All(member.Value))],
        JsonArray list => list.SelectMany(All),
        _ => [],
    };

    public static IEnumerable<string> Texts(JsonNode? node) =>
        All(node).Where(component => (int?)component["type"] == 10).Select(text => (string)text["content"]!);

    /// <summary>The names of the files that are shown.</summary>
    public static IEnumerable<string> Files(JsonNode? node) => All(node).Where(component => (int?)component["type"] == 13)
        .Select(file => ((string)file["file"]!["url"]!)["attachment://".Length..]);

    public static IEnumerable<JsonObject> Options(JsonObject component) =>
        (component["options"] as JsonArray ?? []).Select(option => option!.AsObject());

    public static int Characters(JsonNode? node) => node switch
    {
        JsonObject component =>
            component.Sum(member => member is { Key: "content" or "label" or "placeholder" or "description", Value: JsonValue value }
            ? ((string)value!).Length : Characters(member.Value)),
        JsonArray list => list.Sum(Characters),
        _ => 0,
    };
}
