using System.Text.RegularExpressions;

namespace OpsBot.Core.Audit;

/// <summary>Takes card numbers out of what people type: what can never be edited must never hold one.</summary>
static partial class CardNumbers
{
    public static string Without(string text) =>
        Candidates.Replace(text, match => IsCard(match.Value) ? $"[card ending {Digits(match.Value)[^4..]}]" : match.Value);

    static bool IsCard(string text)
    {
        var digits = Digits(text);
        if (digits.Length is < 13 or > 19 || digits.All(digit => digit == digits[0])) return false;
        // Luhn: every second digit from the right counts double.
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
        }
        return sum % 10 == 0;
    }

    static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    // Networks begin with 2 to 6; a digit run inside an id or a longer number is not a card.
    [GeneratedRegex(@"(?<![\w-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-])")]
    static partial Regex Candidates { get; }
}
