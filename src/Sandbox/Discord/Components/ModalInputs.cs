using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>An input of a modal, and whether it must be filled in.</summary>
public sealed record ModalInput(string CustomId, int Type, JsonObject Component)
{
    public const int TextInput = 4;
    public const int StringSelect = 3;
    public const int RadioGroup = 21;
    public const int CheckboxGroup = 22;
    public const int Checkbox = 23;

    /// <summary>Everything but a lone checkbox has to be filled in unless it says otherwise.</summary>
    public bool IsRequired => Type is not Checkbox && Component["required"]?.GetValueKind() is not JsonValueKind.False;

    public IEnumerable<JsonObject> Options => (Component["options"] as JsonArray ?? []).OfType<JsonObject>();

    public int? Number(string name) => Component[name] is JsonValue value ? (int)value : null;
}

/// <summary>The inputs of a modal and what stands in them when it opens.</summary>
public static class ModalInputs
{
    public static IReadOnlyList<ModalInput> In(JsonArray components) =>
    [
        .. from component in Tree.All(components)
           where component["custom_id"] is JsonValue
           select new ModalInput((string)component["custom_id"]!, Tree.TypeOf(component), component)
    ];

    internal static ImmutableDictionary<string, ImmutableArray<string>> Initial(JsonArray components) =>
        In(components).ToImmutableDictionary(input => input.CustomId, Initial);

    static ImmutableArray<string> Initial(ModalInput input) => input.Type switch
    {
        ModalInput.TextInput => (string?)input.Component["value"] is { Length: > 0 } text ? [text] : [],
        ModalInput.Checkbox => input.Component["default"]?.GetValueKind() is JsonValueKind.True ? ["true"] : [],
        ModalInput.StringSelect or ModalInput.RadioGroup or ModalInput.CheckboxGroup =>
            [.. input.Options.Where(option => option["default"]?.GetValueKind() is JsonValueKind.True)
                .Select(option => (string)option["value"]!)],
        _ => [.. (input.Component["default_values"] as JsonArray ?? []).Select(value => (string)value!["id"]!)],
    };
}
