using System.Text.Json;

namespace OpsBot.Bot.Chat;

/// <summary>Reads JSON that somebody else made: a member of the wrong kind is one that is not there.</summary>
static class JsonReading
{
    extension(JsonElement element)
    {
        public JsonElement? At(string name)
        {
            try
            {
                return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member)
                    && member.ValueKind is not JsonValueKind.Null ? member : null;
            }
            // Half a character in the name of some member; then nobody can say which is which.
            catch (InvalidOperationException)
            {
                return null;
            }
        }

        public string? Text(string name) => element.At(name) is { ValueKind: JsonValueKind.String } member ? Text(member) : null;

        public IEnumerable<JsonElement> List(string name) =>
            element.At(name) is { ValueKind: JsonValueKind.Array } member ? member.EnumerateArray() : [];

        public double? Number(string name) =>
            element.At(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetDouble(out var number) ? number : null;

        public int? Whole(string name) =>
            element.At(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out var number) ? number : null;

        public IEnumerable<string> Texts(string name) =>
            element.List(name).Where(member => member.ValueKind is JsonValueKind.String).Select(Text).OfType<string>();

        public bool Is(string name) => element.At(name) is { ValueKind: JsonValueKind.True };
    }

    // A lone half of a character can be written in JSON and is no text.
    static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
