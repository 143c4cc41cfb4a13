using System.Globalization;
using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>Elements that a person types into.</summary>
static class Inputs
{
    internal static Rule PlainText { get; } = All(
        Object(
            May("action_id", Text(255)),
            May("initial_value", Text(3000, least: 0)),
            May("multiline", Bool),
            May("min_length", Int(0, 3000)),
            May("max_length", Int(1, 3000)),
            May("placeholder", Texts.Plain(150)),
            May("dispatch_action_config", Texts.DispatchConfig),
            May("focus_on_load", Bool)),
        (check, node, at) =>
        {
            if (Number(node!["min_length"]) > Number(node["max_length"]))
                check.Add($"{at}/min_length", Check.Invalid, "min_length must not be greater than max_length");
            if (AsText(node["initial_value"]) is not { Length: > 0 } initial) return;
            if (initial.Length < Number(node["min_length"]))
                check.Add($"{at}/initial_value", Check.TooShort, "initial_value must not be shorter than min_length");
            if (initial.Length > Number(node["max_length"]))
                check.Add($"{at}/initial_value", Check.TooLong, "initial_value must not be longer than max_length");
        });

    internal static Rule Address { get; } = Object(
        May("action_id", Text(255)),
        May("initial_value", Text(3000)),
        May("placeholder", Texts.Plain(150)),
        May("dispatch_action_config", Texts.DispatchConfig),
        May("focus_on_load", Bool));

    internal static Rule Numeric { get; } = Object(
        Must("is_decimal_allowed", Bool),
        May("action_id", Text(255)),
        May("initial_value", NumberText),
        May("min_value", NumberText),
        May("max_value", NumberText),
        May("placeholder", Texts.Plain(150)),
        May("dispatch_action_config", Texts.DispatchConfig),
        May("focus_on_load", Bool));

    internal static Rule Rich { get; } = Object(
        May("action_id", Text(255)),
        May("initial_value", RichText.Block),
        May("placeholder", Texts.Plain(150)),
        May("dispatch_action_config", Texts.DispatchConfig),
        May("focus_on_load", Bool));

    internal static Rule File { get; } = Object(
        May("action_id", Text(255)),
        May("filetypes", List(1, 100, Text(20))),
        May("max_files", Int(1, 10)));

    // Slack takes numbers as strings here, so that no decimal place is lost on the way.
    static Rule NumberText => (check, node, at) =>
    {
        if (AsText(node) is not { } text || !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _))
            check.Add(at, Check.Invalid, "must be a number given as a string");
    };

    static decimal? Number(System.Text.Json.Nodes.JsonNode? node) =>
        decimal.TryParse(node?.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
}
