using System.Text.Json;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>What came back with a modal: what it was opened for, and the answers by parameter name.</summary>
sealed record FormSubmission(FormMemory Memory, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Questions that were asked; an error can stand at these only.</summary>
    public IReadOnlySet<string> Asked { get; init; } = new HashSet<string>();

    public static FormSubmission? Read(JsonElement payload)
    {
        if (payload.At("view") is not { } view || view.Text("callback_id") != SlackForm.Callback
            || FormMemory.Read(view.Text("private_metadata") ?? "") is not { } memory) return null;
        Dictionary<string, string> values = [];
        HashSet<string> asked = [];
        foreach (var block in Members(view.At("state")?.At("values")))
        {
            asked.Add(block.Name);
            // A block of ours holds one input, whatever it is called.
            var value = Members(block.Value).Select(input => Value(input.Value)).FirstOrDefault();
            if (value is { Length: > 0 }) values[block.Name] = value;
        }
        return new(memory, values) { Asked = asked };
    }

    static string? Value(JsonElement input) => ChatText.Clean(
        input.Text("value") ?? input.Text("selected_date") ?? input.At("selected_option")?.Text("value")
        ?? input.List("selected_options").FirstOrDefault().Text("value") ?? "").Trim();

    static IEnumerable<JsonProperty> Members(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];
}
