using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>Entries of a list with their buttons: beside them while there are few, in menus below once there are many.</summary>
static class DiscordItems
{
    // As many as a reader takes in at a glance keep their buttons.
    const int Few = 3;

    // More different buttons than this are easier to find in one menu than in one menu each.
    const int MostMenus = 3;

    public static IEnumerable<Piece> Paint(IReadOnlyList<Item> items, Menus menus, Density density, List<Item> folded)
    {
        var fold = density is Density.Tight || density is Density.Folded && items.Count > Few;
        foreach (var item in items)
            foreach (var piece in fold ? [Said(item)] : Single(item, menus))
                yield return piece;
        if (!fold) yield break;
        if (density is Density.Tight)
        {
            folded.AddRange(items);
            yield break;
        }
        foreach (var piece in Fold(items, menus))
            yield return piece;
    }

    /// <summary>All buttons of the entries in menus: one for each sort of button where there are few sorts.</summary>
    public static IEnumerable<Piece> Fold(IReadOnlyList<Item> items, Menus menus)
    {
        var choices = items.SelectMany(item => item.Buttons.Select(button => (button.Label, Choice: ChoiceOf(item, button)))).ToList();
        var sorts = choices.GroupBy(choice => choice.Label).ToList();
        if (sorts.Count > MostMenus || sorts.Count == choices.Count)
            return menus.Of("Choose what to do…", choices.ConvertAll(choice => choice.Choice));
        return sorts.SelectMany(sort => menus.Of($"{ChatText.OneLine(sort.Key)}…", [.. sort.Select(choice => choice.Choice)]));
    }

    static Choice ChoiceOf(Item item, Button button) =>
        new(button with { Label = $"{ChatText.OneLine(button.Label)}: {Entries.Name(item)}" }) { Description = Rest(item) };

    static IEnumerable<Piece> Single(Item item, Menus menus) => item.Buttons.Count switch
    {
        0 => [Said(item)],
        1 => [new Piece.Beside(Said(item).Lines, menus.Button(item.Buttons[0]))],
        _ => [Said(item), .. menus.Rows(item.Buttons)],
    };

    static Piece.Prose Said(Item item) =>
        Piece.Prose.Of(item.Text) is { Lines.Count: > 1 } long_ ? long_ with { Apart = true } : Piece.Prose.Of(item.Text);

    static string? Rest(Item item)
    {
        var (text, name) = (ChatText.OneLine(ChatText.Cut(item.Text.Text, 400)), Entries.Name(item));
        return text.StartsWith(name, StringComparison.Ordinal) && text[name.Length..].Trim(' ', ',', '·') is { Length: > 0 } rest
            ? rest : null;
    }
}
