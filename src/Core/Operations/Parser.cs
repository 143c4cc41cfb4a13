using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>A line that names an operation, its arguments still text.</summary>
public sealed record Parsed(Entry Entry, IReadOnlyDictionary<string, string> Arguments)
{
    public string? Reason { get; init; }
    public bool DryRun { get; init; }
    public bool BreakGlass { get; init; }

    /// <summary>The code of the plan that whoever confirms has read; a button carries it as the value of break-glass.</summary>
    public string? Confirms { get; init; }

    /// <summary>The same line again with other arguments; what buttons and forms carry.</summary>
    public string Line(params IEnumerable<KeyValuePair<string, string>> changes)
    {
        var all = new Dictionary<string, string>(Arguments);
        foreach (var (name, value) in changes) all[name] = value;
        if (Reason is not null) all.TryAdd("reason", Reason);
        var glass = !BreakGlass ? "" : Confirms is null ? " --break-glass" : $" --break-glass={Confirms}";
        return CommandLine.Write(Entry.Command, all) + (DryRun ? " --dry-run" : "") + glass;
    }
}

/// <summary>From a typed line to an operation of the catalogue, or a sentence that says what was meant.</summary>
public sealed class Parser(Catalog catalog)
{
    public Result<Parsed> Parse(string line)
    {
        if (CommandLine.Split(line.TrimStart().TrimStart('/')).Refused(out var words, out var refusal)) return refusal;
        var entry = Enumerable.Range(1, 3).Reverse()
            .Where(count => words.Count >= count && words.Take(count).All(word => word is { Key: null, Quoted: false }))
            .Select(count => (Count: count, Entry: catalog.Find(string.Join(' ', words.Take(count).Select(word => Lower(word.Value))))))
            .FirstOrDefault(found => found.Entry is not null);
        return entry.Entry is not null ? Arguments(entry.Entry, words.Skip(entry.Count)) : Unknown(words);
    }

    static Result<Parsed> Arguments(Entry entry, IEnumerable<CommandLine.Word> words)
    {
        var arguments = new Dictionary<string, string>();
        string? reason = null, confirms = null;
        var (dryRun, breakGlass) = (false, false);
        foreach (var word in words)
        {
            var key = word.Key is null ? null : Lower(word.Key).Replace('_', '-');
            if (key == "dry-run") dryRun = IsYes(word.Value);
            else if (key == "break-glass") (breakGlass, confirms) = (IsYes(word.Value), word.Value.Length == 12 ? word.Value : null);
            else if (key == "reason" && entry.Named("reason") is null) reason = word.Value;
            else if (key is not null && entry.Named(key) is not null)
            {
                if (!arguments.TryAdd(key, word.Value)) return Wrong(entry, $"`{key}` is given twice.");
            }
            // "https://…" and "02:30" look like key:value but are words of a text.
            else if (Place(entry, arguments, word) is { } problem) return Wrong(entry, problem);
        }
        return new Parsed(entry, arguments) { Reason = reason, DryRun = dryRun, BreakGlass = breakGlass, Confirms = confirms };
    }

    static string? Place(Entry entry, Dictionary<string, string> arguments, CommandLine.Word word)
    {
        var text = word.Key is null ? word.Value : $"{word.Key}:{word.Value}";
        var free = entry.Parameters.FirstOrDefault(parameter => !parameter.Named && !arguments.ContainsKey(parameter.Name));
        // A filter with a slip in its name must not become a text to look for, or a part of somebody's name.
        if (word.Key is not null && Meant(entry, word.Key) is { } meant) return $"There is no `{word.Key}:` here. Did you mean `{meant}:`?";
        if (free is not null)
        {
            if (word.Key is null || free.Kind is ParameterKind.Text or ParameterKind.Reference or ParameterKind.Instant) { arguments[free.Name] = text; return null; }
            return $"There is no `{word.Key}:` here.";
        }
        if (entry.Parameters.LastOrDefault(parameter => parameter.Rest) is { } rest && arguments.TryGetValue(rest.Name, out var before))
        {
            // What was quoted stays one word for whoever reads the rest as a line of its own.
            arguments[rest.Name] = $"{before} {(word.Quoted ? (word.Key is null ? "" : word.Key + ":") + CommandLine.Quote(word.Value) : text)}";
            return null;
        }
        return word.Key is null ? $"I do not know what to do with “{text}”." : $"There is no `{word.Key}:` here.";
    }

    static string? Meant(Entry entry, string key)
    {
        var names = entry.Parameters.Where(parameter => parameter.Named).Select(parameter => parameter.Name).Concat(entry.IsQuestion ? [] : ["reason"]);
        return key.Length < 4 ? null : names.FirstOrDefault(name => Nearest.Edits(Lower(key), name) <= 1 || (name.Length > 5 && Nearest.Edits(Lower(key), name) == 2));
    }

    static bool IsYes(string text) => Lower(text) is not ("no" or "false" or "off" or "0" or "n");

    Refusal Unknown(IReadOnlyList<CommandLine.Word> words)
    {
        var typed = string.Join(' ', words.TakeWhile(word => word.Key is null).Take(2).Select(word => Lower(word.Value)));
        if (typed.Length == 0) return new("Type a command, for example `/ops help`.") { WaysOn = [new("Help", "/ops help")] };
        var visible = catalog.Entries.Where(entry => !entry.Spec.Hidden).ToList();
        var noun = visible.Where(entry => entry.Spec.Noun == Lower(words[0].Value)).ToList();
        var near = Nearest.To(typed, noun.Count > 0 ? noun : visible, entry => entry.Command);
        var rest = string.Concat(words.Skip(2).Select(word => " " + (word.Key is null ? "" : word.Key + ":") + CommandLine.Quote(word.Value)));
        return near is null
            ? new Refusal($"There is no command `/{typed}`.") { WaysOn = [new("Help", noun.Count > 0 ? $"/ops help {noun[0].Spec.Noun}" : "/ops help")] }
            : new Refusal($"There is no command `/{typed}`. Did you mean `/{near.Command}`?")
            {
                // It only types the line again: guards and rights are asked as for any other.
                WaysOn = [new($"/{near.Command}{rest}".Length <= 60 ? $"/{near.Command}{rest}" : $"/{near.Command}", $"/{near.Command}{rest}"), new("Help", $"/ops help {near.Spec.Noun}")],
            };
    }

    static Refusal Wrong(Entry entry, string problem) => new($"{problem} Usage: `{entry.Usage}`");

    static string Lower(string text) => text.ToLowerInvariant();
}
