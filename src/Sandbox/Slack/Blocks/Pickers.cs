using System.Text.RegularExpressions;
using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>Date and time pickers.</summary>
static partial class Pickers
{
    internal static Rule Date { get; } = Object(
        May("initial_date", Pattern(DateFormat(), "must be a date in the format YYYY-MM-DD")),
        May("placeholder", Texts.Plain(150)),
        May("action_id", Text(255)),
        May("confirm", Texts.Confirm),
        May("focus_on_load", Bool));

    internal static Rule Time { get; } = Object(
        May("initial_time", Pattern(TimeFormat(), "must be a time in the format HH:mm")),
        May("timezone", Text(100)),
        May("placeholder", Texts.Plain(150)),
        May("action_id", Text(255)),
        May("confirm", Texts.Confirm),
        May("focus_on_load", Bool));

    internal static Rule DateAndTime { get; } = Object(
        May("initial_date_time", Int(1_000_000_000, 9_999_999_999)),
        May("action_id", Text(255)),
        May("confirm", Texts.Confirm),
        May("focus_on_load", Bool));

    [GeneratedRegex(@"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
    private static partial Regex DateFormat();

    [GeneratedRegex(@"^([01]\d|2[0-3]):[0-5]\d$")]
    private static partial Regex TimeFormat();
}
