using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>What stands in modals only.</summary>
static class Inputs
{
    const int MostText = 4000;
    const string InLabel = ".component";

    internal static Rule Label => Object(
        Must("label", Text(45)),
        May("description", Text(100)),
        Must("component", ComponentTypes.OneOf(ComponentTypes.InLabel)));

    internal static Rule TextInput { get; } = All(
        Object(
            Must("custom_id", Buttons.CustomId),
            Must("style", OneOf(1, 2)),
            May("min_length", Int(0, MostText)),
            May("max_length", Int(1, MostText)),
            May("required", Bool),
            May("value", Text(MostText, least: 0)),
            May("placeholder", Text(100, least: 0))),
        Caption,
        Lengths);

    internal static Rule FileUpload { get; } = All(
        Object(Must("custom_id", Buttons.CustomId), May("min_values", Int(0, 10)), May("max_values", Int(1, 10)), May("required", Bool)),
        Menus.Bounds,
        Menus.InModal);

    static Rule Option { get; } = Object(Must("label", Text(100)), Must("value", Text(100)), May("description", Text(100)),
        May("default", Bool));

    internal static Rule RadioGroup { get; } = All(
        Object(Must("custom_id", Buttons.CustomId), Must("options", List(2, 10, Option)), May("required", Bool)),
        Menus.Options);

    internal static Rule CheckboxGroup { get; } = All(
        Object(
            Must("custom_id", Buttons.CustomId),
            Must("options", List(1, 10, Option)),
            May("min_values", Int(0, 10)),
            May("max_values", Int(1, 10)),
            May("required", Bool)),
        // Where the number of ticks is not limited, all of them may be made.
        (check, node, at) => Menus.Options(check, Bounded(node!), at),
        (check, node, at) => Menus.Bounds(check, Bounded(node!), at),
        Menus.InModal);

    internal static Rule Checkbox { get; } = Object(Must("custom_id", Buttons.CustomId), May("default", Bool));

    static JsonNode Bounded(JsonNode group)
    {
        if (group["max_values"] is not null) return group;
        var bounded = group.DeepClone();
        bounded["max_values"] = ((JsonArray)group["options"]!).Count;
        return bounded;
    }

    // Inside a Label the label is the Label's; in an old action row it is the input's own.
    static void Caption(Check check, JsonNode? node, string at)
    {
        if (!at.EndsWith(InLabel, StringComparison.Ordinal))
            Object(Must("label", Text(45)))(check, node, at);
        else if (node!["label"] is not null)
            check.Add(Step(at, "label"), "TEXT_INPUT_LABEL_IN_LABEL", "A text input inside a Label cannot have a label of its own");
    }

    static void Lengths(Check check, JsonNode? node, string at)
    {
        var (least, most) = (AsInt(node!["min_length"]) ?? 0, AsInt(node["max_length"]) ?? MostText);
        if (least > 0 && node["required"] is JsonValue required && required.ToString() is "false")
            check.Add(Step(at, "min_length"), "TEXT_INPUT_MIN_LENGTH_OUT_OF_RANGE", "What may be left empty cannot have a min_length");
        if (least > most)
            check.Add(Step(at, "min_length"), "TEXT_INPUT_MIN_LENGTH_OUT_OF_RANGE", "min_length cannot be greater than max_length");
        if (AsText(node["value"]) is not { Length: > 0 } value) return;
        if (value.Length > most)
            check.Add(Step(at, "value"), TooLong, $"Must be {most} or fewer in length.");
        else if (value.Length < least)
            check.Add(Step(at, "value"), TooShort, $"Must be {least} or more in length.");
    }
}
