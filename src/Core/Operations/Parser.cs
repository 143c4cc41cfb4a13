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

    /// <summary>Nothing of the answer is to be shortened; what a "Show all" button asks for.</summary>
    public bool ShowAll { get; init; }

    /// <summary>With what a form brought, its reason among it.</summary>
    internal Parsed Filled(IReadOnlyDictionary<string, string> filled)
    {
        var arguments = new Dictionary<string, string>(Arguments);
        foreach (var (name, value) in filled.Where(pair => Entry.Named(pair.Key) is not null)) arguments[name] = value;
        return this with { Arguments = arguments, Reason = filled.GetValueOrDefault("reason") ?? Reason };
    }

    /// <summary>The same line again with other arguments; what buttons and forms carry.</summary>
    public string Line(params IEnumerable<KeyValuePair<string, string>> changes)
    {
        var all = new Dictionary<string, string>(Arguments);
        foreach (var (name, value) in changes) all[name] = value;
        if (Reason is not null) all.TryAdd("reason", Reason);
        var glass = !BreakGlass ? "" : Confirms is null ? " --break-glass" : $" --break-glass={Confirms}";
        return CommandLine.Write(Entry.Command, all) + (DryRun ? " --dry-run" : "") + glass + (ShowAll ? " --show-all" : "");
    }
}

/// <summary>From a typed line to an operation of the catalogue, or a sentence that says what was meant.</summary>
public sealed class Parser(Catalog catalog)
{
    const string Help = "ops help";

    // A line that is longer is no button any more.
    const int LongestWay = 1_500;

    public Result<Parsed> Parse(string line)
    {
        if (CommandLine.Split(line.TrimStart().TrimStart('/')).Failed(out var words, out var refusal)) return refusal;
        var found = Enumerable.Range(1, 3).Reverse()
            .Where(count => words.Count >= count && words.Take(count).All(word => word.IsBare))
            .Select(count => (Count: count, Entry: catalog.Find(string.Join(' ', words.Take(count).Select(word => Lower(word.Value))))))
            .FirstOrDefault(found => found.Entry is not null);
        return found.Entry is { } entry ? new Arguments(entry, [.. words.Skip(found.Count)]).Read()
            : AsksForHelp(words) is { } help ? help
            : Unknown(words);
    }

    /// <summary>"/instance", "/instance help" and "/instance help stop" ask what there is and how it is typed.</summary>
    Parsed? AsksForHelp(IReadOnlyList<CommandLine.Word> words)
    {
        if (catalog.Find(Help) is not { } help || words.Count == 0 || !words[0].IsBare) return null;
        if (catalog.Nouns.All(noun => noun.Key != Lower(words[0].Value))) return null;
        if (words.Count > 1 && !(words[1].IsBare && Lower(words[1].Value) == "help")) return null;
        var topic = string.Join(' ', words.Skip(2).Prepend(words[0]).Select(word => Lower(word.Text)));
        return new(help, new Dictionary<string, string> { [help.Parameters[0].Name] = topic });
    }

    Refusal Unknown(IReadOnlyList<CommandLine.Word> words)
    {
        var typed = string.Join(' ', words.TakeWhile(word => word.Key is null).Take(2).Select(word => Lower(word.Value)));
        if (typed.Length == 0) return new("Type a command, for example `/ops help`.") { WaysOn = [new("Help", $"/{Help}")] };
        var visible = catalog.Entries.Where(entry => !entry.Spec.Hidden).ToList();
        var noun = visible.Where(entry => entry.Spec.Noun == Lower(words[0].Value)).ToList();
        var sentence = $"There is no command `/{Excerpt.Of(typed)}`.";
        // Nobody means a command of ten letters by a text of a thousand, and comparing them would take long.
        if (Nearest.To(Excerpt.Of(typed), noun.Count > 0 ? noun : visible, entry => entry.Command) is not { } near)
            return new(sentence) { WaysOn = [new("Help", noun.Count > 0 ? $"/{Help} {noun[0].Spec.Noun}" : $"/{Help}")] };
        var line = string.Concat(words.Skip(2).Select(word => " " + word.Line).Prepend($"/{near.Command}"));
        if (line.Length > LongestWay) line = $"/{near.Command}";
        return new($"{sentence} Did you mean `/{near.Command}`?")
        {
            // It only types the line again: guards and rights are asked as for any other.
            WaysOn = [new(line.Length <= 60 ? line : $"/{near.Command}", line), new("Help", $"/{Help} {near.Spec.Noun}")],
        };
    }

    static string Lower(string text) => text.ToLowerInvariant();
}
