using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace OpsBot.Sandbox.Stripe.Api;

/// <summary>One call, its parameters read, whether they came in the address or in the body.</summary>
sealed partial record StripeRequest(string Id, string? Part, IReadOnlyDictionary<string, string> Given)
{
    internal static Dictionary<string, string> Read(string text)
    {
        var given = new Dictionary<string, string>();
        foreach (var (name, values) in QueryHelpers.ParseQuery(text)) given[name] = values.ToString();
        return given;
    }

    internal string? Text(string name) => Given.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    internal long? Number(string name) =>
        long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal bool? Flag(string name) => Text(name) switch { "true" => true, "false" => false, _ => null };

    /// <summary>What was given of a map: metadata[…].</summary>
    internal JsonObject Map(string name)
    {
        var map = new JsonObject();
        foreach (var (key, value) in Given)
            if (key.StartsWith($"{name}[", StringComparison.Ordinal) && key.EndsWith(']')) map[key[(name.Length + 1)..^1]] = value;
        return map;
    }

    /// <summary>A parameter that nobody there knows; "items[][price]" stands for any place in a list, "metadata[*]" for any key.</summary>
    internal string? UnknownTo(IReadOnlyList<string> known) => Given.Keys.FirstOrDefault(name =>
    {
        var shape = Places().Replace(name, "[]");
        return !known.Contains(shape) && !known.Contains(LastKey().Replace(shape, "[*]"));
    });

    [GeneratedRegex(@"\[\d*\]")]
    private static partial Regex Places();

    [GeneratedRegex(@"\[[^\]]+\]$")]
    private static partial Regex LastKey();
}
