using System.Globalization;
using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>A command line behind something to click, and whether its answer takes the message's place.</summary>
sealed record Click(string Line, bool InPlace);

/// <summary>Puts command lines into buttons and menus, and reads them out of a click; never a shortened one.</summary>
static class Clickable
{
    // action_id of a button: "run:3", or "here:3" when the answer takes the message's place; its value is the command line.
    const string Run = "run:";
    const string Here = "here:";

    // action_id of a menu: "pick:3:15:/instance list status: plan:pro": 15 characters stand before the part that varies. An
    // option's value is the varying part behind "r" or "h".
    const string Pick = "pick:";

    /// <summary>None when its command line is longer than Slack gives back.</summary>
    public static JsonObject? Button(Button button, int number)
    {
        if (button.Command.Length > SlackLimits.ButtonValue || !ChatText.Survives(button.Command)) return null;
        var element = new JsonObject
        {
            ["type"] = "button",
            ["action_id"] = (button.InPlace ? Here : Run) + number.ToString(CultureInfo.InvariantCulture),
            ["text"] = Block.Plain(ChatText.OneLine(button.Label), SlackLimits.ButtonText),
            ["value"] = button.Command,
        };
        // Where it says no more than the label, a screen reader has that.
        if (button.Spoken is { Length: > 0 } spoken)
            element["accessibility_label"] = ChatText.Cut(ChatText.OneLine(spoken), SlackLimits.ButtonText);
        if (button.Look is not Look.Normal) element["style"] = button.Look is Look.Danger ? "danger" : "primary";
        if (button.Confirm is { } confirm) element["confirm"] = Confirm(button, confirm);
        return element;
    }

    static JsonObject Confirm(Button button, string text) => new()
    {
        ["title"] = Block.Plain("Are you sure?", SlackLimits.ViewTitle),
        ["text"] = Block.Plain(text, SlackLimits.ConfirmText),
        ["confirm"] = Block.Plain(ChatText.OneLine(button.Label), SlackLimits.ConfirmButton),
        ["deny"] = Block.Plain("Cancel", SlackLimits.ConfirmButton),
        ["style"] = button.Look is Look.Danger || button.ConfirmsDanger ? "danger" : "primary",
    };

    /// <summary>Several command lines as the options of one menu; none when what varies between them is too long for that.</summary>
    public static JsonArray? Options(IReadOnlyList<Button> buttons, int number, out string actionId)
    {
        var lines = buttons.Select(button => button.Command).ToList();
        // A space at the end of an id is one that somebody trims.
        var before = lines.Aggregate(Shared).TrimEnd(' ');
        var after = Mirrored(lines.Select(line => Mirrored(line[before.Length..])).Aggregate(Shared));
        actionId = string.Create(CultureInfo.InvariantCulture, $"{Pick}{number}:{before.Length}:{before}{after}");
        if (actionId.Length > SlackLimits.ActionId || buttons.Count > SlackLimits.Options || !lines.All(ChatText.Survives)) return null;
        var values = lines.Zip(buttons, (line, button) => (button.InPlace ? "h" : "r") + line[before.Length..^after.Length]).ToList();
        if (values.Any(value => value.Length > SlackLimits.OptionValue)) return null;
        return Block.Array(buttons.Zip(values, (button, value) => Option(button.Label, value)));
    }

    public static JsonObject Option(string label, string value) =>
        new() { ["text"] = Block.Plain(ChatText.OneLine(label), SlackLimits.OptionText), ["value"] = value };

    /// <summary>What a click asks for; none when it was not made here.</summary>
    public static Click? Read(string actionId, string value)
    {
        if (actionId.StartsWith(Run, StringComparison.Ordinal)) return value.Length > 0 ? new(value, InPlace: false) : null;
        if (actionId.StartsWith(Here, StringComparison.Ordinal)) return value.Length > 0 ? new(value, InPlace: true) : null;
        if (!actionId.StartsWith(Pick, StringComparison.Ordinal) || value.Length == 0 || value[0] is not ('r' or 'h')) return null;
        return actionId.Split(':', 4) is [_, _, var length, var around]
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var before) && before <= around.Length
            ? new(string.Concat(around.AsSpan(0, before), value.AsSpan(1), around.AsSpan(before)), InPlace: value[0] == 'h') : null;
    }

    static string Shared(string a, string b)
    {
        var length = a.AsSpan().CommonPrefixLength(b);
        // Never between the halves of one character; mirrored ones come second half first.
        return a[..(length > 0 && length < a.Length && char.IsSurrogatePair(a[length - 1], a[length])
            || length > 0 && length < a.Length && char.IsSurrogatePair(a[length], a[length - 1]) ? length - 1 : length)];
    }

    static string Mirrored(string text) => string.Create(text.Length, text, (span, source) =>
    {
        source.CopyTo(span);
        span.Reverse();
    });
}
