using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>Interactive elements. Limits: https://docs.slack.dev/reference/block-kit/block-elements/</summary>
static class Elements
{
    static readonly string[] Selects = ["static_select", "external_select", "users_select", "conversations_select", "channels_select"];
    static readonly string[] Menus = [.. Selects, .. Selects.Select(select => "multi_" + select), "overflow"];
    static readonly string[] Choices = ["radio_buttons", "checkboxes", "datepicker", "timepicker"];

    static readonly HashSet<string> InSection = [.. Menus, .. Choices, "button", "image"];
    static readonly HashSet<string> InActions = [.. Menus, .. Choices, "button", "datetimepicker", "rich_text_input"];
    static readonly HashSet<string> InInput =
    [
        .. Menus.Where(menu => menu != "overflow"), .. Choices, "datetimepicker", "rich_text_input",
        "plain_text_input", "number_input", "email_text_input", "url_text_input", "file_input",
    ];

    internal static Rule Accessory { get; } = Allowed(InSection);
    internal static Rule Action { get; } = Allowed(InActions);
    internal static Rule Input { get; } = Allowed(InInput);

    internal static Rule Image { get; } = All(
        Object(May("image_url", Url(3000)), May("slack_file", Texts.SlackFileReference), Must("alt_text", Text(2000))),
        (check, node, at) =>
        {
            if ((node!["image_url"] is null) == (node["slack_file"] is null))
                check.Add(at, Check.Invalid, "must provide exactly one of image_url or slack_file");
        });

    static Rule Allowed(HashSet<string> allowed) => ByType(type => allowed.Contains(type) ? All(RuleOf(type), Identity) : null);

    static Rule RuleOf(string type) => type switch
    {
        "button" => Button,
        "image" => Image,
        "overflow" => Menu.Overflow,
        "radio_buttons" => Menu.Radio,
        "checkboxes" => Menu.Checkboxes,
        "datepicker" => Pickers.Date,
        "timepicker" => Pickers.Time,
        "datetimepicker" => Pickers.DateAndTime,
        "plain_text_input" => Inputs.PlainText,
        "email_text_input" or "url_text_input" => Inputs.Address,
        "number_input" => Inputs.Numeric,
        "rich_text_input" => Inputs.Rich,
        "file_input" => Inputs.File,
        _ => Menu.Select(type),
    };

    static Rule Button { get; } = Object(
        Must("text", Texts.Plain(75)),
        May("action_id", Text(255)),
        May("url", Url(3000)),
        May("value", Text(2000)),
        May("style", OneOf("primary", "danger")),
        May("confirm", Texts.Confirm),
        May("accessibility_label", Text(75)));

    static Rule Identity { get; } = (check, node, at) =>
    {
        if (AsText(node!["action_id"]) is { } id && !check.ActionIds.Add(id))
            check.Add($"{at}/action_id", Check.Duplicate, $"`action_id` \"{id}\" already exists for another element");
        if (node["focus_on_load"] is { } focus && focus.ToString() is "true" && ++check.Focused > 1)
            check.Add($"{at}/focus_on_load", Check.Invalid, "only one element can be set to `focus_on_load`");
    };
}
