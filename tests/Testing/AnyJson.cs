using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace OpsBot.Tests.Testing;

/// <summary>JSON that almost makes sense: the right members with anything in them, or a good one with any part replaced.</summary>
static class AnyJson
{
    /// <summary>Objects that nest so deep, with members of those names.</summary>
    public static Gen<JsonObject> Of(string[] names, Gen<JsonNode?> leaf, int depth) =>
        from count in Gen.Choose(0, 9)
        from members in (from name in Gen.Elements(names) from value in Value(names, leaf, depth) select (name, value)).ListOf(count)
        select Object(members);

    public static Gen<JsonNode?> Leaf(string[] words) => Gen.Frequency(
        (8, Gen.Elements(words).Select(word => (JsonNode?)word)),
        (2, Gen.Choose(-5, 20).Select(number => (JsonNode?)number)),
        (1, Gen.Elements(1e300, 4294967296, 0.5).Select(number => (JsonNode?)number)),
        (1, Gen.Elements(true, false).Select(flag => (JsonNode?)flag)),
        (1, Gen.Constant<JsonNode?>(null)));

    /// <summary>Each part of it replaced by each of these, as text, because half a surrogate pair cannot live in a node.</summary>
    public static IEnumerable<string> Replacing(JsonObject good, IEnumerable<string> replacements)
    {
        var paths = PathsIn(good, []).ToList();
        return from replacement in replacements from path in paths select Replaced(good, path, replacement);
    }

    static Gen<JsonNode?> Value(string[] names, Gen<JsonNode?> leaf, int depth) => depth == 0 ? leaf : Gen.Frequency(
        (4, leaf),
        (3, Of(names, leaf, depth - 1).Select(members => (JsonNode?)members)),
        (2, from items in Value(names, leaf, depth - 1).ListOf(2)
            select (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])));

    static JsonObject Object(IEnumerable<(string Name, JsonNode? Value)> members)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members) made[name] = value?.DeepClone();
        return made;
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
