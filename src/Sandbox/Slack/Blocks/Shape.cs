using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Slack;

/// <summary>A field of an object: its name, whether it must be there, and what it must be.</summary>
sealed record Field(string Name, bool IsRequired, Rule Rule);

/// <summary>The building blocks of Block Kit's rules.</summary>
static class Shape
{
    internal static Field Must(string name, Rule rule) => new(name, true, rule);

    internal static Field May(string name, Rule rule) => new(name, false, rule);

    internal static Rule Text(int most, int least = 1) => (check, node, at) =>
    {
        if (AsText(node) is not { } text)
            check.Add(at, Check.WrongType, "must provide a string");
        else if (text.Length > most)
            check.Add(at, Check.TooLong, $"must be less than {most + 1} characters");
        else if (text.Length < least)
            check.Add(at, Check.TooShort, $"must be more than {least - 1} characters");
    };

    internal static Rule Url(int most) => (check, node, at) =>
    {
        Text(most)(check, node, at);
        if (AsText(node) is { Length: > 0 } text
            && (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "mailto")))
            check.Add(at, Check.Invalid, "must be a valid URL");
    };

    internal static Rule Pattern(Regex pattern, string sentence) => (check, node, at) =>
    {
        if (AsText(node) is not { } text || !pattern.IsMatch(text)) check.Add(at, Check.Invalid, sentence);
    };

    internal static Rule Bool { get; } = (check, node, at) =>
    {
        if (node?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            check.Add(at, Check.WrongType, "must provide a boolean");
    };

    internal static Rule Int(long least, long most) => (check, node, at) =>
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number
            || !long.TryParse(value.ToJsonString(), out var number))
            check.Add(at, Check.WrongType, "must provide an integer");
        else if (number < least || number > most)
            check.Add(at, Check.Invalid, $"must be between {least} and {most}");
    };

    internal static Rule OneOf(params string[] allowed) => (check, node, at) =>
    {
        if (AsText(node) is not { } text || !allowed.Contains(text))
            check.Add(at, Check.Invalid, $"must be one of: {string.Join(", ", allowed)}");
    };

    internal static Rule List(int least, int most, Rule item) => (check, node, at) =>
    {
        if (node is not JsonArray list)
        {
            check.Add(at, Check.WrongType, "must provide an array");
            return;
        }

        if (list.Count > most) check.Add(at, Check.TooMany, $"no more than {most} items allowed");
        if (list.Count < least) check.Add(at, Check.TooFew, $"no fewer than {least} items allowed");
        for (var index = 0; index < list.Count; index++) item(check, list[index], $"{at}/{index}");
    };

    /// <summary>An object with these fields and no others; <c>type</c> is known to whoever chose this rule.</summary>
    internal static Rule Object(params Field[] fields) => (check, node, at) =>
    {
        if (node is not JsonObject json)
        {
            check.Add(at, Check.WrongType, "must provide an object");
            return;
        }

        foreach (var field in fields)
        {
            if (json[field.Name] is { } value)
                field.Rule(check, value, $"{at}/{field.Name}");
            else if (field.IsRequired)
                check.Add(at, Check.Required, $"missing required field: {field.Name}");
        }

        foreach (var (name, _) in json)
        {
            if (name != "type" && !fields.Any(field => field.Name == name))
                check.Add(at, Check.Unknown, $"invalid additional property: {name}");
        }
    };

    /// <summary>Several rules for one value.</summary>
    internal static Rule All(params Rule[] rules) => (check, node, at) =>
    {
        foreach (var rule in rules) rule(check, node, at);
    };

    /// <summary>A rule chosen by the object's type.</summary>
    internal static Rule ByType(Func<string, Rule?> ruleOf) => (check, node, at) =>
    {
        if (node is not JsonObject json)
            check.Add(at, Check.WrongType, "must provide an object");
        else if (AsText(json["type"]) is not { } type)
            check.Add(at, Check.Required, "missing required field: type");
        else if (ruleOf(type) is { } rule)
            rule(check, node, at);
        else
            check.Add($"{at}/type", Check.Unsupported, $"unsupported type: {type}");
    };

    /// <summary>A field of what may not even be an object.</summary>
    internal static JsonNode? In(JsonNode? node, string name) => (node as JsonObject)?[name];

    internal static string? AsText(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.ToString() : null;
}
