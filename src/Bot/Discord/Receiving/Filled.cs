using System.Text.Json;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>What came back with a modal: the answers by question; those left empty are none.</summary>
static class Filled
{
    /// <summary>From a submission's components: each question in a label, or in a row as modals used to have them.</summary>
    public static IReadOnlyDictionary<string, string> Read(JsonElement components)
    {
        Dictionary<string, string> answers = [];
        if (components.ValueKind is not JsonValueKind.Array) return answers;
        foreach (var input in components.EnumerateArray().SelectMany(Inputs))
            if (input.Text("custom_id") is { Length: > 0 } name && Value(input) is { Length: > 0 } value) answers[name] = value;
        return answers;
    }

    static IEnumerable<JsonElement> Inputs(JsonElement component) =>
        component.At("component") is { } labelled ? [labelled] : component.List("components");

    static string Value(JsonElement input) => input.Is("value") ? "yes"
        : ChatText.Clean(input.Text("value") ?? input.Texts("values").FirstOrDefault() ?? "").Trim();
}
