using System.Text.Json.Nodes;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Slack;

/// <summary>Checks what was typed into a modal while it is still open, so that a slip is corrected where it was made.</summary>
sealed class FormCheck(Parser parser, Binder binder)
{
    /// <summary>A sentence for each answer that cannot be right; empty when all of them may be.</summary>
    public JsonObject Errors(Filled filled)
    {
        var errors = new JsonObject();
        if (parser.Parse(filled.Memory.Line).Refused(out var parsed, out _)) return errors;
        foreach (var (name, text) in filled.Values.Where(value => filled.Asked.Contains(value.Key)))
            if (parsed.Entry.Named(name) is { } parameter && binder.Value(parameter, text).Refusal is { } refusal)
                errors[name] = refusal.Sentence.Replace("`", "", StringComparison.Ordinal);
        foreach (var name in filled.Asked.Except(filled.Values.Keys))
            if (name == "reason" && parsed.Entry.Named(name) is null || parsed.Entry.Named(name) is { Required: true, Kind: not ParameterKind.Flag })
                errors[name] = "Please fill this in.";
        return errors;
    }
}
