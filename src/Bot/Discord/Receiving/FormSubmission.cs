using System.Text.Json;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>What came back with a modal: the answers by question; those left empty are none.</summary>
static class FormSubmission
{
    // All of a message but its heading; more would need a file, and a first answer has none.
    const int LongestGivenBack = 3_400;

    /// <summary>The modal has closed by now: what was typed into it is given back, to be sent again.</summary>
    public static Reply GivenBack(Reply notice, IReadOnlyDictionary<string, string>? filled) =>
        filled is not { Count: > 0 } ? notice : notice with
    {
        Parts = [.. notice.Parts, new Paragraph("This is what you wrote:"),
            new Verbatim(ChatText.Cut(string.Join('\n', filled.Select(answer => $"{answer.Key}: {answer.Value}")), LongestGivenBack))],
    };

    /// <summary>From a submission's components: each question in a label, or in a row as modals used to have them.</summary>
    public static IReadOnlyDictionary<string, string> Read(JsonElement components)
    {
        Dictionary<string, string> answers = [];
        if (components.ValueKind is not JsonValueKind.Array) return answers;
        foreach (var input in components.EnumerateArray().SelectMany(Inputs))
            if (input.Text("custom_id") is { Length: > 0 } name && Value(input) is { Length: > 0 } value) answers[name] = value;
        return answers;
    }

    /// <summary>What somebody typed who sent a modal; nothing where it was none.</summary>
    public static IReadOnlyDictionary<string, string> Of(Interaction interaction) =>
        Read(interaction.Kind is InteractionKind.Form ? interaction.Data.At("components") ?? default : default);

    static IEnumerable<JsonElement> Inputs(JsonElement component) =>
        component.At("component") is { } labelled ? [labelled] : component.List("components");

    static string Value(JsonElement input) => input.Is("value") ? "yes"
        : ChatText.Clean(input.Text("value") ?? input.Texts("values").FirstOrDefault() ?? "").Trim();
}
