using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>An element with an action_id, and the block that it stands in.</summary>
public sealed record Place(JsonObject Block, JsonObject Element)
{
    public string BlockId => (string?)Block["block_id"] ?? "";
    public string ActionId => (string?)Element["action_id"] ?? "";
    public string Type => (string?)Element["type"] ?? "";
    public bool IsInput => (string?)Block["type"] == "input";
    public bool IsOptional => Block["optional"] is JsonValue value && value.ToString() is "true";

    public static IEnumerable<Place> AllIn(JsonArray blocks)
    {
        foreach (var block in blocks.OfType<JsonObject>())
        {
            foreach (var element in ElementsOf(block).OfType<JsonObject>())
            {
                if (element["action_id"] is not null) yield return new(block, element);
            }
        }
    }

    static IEnumerable<JsonNode?> ElementsOf(JsonObject block) => (string?)block["type"] switch
    {
        "section" => [block["accessory"]],
        "input" => [block["element"]],
        "actions" => (IEnumerable<JsonNode?>)(JsonArray)block["elements"]!,
        _ => [],
    };

    public static Place? Find(JsonArray blocks, string blockId, string actionId) =>
        AllIn(blocks).FirstOrDefault(place => place.BlockId == blockId && place.ActionId == actionId);

    /// <summary>Every option of a select, grouped or not.</summary>
    public IEnumerable<JsonObject> Options
    {
        get
        {
            var groups = (Element["option_groups"] as JsonArray ?? []).OfType<JsonObject>();
            return (Element["options"] as JsonArray ?? [])
                .Concat(groups.SelectMany(group => group["options"] as JsonArray ?? []))
                .OfType<JsonObject>();
        }
    }
}
