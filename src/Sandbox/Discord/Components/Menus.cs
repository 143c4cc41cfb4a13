using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>Menus of own options, and of users, roles and channels.</summary>
static class Menus
{
    internal const int MostOptions = 25;

    static readonly Field[] InEvery =
    [
        Must("custom_id", Buttons.CustomId),
        May("placeholder", Text(150, least: 0)),
        May("min_values", Int(0, MostOptions)),
        May("max_values", Int(1, MostOptions)),
        May("required", Bool),
        May("disabled", Bool),
    ];

    static Rule Option { get; } = Object(
        Must("label", Text(100)),
        Must("value", Text(100)),
        May("description", Text(100)),
        May("emoji", Buttons.Emoji),
        May("default", Bool));

    internal static Rule StringSelect { get; } = All(Object([.. InEvery, Must("options", List(1, MostOptions, Option))]), Options, Bounds,
        InModal);

    internal static Rule AutoSelect { get; } = All(
        Object([.. InEvery, May("default_values", List(0, MostOptions, Object(Must("id", Snowflake)))),
            May("channel_types", List(0, MostOptions, Int(0, 16)))]),
        Bounds,
        InModal);

    /// <summary>Values that differ, and no more ticked ones than may be chosen.</summary>
    internal static void Options(Check check, JsonNode? node, string at)
    {
        var options = (JsonArray)node!["options"]!;
        var values = new HashSet<string>();
        foreach (var (index, option) in options.Index())
        {
            check.TextLength += AsText(option!["label"])!.Length;
            if (!values.Add(AsText(option["value"])!))
                check.Add(Step(Step(Step(at, "options"), index), "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                    "The specified option value is already used");
        }

        var most = AsInt(node["max_values"]) ?? 1;
        if (most > options.Count)
            check.Add(Step(at, "max_values"), "SELECT_COMPONENT_MAX_VALUES_OUT_OF_RANGE",
                $"int value should be less than or equal to {options.Count}.");
        if (options.Count(option => IsTrue(option!["default"])) > most)
            check.Add(Step(at, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULTS", "The number of default options exceeds max_values");
    }

    internal static void Bounds(Check check, JsonNode? node, string at)
    {
        var least = AsInt(node!["min_values"]) ?? 1;
        if (least > (AsInt(node["max_values"]) ?? 1))
            check.Add(Step(at, "min_values"), "SELECT_COMPONENT_MIN_VALUES_OUT_OF_RANGE", "min_values cannot be greater than max_values");
    }

    internal static void InModal(Check check, JsonNode? node, string at)
    {
        if (check.IsModal && AsInt(node!["min_values"]) == 0
            && node["required"]?.GetValueKind() is not System.Text.Json.JsonValueKind.False)
            check.Add(Step(at, "min_values"), "MODAL_COMPONENT_REQUIRED_MIN_VALUES",
                "min_values cannot be 0 when the component is required");
    }
}
