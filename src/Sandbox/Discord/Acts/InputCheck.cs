using System.Collections.Immutable;

namespace OpsBot.Sandbox.Discord;

/// <summary>The checks that Discord's client makes before it submits a modal.</summary>
static class InputCheck
{
    internal static ImmutableDictionary<string, string> Of(Modal modal)
    {
        var wrong = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var input in ModalInputs.In(modal.Components))
        {
            if (Of(input, modal.ValuesOf(input.CustomId)) is { } sentence) wrong[input.CustomId] = sentence;
        }

        return wrong.ToImmutable();
    }

    static string? Of(ModalInput input, ImmutableArray<string> values)
    {
        var isEmpty = values.IsEmpty || (input.Type == ModalInput.TextInput && values[0].Length == 0);
        if (isEmpty) return input.IsRequired ? "This field is required." : null;
        return input.Type switch
        {
            ModalInput.TextInput =>
                Between(values[0].Length, input.Number("min_length") ?? 0, input.Number("max_length") ?? 4000, "in length"),
            ModalInput.RadioGroup or ModalInput.Checkbox => null,
            _ => Between(values.Length, input.Number("min_values") ?? 1,
                input.Number("max_values") ?? (input.Type == ModalInput.CheckboxGroup ? 10 : 1), "choices"),
        };
    }

    static string? Between(int count, int least, int most, string of) =>
        count < least || count > most ? $"Must be between {least} and {most} {of}." : null;
}
