using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>What stands behind a command's words, put where it belongs: by name, by place, or into the reason.</summary>
sealed class Arguments(Entry entry, IReadOnlyList<CommandLine.Word> words)
{
    const string ReasonKey = "reason";
    const string DryRun = "dry-run";
    const string BreakGlass = "break-glass";
    const string ShowAll = "show-all";

    // From this length on it is prose, in which any word may stand.
    const int Prose = 500;

    readonly Dictionary<string, string> arguments = [];
    string? reason;
    bool dryRun;
    bool breakGlass;
    bool showAll;

    // What was seen and is confirmed: "break-glass:3f2a…", the beginning of a digest.
    string? confirms;

    // Whoever writes a reason without quotes goes on writing it.
    bool inReason;

    public Result<Parsed> Read()
    {
        for (var at = 0; at < words.Count; at++)
        {
            var word = words[at];
            var key = KeyOf(word, isLast: at == words.Count - 1);
            // "reason: late": what stands behind the space is the value.
            if (key is not null && word is { Value: "", Quoted: false } && at + 1 < words.Count && IsValue(key, words[at + 1]))
                word = new(word.Key, words[at + 1].Text, words[++at].Quoted);
            if ((key is null ? Place(word, at) : Set(key, word)) is { } refusal) return refusal;
        }
        return new Parsed(entry, arguments)
        {
            Reason = reason, DryRun = dryRun, BreakGlass = breakGlass, Confirms = confirms, ShowAll = showAll,
        };
    }

    /// <summary>The parameter or the switch that a word names; none where it is a part of a text, as "https://…" and "02:30" are.</summary>
    string? KeyOf(CommandLine.Word word, bool isLast)
    {
        if (word.Key is null) return Switch(word, isLast);
        var key = Lower(word.Key).Replace('_', '-');
        return key is DryRun or BreakGlass or ShowAll || IsReason(key) || entry.Named(key) is not null ? key : null;
    }

    /// <summary>Help says "dry-run", so that is enough. In a text, break-glass is a word like any other.</summary>
    string? Switch(CommandLine.Word word, bool isLast) => !word.IsBare || entry.IsQuestion ? null : Lower(word.Value) switch
    {
        DryRun when isLast || !inReason => DryRun,
        BreakGlass when !inReason && entry.Parameters.All(parameter => !parameter.Rest) => BreakGlass,
        _ => null,
    };

    bool IsValue(string key, CommandLine.Word next) =>
        KeyOf(next, isLast: false) is null
            && (key is not (DryRun or BreakGlass or ShowAll) || Lower(next.Text) is "yes" or "true" or "on" || !IsYes(next.Text));

    bool IsReason(string key) => key == ReasonKey && entry.Named(ReasonKey) is null;

    Refusal? Set(string key, CommandLine.Word word)
    {
        inReason = IsReason(key) && !word.Quoted;
        if (key == DryRun) dryRun = word.Key is null || IsYes(word.Value);
        else if (key == BreakGlass)
            (breakGlass, confirms) = (word.Key is null || IsYes(word.Value), word is { Key: not null, Value.Length: 12 }
                ? word.Value : null);
        else if (key == ShowAll) showAll = IsYes(word.Value);
        else if (IsReason(key)) reason = word.Value;
        else if (!arguments.TryAdd(key, word.Value)) return Wrong($"`{key}` is given twice.");
        return null;
    }

    Refusal? Place(CommandLine.Word word, int at)
    {
        if (inReason)
        {
            reason = $"{reason} {word.Text}";
            return null;
        }
        // A filter with a slip in its name must not become a text to look for, or a part of somebody's name.
        if (word.Key is not null && Meant(word.Key) is { } meant) return Wrong($"There is no `{word.Key}:` here. Did you mean `{meant}:`?");
        if (MissesColon(at) is { } refusal) return refusal;
        var free = entry.Parameters.FirstOrDefault(parameter => !parameter.Named && !arguments.ContainsKey(parameter.Name));
        if (free is not null)
        {
            if (word.Key is not null && free.Kind is not (ParameterKind.Text or ParameterKind.Reference or ParameterKind.Instant))
                return Wrong($"There is no `{word.Key}:` here.");
            arguments[free.Name] = word.Text;
            return null;
        }
        if (Rest is { } rest)
        {
            // What was quoted stays one word for whoever reads the rest as a line of its own.
            arguments[rest.Name] += $" {(word.Quoted ? (word.Key is null ? "" : word.Key + ":") + CommandLine.Quote(word.Value) : word.Text)}";
            return null;
        }
        return word.Key is null ? Wrong($"I do not know what to do with “{Excerpt.Of(word.Text)}”.")
            : Wrong($"There is no `{word.Key}:` here.");
    }

    Parameter? Rest => entry.Parameters.LastOrDefault(parameter => parameter.Rest && arguments.ContainsKey(parameter.Name));

    /// <summary>"ttl 1m" where "ttl:1m" is written must not end up in somebody's name, or nowhere.</summary>
    Refusal? MissesColon(int at)
    {
        if (!words[at].IsBare || at + 1 == words.Count || words[at + 1].Key is not null || Rest is { MaxLength: >= Prose }) return null;
        var name = Lower(words[at].Value);
        if (!(entry.Named(name) is { Named: true } || (IsReason(name) && !entry.IsQuestion))) return null;
        var meant = new CommandLine.Word(name, words[at + 1].Value, words[at + 1].Quoted);
        var line = string.Join(' ',
            words.Take(at).Append(meant).Concat(words.Skip(at + 2)).Select(word => word.Line).Prepend($"/{entry.Command}"));
        return Wrong(
            $"I do not understand “{name} {Excerpt.Of(meant.Value)}”. Did you mean `{name}:{Excerpt.Of(CommandLine.Quote(meant.Value))}`?") with
        {
            WaysOn = [new(Excerpt.Of(line), line)],
        };
    }

    string? Meant(string key)
    {
        var names = entry.Shown.Where(parameter => parameter.Named).Select(parameter => parameter.Name)
            .Concat(entry.IsQuestion ? [] : [ReasonKey]);
        return key.Length < 4
            ? null : names.FirstOrDefault(name => Nearest.Edits(Lower(key), name) <= (Math.Max(key.Length, name.Length) > 5 ? 2 : 1));
    }

    Refusal Wrong(string problem) => new($"{problem} Usage: `{entry.Usage}`");

    static bool IsYes(string text) => Lower(text) is not ("no" or "false" or "off" or "0" or "n");

    static string Lower(string text) => text.ToLowerInvariant();
}
