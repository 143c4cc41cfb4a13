using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>What Discord takes as the options of a command. https://docs.discord.com/developers/interactions/application-commands</summary>
static class OptionRules
{
    const long LargestNumber = 9_007_199_254_740_992;

    internal static Rule Options(int depth) => All(List(0, 25, (check, node, at) => Option(check, node, at, depth)), OptionOrder);

    static void Option(Check check, JsonNode? node, string at, int depth)
    {
        var type = Tree.TypeOf(node);
        // A group holds subcommands, a subcommand holds values, and there is nothing deeper.
        int[] allowed = depth switch { 0 => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 1 => [1], _ => [3, 4, 5, 6, 7, 8, 9, 10, 11] };
        All(
            Object(
                Must("type", OneOf(allowed)),
                Must("name", CommandRules.Name),
                Must("description", Text(100)),
                May("required", Bool),
                May("options", type is 1 or 2 ? Options(type == 2 ? 1 : 2)
                    : Never("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only subcommands and groups have options")),
                May("choices", type is 3 or 4 or 10 ? List(0, 25, OptionChoice(type))
                    : Never("APPLICATION_COMMAND_CHOICES_TYPE_INVALID", "This type of option has no choices")),
                May("autocomplete", Bool),
                May("min_length", type == 3 ? Int(0, 6000) : Never(Choices, "Only text has a min_length")),
                May("max_length", type == 3 ? Int(1, 6000) : Never(Choices, "Only text has a max_length")),
                May("min_value", type is 4 or 10 ? NumberOf(type) : Never(Choices, "Only numbers have a min_value")),
                May("max_value", type is 4 or 10 ? NumberOf(type) : Never(Choices, "Only numbers have a max_value"))),
            (inner, json, place) => Autocomplete(inner, json!, place, type))(check, node, at);
        if (type == 2 && node?["options"] is not JsonArray { Count: > 0 })
            check.Add(Step(at, "options"), Required, "This field is required");
    }

    static void Autocomplete(Check check, JsonNode option, string at, int type)
    {
        if (!IsTrue(option["autocomplete"])) return;
        if (type is not (3 or 4 or 10))
            check.Add(Step(at, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_TYPE_INVALID",
                "This type of option cannot have autocomplete");
        else if (option["choices"] is JsonArray { Count: > 0 })
            check.Add(Step(at, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES",
                "An option cannot have both choices and autocomplete");
    }

    static void OptionOrder(Check check, JsonNode? node, string at)
    {
        var (names, optionalSeen, values, subcommands) = (new HashSet<string>(), false, 0, 0);
        foreach (var (index, option) in ((JsonArray)node!).Index())
        {
            if (!names.Add(AsText(option!["name"])!))
                check.Add(Step(at, index), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name is already in use");
            if (Tree.TypeOf(option) is 1 or 2) subcommands++; else values++;
            var isRequired = IsTrue(option["required"]);
            if (isRequired && optionalSeen)
                check.Add(Step(at, index), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                    "Required options must be placed before non-required options");
            optionalSeen |= !isRequired;
        }

        if (values > 0 && subcommands > 0)
            check.Add(at, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "Sub-command and sub-command group option types are mutually exclusive to all other types");
    }

    static Rule OptionChoice(int type) => Object(Must("name", Text(100)), Must("value", type == 3 ? Text(100) : NumberOf(type)));

    static Rule NumberOf(int type) => type == 4 ? Int(-LargestNumber, LargestNumber) : Number;

    static Rule Number { get; } = (check, node, at) =>
    {
        if (node?.GetValueKind() is not JsonValueKind.Number
            || !double.TryParse(node.ToJsonString(), CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > LargestNumber)
            check.Add(at, "NUMBER_TYPE_COERCE", $"Value \"{node?.ToJsonString()}\" is not a number.");
    };

    /// <summary>A choice offered while typing: text or a number.</summary>
    internal static void ChoiceValue(Check check, JsonNode? node, string at)
    {
        var rule = node?.GetValueKind() is JsonValueKind.Number ? Number : Text(100);
        rule(check, node, at);
    }
}
