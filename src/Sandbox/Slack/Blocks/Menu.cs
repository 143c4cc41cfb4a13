using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>Selects, overflow menus, radio buttons and checkboxes.</summary>
static class Menu
{
    const int Plenty = 100;

    internal static Rule Overflow { get; } = Object(
        Must("options", List(1, 5, Texts.OverflowOption)),
        May("action_id", Text(255)),
        May("confirm", Texts.Confirm));

    internal static Rule Radio { get; } = All(
        Object(
            Must("options", List(1, 10, Texts.FormattedOption)),
            May("initial_option", Texts.FormattedOption),
            May("action_id", Text(255)),
            May("confirm", Texts.Confirm),
            May("focus_on_load", Bool)),
        InitialIsOffered);

    internal static Rule Checkboxes { get; } = All(
        Object(
            Must("options", List(1, 10, Texts.FormattedOption)),
            May("initial_options", List(1, 10, Texts.FormattedOption)),
            May("action_id", Text(255)),
            May("confirm", Texts.Confirm),
            May("focus_on_load", Bool)),
        InitialIsOffered);

    internal static Rule Select(string type)
    {
        var many = type.StartsWith("multi_", StringComparison.Ordinal);
        var kind = type.Replace("multi_", "", StringComparison.Ordinal);
        List<Field> fields =
        [
            May("placeholder", Texts.Plain(150)),
            May("action_id", Text(255)),
            May("confirm", Texts.Confirm),
            May("focus_on_load", Bool),
            .. many ? [May("max_selected_items", Int(1, Plenty))] : Array.Empty<Field>(),
            .. FieldsOf(kind, many),
        ];
        var shape = Object([.. fields]);
        return kind == "static_select" ? All(shape, EitherOptionsOrGroups, InitialIsOffered) : shape;
    }

    static Field[] FieldsOf(string kind, bool many) => kind switch
    {
        "static_select" =>
        [
            May("options", List(1, 100, Texts.SelectOption)),
            May("option_groups", List(1, 100, Texts.OptionGroup)),
            Initial("option", many, Texts.SelectOption),
        ],
        "external_select" => [May("min_query_length", Int(1, 1000)), Initial("option", many, Texts.SelectOption)],
        "users_select" => [Initial("user", many, Text(255))],
        "channels_select" => [Initial("channel", many, Text(255)), .. ResponseUrl(many)],
        _ =>
        [
            Initial("conversation", many, Text(255)),
            May("default_to_current_conversation", Bool),
            May("filter", Texts.ConversationFilter),
            .. ResponseUrl(many),
        ],
    };

    static Field Initial(string noun, bool many, Rule item) =>
        many ? May($"initial_{noun}s", List(1, Plenty, item)) : May($"initial_{noun}", item);

    static Field[] ResponseUrl(bool many) => many ? [] : [May("response_url_enabled", Bool)];

    static Rule EitherOptionsOrGroups { get; } = (check, node, at) =>
    {
        if ((node!["options"] is null) == (node["option_groups"] is null))
            check.Add(at, Check.Invalid, "must provide exactly one of options or option_groups");
    };

    static Rule InitialIsOffered => (check, node, at) =>
    {
        var offered = new Place([], (JsonObject)node!).Options.Select(option => AsText(option["value"])).ToHashSet();
        if (node!["initial_option"] is JsonObject one && !offered.Contains(AsText(one["value"])))
            check.Add($"{at}/initial_option", Check.Invalid, "initial option must match one of the options");
        foreach (var each in (node["initial_options"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (!offered.Contains(AsText(each["value"])))
                check.Add($"{at}/initial_options", Check.Invalid, "initial options must match the options");
        }
    };
}
