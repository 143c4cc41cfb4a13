using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox;

/// <summary>Parses JSON from outside into nodes that every later reader can trust.</summary>
static class StrictJson
{
    static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>False for what is no JSON, names a property twice, or holds half a surrogate pair.</summary>
    internal static bool TryParse(string text, out JsonNode? node)
    {
        node = null;
        try
        {
            var parsed = JsonNode.Parse(text, documentOptions: Options);
            Unfold(parsed);
            node = parsed;
            return true;
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Reads all of it once: parsed nodes unfold and decode on their first reading, which two threads must not do at once.
    /// </summary>
    internal static void Unfold(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list) Unfold(item);
                break;
            case JsonObject json:
                foreach (var (_, value) in json) Unfold(value);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }
}
