using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>A field of an object: its name, whether it must be there, and what it must be.</summary>
sealed record Field(string Name, bool IsRequired, Rule Rule);

/// <summary>The building blocks of Discord's rules, with the codes and sentences of its own forms.</summary>
static class Shape
{
    internal const string Required = "BASE_TYPE_REQUIRED";
    internal const string BadLength = "BASE_TYPE_BAD_LENGTH";
    internal const string TooLong = "BASE_TYPE_MAX_LENGTH";
    internal const string TooShort = "BASE_TYPE_MIN_LENGTH";
    internal const string Choices = "BASE_TYPE_CHOICES";

    internal static Field Must(string name, Rule rule) => new(name, true, rule);

    internal static Field May(string name, Rule rule) => new(name, false, rule);

    /// <summary>Text is counted in UTF-16 units; blanks alone are nothing.</summary>
    internal static Rule Text(int most, int least = 1) => (check, node, at) =>
    {
        if (AsText(node) is not { } text)
            check.Add(at, "STRING_TYPE_CONVERT", $"Could not interpret \"{node?.ToJsonString()}\" as string.");
        else if (least > 0 && string.IsNullOrWhiteSpace(text))
            check.Add(at, Required, "This field is required");
        else if (text.Length > most || text.Trim().Length < least)
            check.Add(at, least > 0 ? BadLength : TooLong, least > 0 ? Between(least, most) : $"Must be {most} or fewer in length.");
    };

    internal static Rule Bool { get; } = (check, node, at) =>
    {
        if (node?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            check.Add(at, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
    };

    internal static Rule Int(long least, long most) => (check, node, at) =>
    {
        if (AsInt(node) is not { } number)
            check.Add(at, "NUMBER_TYPE_COERCE", $"Value \"{node?.ToJsonString()}\" is not int.");
        else if (number < least)
            check.Add(at, "NUMBER_TYPE_MIN",
                string.Create(CultureInfo.InvariantCulture, $"int value should be greater than or equal to {least}."));
        else if (number > most)
            check.Add(at, "NUMBER_TYPE_MAX",
                string.Create(CultureInfo.InvariantCulture, $"int value should be less than or equal to {most}."));
    };

    internal static Rule OneOf(params int[] allowed) => (check, node, at) =>
    {
        if (AsInt(node) is not { } number || !allowed.Contains((int)Math.Clamp(number, int.MinValue, int.MaxValue)))
            check.Add(at, Choices, $"Value must be one of {{{string.Join(", ", allowed)}}}.");
    };

    internal static Rule Snowflake { get; } = (check, node, at) =>
    {
        if (AsId(node) is null) check.Add(at, "NUMBER_TYPE_COERCE", $"Value \"{node?.ToJsonString()}\" is not snowflake.");
    };

    internal static Rule Url(int most, params string[] schemes) => (check, node, at) =>
    {
        Text(most)(check, node, at);
        if (AsText(node) is not { Length: > 0 } text) return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            check.Add(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        else if (!schemes.Contains(url.Scheme))
            check.Add(at, "URL_TYPE_INVALID_SCHEME",
                $"Scheme \"{url.Scheme}\" is not supported. Scheme must be one of ('{string.Join("', '", schemes)}').");
    };

    internal static Rule List(int least, int most, Rule item) => (check, node, at) =>
    {
        if (node is not JsonArray list)
        {
            check.Add(at, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.");
            return;
        }

        if (list.Count > most || list.Count < least)
            check.Add(at, least > 0 ? BadLength : TooLong, least > 0 ? Between(least, most) : $"Must be {most} or fewer in length.");
        for (var index = 0; index < list.Count; index++) item(check, list[index], Step(at, index));
    };

    /// <summary>An object with these fields; what else is in it is ignored, as Discord does.</summary>
    internal static Rule Object(params Field[] fields) => (check, node, at) =>
    {
        if (node is not JsonObject json)
        {
            check.Add(at, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.");
            return;
        }

        foreach (var field in fields)
        {
            if (json[field.Name] is { } value)
                field.Rule(check, value, Step(at, field.Name));
            else if (field.IsRequired)
                check.Add(Step(at, field.Name), Required, "This field is required");
        }
    };

    /// <summary>Several rules for one value; the later ones only where the first had nothing to say.</summary>
    internal static Rule All(params Rule[] rules) => (check, node, at) =>
    {
        foreach (var rule in rules)
        {
            var before = check.Problems.Count;
            rule(check, node, at);
            if (check.Problems.Count > before) return;
        }
    };

    /// <summary>A field that must not be there, with the reason.</summary>
    internal static Rule Never(string code, string sentence) => (check, _, at) => check.Add(at, code, sentence);

    internal static string Between(int least, int most) => $"Must be between {least} and {most} in length.";

    internal static string Step(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";

    internal static string Step(string at, int index) => string.Create(CultureInfo.InvariantCulture, $"{at}.{index}");

    internal static string? AsText(JsonNode? node) => node?.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : null;

    internal static long? AsInt(JsonNode? node) =>
        node?.GetValueKind() is JsonValueKind.Number
            && long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Ids are text, and Discord takes them as numbers, too.</summary>
    internal static string? AsId(JsonNode? node) =>
        (AsText(node) ?? AsInt(node)?.ToString(CultureInfo.InvariantCulture)) is { } id && Ids.IsSnowflake(id) ? id : null;

    internal static bool IsTrue(JsonNode? node) => node?.GetValueKind() is JsonValueKind.True;
}
