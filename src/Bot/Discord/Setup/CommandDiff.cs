using System.Text.Json.Nodes;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>
/// What registering the commands would change, a line each: "+ /instance logs", "- /pool", "~ /instance stop reason: description …".
/// </summary>
static class CommandDiff
{
    // What Discord adds by itself, and what it leaves out where nothing else was said.
    static readonly string[] compared = ["name", "description", "type", "required", "autocomplete", "min_value", "max_value", "min_length",
        "max_length", "choices", "default_member_permissions", "nsfw"];

    public static IReadOnlyList<string> Between(JsonArray now, JsonArray wanted) => [.. Level("/", Named(now), Named(wanted))];

    static IEnumerable<string> Level(string path, Dictionary<string, JsonObject> now, Dictionary<string, JsonObject> wanted)
    {
        foreach (var name in now.Keys.Union(wanted.Keys).Order(StringComparer.Ordinal))
        {
            var here = path == "/" ? $"/{name}" : $"{path} {name}";
            if (!now.TryGetValue(name, out var before)) yield return $"+ {here}";
            else if (!wanted.TryGetValue(name, out var after)) yield return $"- {here}";
            else
            {
                foreach (var field in compared.Where(field => !Same(field, before[field], after[field])))
                    yield return $"~ {here}: {field} {Shown(before[field])} → {Shown(after[field])}";
                foreach (var inner in Level(here, Named(before["options"] as JsonArray ?? []), Named(after["options"] as JsonArray ?? [])))
                    yield return inner;
                if (Order(before) is var old && Order(after) is var order && old.Order().SequenceEqual(order.Order())
                    && !old.SequenceEqual(order)) yield return $"~ {here}: order of its options";
            }
        }
    }

    static Dictionary<string, JsonObject> Named(JsonArray list) =>
        list.OfType<JsonObject>().GroupBy(Name).ToDictionary(group => group.Key, group => group.First());

    // An entry of a message's or a person's menu has no description, and may be called as a slash command is.
    static string Name(JsonObject one) =>
        string.IsNullOrEmpty((string?)one["description"]) && (int?)one["type"] is 2 or 3 ? $"{one["name"]} (in a menu)"
            : (string?)one["name"] ?? "";

    static List<string> Order(JsonObject parent) =>
        [.. (parent["options"] as JsonArray ?? []).OfType<JsonObject>().Select(option => (string?)option["name"] ?? "")];

    static bool Same(string field, JsonNode? before, JsonNode? after) => field switch
    {
        "choices" => Choices(before).SequenceEqual(Choices(after)),
        "required" or "autocomplete" or "nsfw" => IsTrue(before) == IsTrue(after),
        // A command without a type is a slash command.
        "type" => (before?.ToJsonString() ?? "1") == (after?.ToJsonString() ?? "1"),
        "description" => ((string?)before ?? "") == ((string?)after ?? ""),
        _ => before?.ToJsonString(Json.Options) == after?.ToJsonString(Json.Options),
    };

    static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool isTrue) && isTrue;

    static IEnumerable<string> Choices(JsonNode? node) =>
        (node as JsonArray ?? []).OfType<JsonObject>().Select(choice => $"{choice["name"]}={choice["value"]}");

    static string Shown(JsonNode? node) => node?.ToJsonString(Json.Options) ?? "none";
}
