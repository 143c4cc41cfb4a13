using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>What an entry of a list is about, for whoever does not see its buttons beside it.</summary>
static class Entries
{
    const int LongestName = 60;

    /// <summary>What stands out in it, or how it begins.</summary>
    public static string Name(Item item)
    {
        var text = item.Text.Spans.FirstOrDefault(span => span is Strong or Code)?.Text ?? item.Text.Text;
        return ChatText.Cut(ChatText.OneLine(ChatText.Cut(text.Split('\n')[0], LongestName * 4)), LongestName);
    }

    /// <summary>Its buttons, each with a name of its own for a screen reader: ten of them say "Logs".</summary>
    public static IReadOnlyList<Button> Buttons(Item item) =>
        [.. item.Buttons.Select(button => button with { Spoken = button.Spoken ?? $"{ChatText.OneLine(button.Label)}: {Name(item)}" })];
}
