using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>Menus beside each other; one whose command lines do not fit into a menu becomes buttons, which hold more.</summary>
static class SlackPickers
{
    public static void Paint(Pickers pickers, Canvas canvas)
    {
        List<JsonObject> menus = [];
        List<Button> buttons = [];
        foreach (var picker in pickers.List.Where(picker => picker.Options.Count > 0))
        {
            // More than a menu holds: it shows the first hundred and says so.
            if (picker.Options.Count > SlackLimits.Options) canvas.Cut();
            var options = picker.Options.Take(SlackLimits.Options).Select(option => Labelled(picker, option)).ToList();
            if (Menu(picker, options, canvas.Number()) is { } menu) menus.Add(menu);
            else buttons.AddRange(options);
        }
        foreach (var row in menus.Chunk(SlackLimits.ActionElements))
            canvas.Add(Block.Actions(row));
        canvas.AddButtons(buttons);
    }

    static JsonObject? Menu(Picker picker, IReadOnlyList<Button> buttons, int number)
    {
        if (Clickable.Options(buttons, number, out var actionId) is not { } options) return null;
        var menu = new JsonObject
        {
            ["type"] = "static_select",
            ["action_id"] = actionId,
            ["placeholder"] = Block.Plain(ChatText.OneLine(picker.Label), SlackLimits.Placeholder),
            ["options"] = options,
        };
        for (var i = 0; i < buttons.Count; i++)
            if (picker.Chosen is { } chosen && (picker.Options[i].Command == chosen || picker.Options[i].Label == chosen))
            {
                menu["initial_option"] = options[i]!.DeepClone();
                break;
            }
        return menu;
    }

    // A closed menu shows only its option: "Status: running" says more than "running".
    static Button Labelled(Picker picker, PickerOption option) =>
        new($"{picker.Label}: {option.Label}" is { Length: <= SlackLimits.OptionText } both ? both : option.Label,
            option.Command) { InPlace = true };
}
