using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Lists;

/// <summary>Menus that filter a list by the values of an enum, and the button that leaves all filters out.</summary>
public static class Filter
{
    /// <summary>The line asks for the list with that value, or with any.</summary>
    public static Picker By<T>(string label, T? chosen, Func<T?, string> line, params IReadOnlyList<T> without) where T : struct, Enum => new(label,
    [
        new($"Any {label.ToLowerInvariant()}", line(null)),
        .. Enum.GetValues<T>().Except(without).Select(value => new PickerOption(Capitalized(value), line(value))),
    ], chosen is { } one ? Capitalized(one) : null);

    public static string Capitalized<T>(T value) where T : struct, Enum => value.Words() is var words ? char.ToUpperInvariant(words[0]) + words[1..] : "";

    public static IReadOnlyList<Button> Clear(bool isFiltered, string line) => isFiltered ? [new Button("Clear filters", line) { InPlace = true }] : [];
}
