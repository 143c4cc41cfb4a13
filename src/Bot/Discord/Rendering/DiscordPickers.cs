using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>Menus one below the other; each is a row of its own in Discord.</summary>
static class DiscordPickers
{
    public static IEnumerable<Piece> Paint(Pickers pickers, Menus menus) =>
        from picker in pickers.List
        where picker.Options.Count > 0
        from piece in menus.Of(ChatText.OneLine(picker.Label), [.. Choices(picker)])
        select piece;

    static IEnumerable<Choice> Choices(Picker picker)
    {
        var chosen = picker.Chosen is { } one
            ? picker.Options.FirstOrDefault(option => option.Command == one || option.Label == one) : null;
        return picker.Options.Select(option => new Choice(new(option == chosen ? Labelled(picker, option) : option.Label,
            option.Command) { InPlace = true }) { IsChosen = option == chosen });
    }

    // A closed menu shows only the option that was chosen: "Status: running" says more than "running". Without one it shows its own label.
    static string Labelled(Picker picker, PickerOption option) =>
        $"{ChatText.OneLine(picker.Label)}: {ChatText.OneLine(option.Label)}" is { Length: <= DiscordLimits.OptionText } both
            ? both : option.Label;
}
