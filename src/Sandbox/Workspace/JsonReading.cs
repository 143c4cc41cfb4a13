using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Workspace;

/// <summary>Reads JSON that may lack anything.</summary>
static class JsonReading
{
    extension(JsonNode? node)
    {
        public string? Str(string name) =>
            (node as JsonObject)?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

        /// <summary>The text of a text object.</summary>
        public string Words(string name) => (node as JsonObject)?[name].Str("text") ?? "";

        public bool Flag(string name) => (node as JsonObject)?[name] is JsonValue value && value.TryGetValue(out bool flag) && flag;

        public int? Number(string name) =>
            (node as JsonObject)?[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;

        public long? Long(string name) =>
            (node as JsonObject)?[name] is JsonValue value && value.TryGetValue(out long number) ? number : null;

        public JsonObject? Obj(string name) => (node as JsonObject)?[name] as JsonObject;

        public IEnumerable<JsonObject> List(string name) => ((node as JsonObject)?[name] as JsonArray)?.OfType<JsonObject>() ?? [];
    }
}
