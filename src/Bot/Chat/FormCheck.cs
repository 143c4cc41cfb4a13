using OpsBot.Core.Operations;

namespace OpsBot.Bot.Chat;

/// <summary>Checks what was typed into a form before it is sent on, so that a slip is corrected where it was made.</summary>
sealed class FormCheck(Parser parser, Binder binder)
{
    /// <summary>A sentence for each answer that cannot be right, by the question's name; empty when all of them may be.</summary>
    public IReadOnlyDictionary<string, string> Errors(
        string line, IReadOnlyCollection<string> asked, IReadOnlyDictionary<string, string> values)
    {
        Dictionary<string, string> errors = [];
        if (parser.Parse(line).Failed(out var parsed, out _)) return errors;
        foreach (var (name, text) in values.Where(value => asked.Contains(value.Key)))
            if (parsed.Entry.Named(name) is { } parameter && binder.Value(parameter, text).Fault is { } refusal)
                errors[name] = refusal.Sentence.Replace("`", "", StringComparison.Ordinal);
        foreach (var name in asked.Except(values.Keys))
            if (name == "reason" && parsed.Entry.Named(name) is null
                || parsed.Entry.Named(name) is { Required: true, Kind: not ParameterKind.Flag })
                errors[name] = "Please fill this in.";
        return errors;
    }
}
