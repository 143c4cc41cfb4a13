using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>What is said beside a question: its own hint, and how an answer is written that nobody helps to pick.</summary>
static class FormHints
{
    /// <summary>Typed: the platform shows a line to type into, no menu and no calendar.</summary>
    public static string Of(Input input, bool typed)
    {
        var format = input.Kind switch
        {
            ParameterKind.Money => "Write it like 49.00 or 49.00 USD.",
            ParameterKind.Duration => "Write it like 30m, 2h or 1d.",
            ParameterKind.Choice when typed && input.Choices.Count > 0 =>
                $"One of: {string.Join(", ", input.Choices.Select(choice => choice.Value))}.",
            ParameterKind.Instant when typed => "Write it like 2026-01-31, yesterday or 7d.",
            ParameterKind.Number when typed => "A whole number.",
            ParameterKind.Text or ParameterKind.Number or ParameterKind.Flag or ParameterKind.Choice or ParameterKind.Reference
                or ParameterKind.Instant => "",
        };
        var own = ChatText.OneLine(input.Hint ?? "");
        return own.Length > 0 && format.Length > 0 ? $"{own.TrimEnd('.')}. {format}" : own + format;
    }
}
