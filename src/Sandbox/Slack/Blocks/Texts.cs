using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>
/// Text objects and the small composition objects. Limits: https://docs.slack.dev/reference/block-kit/composition-objects/
/// </summary>
static class Texts
{
    internal static Rule Plain(int most) =>
        ByType(type => type == "plain_text" ? Object(Must("text", Text(most)), May("emoji", Bool)) : null);

    internal static Rule Mrkdwn(int most) => Object(Must("text", Text(most)), May("verbatim", Bool));

    internal static Rule Any(int most) => ByType(type => type switch
    {
        "plain_text" => Plain(most),
        "mrkdwn" => Mrkdwn(most),
        _ => null,
    });

    internal static Rule Confirm { get; } = Object(
        Must("title", Plain(100)),
        Must("text", Plain(300)),
        Must("confirm", Plain(30)),
        Must("deny", Plain(30)),
        May("style", OneOf("primary", "danger")));

    /// <summary>The docs say 150 for value, Slack's own SDK types say 75; who stays within 75 is safe with both.</summary>
    internal static Rule Option(Rule text, Rule description, bool withUrl) => withUrl
        ? Object(Must("text", text), Must("value", Text(75)), May("description", description), May("url", Url(3000)))
        : Object(Must("text", text), Must("value", Text(75)), May("description", description));

    internal static Rule SelectOption { get; } = Option(Plain(75), Plain(75), withUrl: false);

    /// <summary>Options of radio buttons and checkboxes, which may be formatted.</summary>
    internal static Rule FormattedOption { get; } = Option(Any(75), Any(75), withUrl: false);

    internal static Rule OverflowOption { get; } = Option(Plain(75), Plain(75), withUrl: true);

    internal static Rule OptionGroup { get; } = Object(Must("label", Plain(75)), Must("options", List(1, 100, SelectOption)));

    internal static Rule SlackFileReference { get; } = Object(May("id", Text(255)), May("url", Url(3000)));

    internal static Rule DispatchConfig { get; } = Object(
        Must("trigger_actions_on", List(1, 2, OneOf("on_enter_pressed", "on_character_entered"))));

    internal static Rule ConversationFilter { get; } = Object(
        May("include", List(1, 4, OneOf("im", "mpim", "private", "public"))),
        May("exclude_external_shared_channels", Bool),
        May("exclude_bot_users", Bool));
}
