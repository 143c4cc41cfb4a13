using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>Things to click, numbered so that no two of a message have the same id, and the clicks to keep for them.</summary>
sealed class Menus
{
    /// <summary>Nobody scrolls through more.</summary>
    public const int MostOptions = 100;

    readonly List<KeptClick> kept = [];
    int number;

    public IReadOnlyList<KeptClick> Kept => kept;

    public IEnumerable<Piece> Rows(IEnumerable<Button> buttons) =>
        buttons.Chunk(DiscordLimits.RowButtons).Select(row => new Piece.Row(Component.Row(row.Select(button => Button(button)))));

    public System.Text.Json.Nodes.JsonObject Button(Button button, bool isSure = false) =>
        Component.Button(button.Label, Clickable.ButtonId(button, number++, kept, isSure), button.Look);

    /// <summary>Command lines as the options of one menu, or of several where they are many.</summary>
    public IEnumerable<Piece> Of(string placeholder, IReadOnlyList<Choice> choices)
    {
        var chunks = choices.Take(MostOptions).Chunk(DiscordLimits.Options).ToList();
        foreach (var (index, chunk) in chunks.Index())
            yield return Menu(chunks.Count > 1 ? $"{placeholder} ({index + 1} of {chunks.Count})" : placeholder, chunk);
        if (choices.Count > MostOptions) yield return new Piece.Missing();
    }

    Piece.Row Menu(string placeholder, IReadOnlyList<Choice> choices)
    {
        // The same line twice is the same choice, and Discord refuses it.
        var distinct = choices.Select(choice => (Choice: choice, Value: Clickable.OptionValue(choice.Button, kept)))
            .DistinctBy(pair => pair.Value).ToList();
        var options = distinct.ConvertAll(pair => Component.Option(pair.Choice.Button.Label, pair.Value));
        if (distinct.FindIndex(pair => pair.Choice.IsChosen) is >= 0 and var chosen) options[chosen]["default"] = true;
        return new(Component.Row(Component.Select(Clickable.PickId(number++), placeholder, options)))
        {
            Descriptions = [.. distinct.Zip(options).Where(pair => pair.First.Choice.Description is not null)
                .Select(pair => new Described(pair.Second, Component.Label(pair.First.Choice.Description!, DiscordLimits.OptionText)))],
        };
    }
}

/// <summary>One option of a menu.</summary>
sealed record Choice(Button Button)
{
    public bool IsChosen { get; init; }

    public string? Description { get; init; }
}
