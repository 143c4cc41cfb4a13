using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>What names and labels may look like, and which of them a selector means.</summary>
static partial class Names
{
    public static bool IsHostname(string? name) => name is { Length: > 0 and <= 253 } && name.Split('.').All(part => Part().IsMatch(part));

    /// <summary>The labels, or what is wrong with them.</summary>
    public static CloudAnswer? ReadLabels(CloudRequest request, out Dictionary<string, string> labels)
    {
        labels = [];
        if (request.Body["labels"] is null) return null;
        if (request.Body["labels"] is not JsonObject given) return CloudAnswer.Invalid("labels", "must be an object");
        foreach (var (key, value) in given)
        {
            if (!IsKey(key)) return CloudAnswer.Invalid("labels", $"label key '{key}' is not correctly formatted");
            if (value is not JsonValue text || !text.TryGetValue<string>(out var word) || !IsValue(word))
                return CloudAnswer.Invalid("labels", $"label value '{value}' is not correctly formatted");
            labels[key] = word;
        }
        return null;
    }

    /// <summary>
    /// Only <c>k==v</c>, <c>k=v</c>, <c>k!=v</c>, <c>k</c> and <c>!k</c>, with commas between; null where nobody understands it.
    /// </summary>
    public static Func<IReadOnlyDictionary<string, string>, bool>? Selector(string text)
    {
        var tests = text.Split(',').Select(Test).ToList();
        return tests.Contains(null) ? null : labels => tests.TrueForAll(test => test!(labels));
    }

    static Func<IReadOnlyDictionary<string, string>, bool>? Test(string text)
    {
        if (Compared().Match(text) is { Success: true } match && IsKey(match.Groups[1].Value) && IsValue(match.Groups[3].Value))
            return labels => labels.GetValueOrDefault(match.Groups[1].Value) == match.Groups[3].Value == (match.Groups[2].Value != "!=");
        var key = text.TrimStart('!');
        return IsKey(key) ? labels => labels.ContainsKey(key) == (text == key) : null;
    }

    static bool IsKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var prefix = slash < 0 ? null : key.Split('/')[0];
        var name = slash < 0 ? key : key[(slash + 1)..];
        return (prefix is null || (prefix != "hetzner.cloud" && IsHostname(prefix))) && name.Length > 0 && IsValue(name);
    }

    static bool IsValue(string value) => value.Length == 0 || (value.Length <= 63 && Word().IsMatch(value));

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$")]
    private static partial Regex Part();

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$")]
    private static partial Regex Word();

    [GeneratedRegex("^([^=!]+)(==|=|!=)([^=!]*)$")]
    private static partial Regex Compared();
}
