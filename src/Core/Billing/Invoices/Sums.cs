using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>Amounts by currency, which nobody adds up any further.</summary>
static class Sums
{
    /// <summary>Of {"EUR": 5132000}: "€51,320.00".</summary>
    public static string InWords(string? json) =>
        Read(json) is { Count: > 0 } sums ? Several.InOneSentence([.. sums.Select(sum => $"{sum}")]) : "nothing";

    public static IReadOnlyList<Money> Read(string? json) => json is null ? []
        : [.. Json.Read<Dictionary<string, long>>(json).OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => new Money(one.Value, Currency.Of(one.Key)))];
}
