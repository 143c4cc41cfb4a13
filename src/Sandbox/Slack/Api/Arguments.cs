using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>The arguments of a call; form fields are text, and may carry JSON as text.</summary>
sealed record Arguments(JsonObject Json)
{
    internal JsonNode? this[string name] => Json[name];

    internal bool Has(string name) => Json[name] is { } value && !(value is JsonValue && value.ToString() is "");

    internal string? Text(string name) => Json[name] is JsonValue value ? value.ToString() : null;

    internal int? Number(string name) =>
        int.TryParse(Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal bool Flag(string name) => Text(name) is "true" or "1";

    /// <summary>An argument that is JSON, or JSON as text in a form; null when it is neither.</summary>
    internal JsonNode? Structure(string name)
    {
        if (Json[name] is not JsonValue value || value.GetValueKind() != JsonValueKind.String) return Json[name];
        return StrictJson.TryParse(value.ToString(), out var node) ? node : null;
    }
}
