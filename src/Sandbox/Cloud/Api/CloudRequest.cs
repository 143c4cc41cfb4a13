using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>One call, its body read.</summary>
sealed record CloudRequest(HttpContext Context, JsonObject Body)
{
    public string? Query(string name) => Context.Request.Query[name] is [{ } value, ..] ? value : null;

    public long? Id =>
        long.TryParse((string?)Context.Request.RouteValues["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    public string? Text(string field) => Body[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public bool? Flag(string field) => Flag(Body, field);

    public long? Number(string field) => Number(Body[field]);

    public static bool? Flag(JsonObject json, string field) =>
        json[field] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public static long? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    /// <summary>An id or a name, as both may be given.</summary>
    public string? Reference(string field) => Reference(Body[field]);

    public static string? Reference(JsonNode? node) => node is JsonValue value
        ? value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        } : null;

    /// <summary>What is sent besides these, which nobody would read.</summary>
    public CloudAnswer? Unknown(params ReadOnlySpan<string> known)
    {
        foreach (var (field, _) in Body)
            if (!known.Contains(field)) return CloudAnswer.Invalid(field, "unknown field");
        return null;
    }
}
