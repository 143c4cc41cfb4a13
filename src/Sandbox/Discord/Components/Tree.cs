using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Walks through components, however deep they stand.</summary>
static class Tree
{
    /// <summary>Every component, each before what is inside it.</summary>
    internal static IEnumerable<JsonObject> All(JsonArray? components) =>
        (components ?? []).OfType<JsonObject>().SelectMany(WithInside);

    internal static JsonObject? Find(JsonArray? components, string customId) =>
        All(components).FirstOrDefault(component => (string?)component["custom_id"] == customId);

    /// <summary>A component's type number; 0 where there is none.</summary>
    internal static int TypeOf(JsonNode? component) =>
        (component as JsonObject)?["type"] is JsonValue type && type.GetValueKind() is JsonValueKind.Number
            && int.TryParse(type.ToJsonString(), out var number) ? number : 0;

    /// <summary>A copy with an id on every component, safe to read from many threads.</summary>
    internal static JsonArray WithIds(JsonArray components)
    {
        var copy = (JsonArray)components.DeepClone();
        var taken = All(copy).Select(component => component["id"]).OfType<JsonValue>().Select(id => id.ToJsonString()).ToHashSet();
        var next = 1;
        foreach (var component in All(copy))
        {
            // Zero is as good as none.
            if (component["id"] is JsonValue given && given.ToJsonString() != "0") continue;
            while (taken.Contains(next.ToString(System.Globalization.CultureInfo.InvariantCulture))) next++;
            component["id"] = next++;
        }

        StrictJson.Unfold(copy);
        return copy;
    }

    static IEnumerable<JsonObject> WithInside(JsonObject component)
    {
        IEnumerable<JsonNode?> inside = [.. component["components"] as JsonArray ?? [], component["accessory"], component["component"]];
        return inside.OfType<JsonObject>().SelectMany(WithInside).Prepend(component);
    }
}
