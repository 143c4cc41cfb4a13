using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>The values of a surface's inputs, addressed by block_id and action_id.</summary>
public sealed record ViewState(ImmutableSortedDictionary<(string Block, string Action), JsonObject> Values)
{
    public static ViewState Empty { get; } = new(ImmutableSortedDictionary<(string, string), JsonObject>.Empty);

    public JsonObject? Find(string block, string action) => Values.GetValueOrDefault((block, action));

    public ViewState With(string block, string action, JsonObject value) => new(Values.SetItem((block, action), value));

    /// <summary>The <c>state.values</c> object of a payload.</summary>
    public JsonObject ToJson()
    {
        var values = new JsonObject();
        foreach (var ((block, action), value) in Values)
        {
            if (values[block] is not JsonObject inBlock) values[block] = inBlock = [];
            inBlock[action] = value.DeepClone();
        }

        return values;
    }
}
