using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>
/// One question of a form, with what was answered before; custom_id is the parameter's name, so the answer comes back under it.
/// </summary>
sealed record DiscordInput(Input Input)
{
    const int TextInput = 4;
    const int Checkbox = 23;

    public string? Answer { get; init; }

    public string? Problem { get; init; }

    /// <summary>What it can be answered with, where there are few enough for a menu.</summary>
    public IReadOnlyList<Found>? Offered { get; init; }

    string Initial => ChatText.Clean(Answer ?? Input.Initial ?? "");

    public JsonObject Label()
    {
        var element = Element();
        element["custom_id"] = Input.Name;
        var label = new JsonObject { ["type"] = 18, ["label"] = Component.Label(Input.Label, DiscordLimits.Label),
            ["component"] = element };
        var hint = FormHints.Of(Input, typed: (int?)element["type"] == TextInput);
        // What is wrong comes first: of a long description only the beginning is shown.
        var description = Problem is { Length: > 0 } ? $"{Marks.Of(Tone.Warning)} {ChatText.OneLine(Problem)} {hint}" : hint;
        if (description.Length > 0) label["description"] = Component.Label(description, DiscordLimits.LabelDescription);
        return label;
    }

    JsonObject Element() => Input.Kind switch
    {
        // A box that must be ticked is no question, and Discord has none.
        ParameterKind.Flag => new() { ["type"] = Checkbox, ["default"] = Initial is "yes" or "true" },
        ParameterKind.Choice when IsMenu(Input.Choices) => Menu(Input.Choices.Select(choice => (choice.Label, choice.Value))),
        ParameterKind.Reference when Offered is { Count: > 0 } => Menu(Things(Offered)),
        _ => Text(),
    };

    static bool IsMenu(IReadOnlyList<InputChoice> choices) =>
        choices.Count is > 0 and <= DiscordLimits.Options && choices.All(choice => IsValue(choice.Value))
            && choices.DistinctBy(choice => choice.Value).Count() == choices.Count;

    /// <summary>What was answered before is kept, also when it is none of them.</summary>
    IEnumerable<(string Label, string Value)> Things(IReadOnlyList<Found> offered)
    {
        var things = offered.Where(one => IsValue(one.Slug)).Select(one => (one.Full, one.Slug));
        return (IsValue(Initial) && offered.All(one => one.Slug != Initial) ? things.Prepend((Initial, Initial)) : things)
            .DistinctBy(one => one.Item2).Take(DiscordLimits.Options);
    }

    JsonObject Menu(IEnumerable<(string Label, string Value)> choices)
    {
        var menu = Component.Select(Input.Name, Input.Label, choices.Select(choice => Option(choice.Label, choice.Value)));
        menu["required"] = Input.Required;
        // Nothing chosen has to be said to be possible, twice.
        if (!Input.Required) menu["min_values"] = 0;
        return menu;
    }

    JsonObject Option(string label, string value)
    {
        var option = Component.Option(label, value);
        if (value == Initial) option["default"] = true;
        return option;
    }

    JsonObject Text()
    {
        var most = Math.Clamp(Input.MaxLength, 1, DiscordLimits.InputText);
        var value = ChatText.Cut((Input.ManyLines ? Initial : ChatText.OneLine(Initial)).Trim(), most);
        var element = new JsonObject
        {
            ["type"] = TextInput,
            ["style"] = Input.ManyLines ? 2 : 1,
            ["required"] = Input.Required,
            ["max_length"] = most,
        };
        // Left empty, what may be left empty is not too short. What stands there already may be: the sentence above says so, where
        // Discord would refuse to open.
        if (Input.Required) element["min_length"] = Math.Clamp(Input.MinLength, 0, value.Length > 0 ? value.Length : most);
        if (value.Length > 0) element["value"] = value;
        if (Placeholder is { Length: > 0 } placeholder) element["placeholder"] = ChatText.Cut(placeholder, DiscordLimits.InputPlaceholder);
        return element;
    }

    string Placeholder => Input.Kind switch
    {
        ParameterKind.Money => "49.00",
        ParameterKind.Duration => "2h",
        ParameterKind.Instant => "2026-01-31",
        ParameterKind.Choice => string.Join(", ", Input.Choices.Take(20).Select(choice => ChatText.OneLine(choice.Value))),
        ParameterKind.Text or ParameterKind.Number or ParameterKind.Flag or ParameterKind.Reference => "",
    };

    // Discord takes the spaces around a value away.
    static bool IsValue(string value) =>
        value.Length is > 0 and <= DiscordLimits.OptionValue && value.Trim() == value && ChatText.Survives(value);
}
