using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Sandbox.Workspace.Discord.Commands;

/// <summary>A command as somebody typed it in one line: "/instance stop acme-prod", "/audit search target:acme-prod".</summary>
sealed record CommandText(Runnable Runnable, ImmutableDictionary<string, string> Values)
{
    /// <summary>Words that belong to no option.</summary>
    public string Stray { get; private init; } = "";

    /// <summary>The option at whose value the line ends; null where there is none, or the command is not followed by a blank yet.</summary>
    public CommandOption? Last { get; private init; }

    public IEnumerable<CommandOption> Missing => Runnable.Options.Where(option => option.IsRequired && !Values.ContainsKey(option.Name));

    /// <summary>Null when the line begins with no known command.</summary>
    public static CommandText? Read(IReadOnlyList<Runnable> known, string line)
    {
        if (!line.StartsWith('/') || line.Contains('\n', StringComparison.Ordinal)) return null;
        var words = line[1..];
        var runnable = known
            .Where(each => words.StartsWith(each.Path, StringComparison.OrdinalIgnoreCase)
                && (words.Length == each.Path.Length || words[each.Path.Length] == ' '))
            .MaxBy(each => each.Path.Length);
        return runnable is null ? null : Options(runnable, words[runnable.Path.Length..]);
    }

    /// <summary>The command with these values as one line.</summary>
    public static string Write(Runnable runnable, IEnumerable<KeyValuePair<string, string>> values) =>
        string.Concat([$"/{runnable.Path}", .. values.Select(value => $" {value.Key}:{value.Value}")]);

    static CommandText Options(Runnable runnable, string rest)
    {
        var named = string.Join('|', runnable.Options.Select(option => Regex.Escape(option.Name)));
        // What stands in quotes begins no option.
        List<Match> starts = named.Length == 0 ? [] : [.. Regex.Matches(rest, $"\"[^\"]*\"|(?<=\\s)(?<name>{named}):",
            RegexOptions.IgnoreCase).Where(match => match.Groups["name"].Success)];
        var values = ImmutableDictionary.CreateBuilder<string, string>();
        CommandOption? last = null;
        foreach (var (i, start) in starts.Index())
        {
            last = runnable.Options.First(option => option.Name.Equals(start.Groups["name"].Value, StringComparison.OrdinalIgnoreCase));
            var end = i + 1 < starts.Count ? starts[i + 1].Index : rest.Length;
            Put(values, last, rest[(start.Index + start.Length)..end]);
        }

        var bare = rest[..(starts.Count > 0 ? starts[0].Index : rest.Length)].Trim();
        var (targets, stray) = Bare(runnable, values, bare);
        if (last is null && rest.Length > 0)
            last = targets is [.., var target] ? target : runnable.Options.FirstOrDefault(option => option.IsRequired);
        return new(runnable, values.ToImmutable()) { Stray = stray, Last = last };
    }

    // Values without a name fill what is required, in its order; where nothing is, they are the first option.
    static (List<CommandOption> Filled, string Stray) Bare(Runnable runnable,
        ImmutableDictionary<string, string>.Builder values, string bare)
    {
        if (bare.Length == 0) return ([], "");
        var free = runnable.Options.Where(option => !values.ContainsKey(option.Name)).ToList();
        List<CommandOption> targets = [.. free.Where(option => option.IsRequired)];
        if (targets.Count == 0) targets = [.. free.Take(1)];
        if (targets.Count == 0) return ([], bare);

        var filled = new List<CommandOption>();
        foreach (var (i, target) in targets.Index())
        {
            var piece = i == targets.Count - 1 ? bare : First(bare);
            Put(values, target, piece);
            filled.Add(target);
            bare = bare[piece.Length..].TrimStart();
            if (bare.Length == 0) break;
        }

        return (filled, "");
    }

    static string First(string bare)
    {
        if (bare[0] == '"' && bare.IndexOf('"', 1) is > 0 and var end) return bare[..(end + 1)];
        var blank = bare.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? bare : bare[..blank];
    }

    static void Put(ImmutableDictionary<string, string>.Builder values, CommandOption option, string text)
    {
        text = text.Trim();
        if (text is ['"', .. { Length: > 0 } inner, '"']) text = inner;
        if (option.Kind is OptionKind.Boolean) text = Truth(text);
        if (text.Length > 0) values[option.Name] = text;
    }

    static string Truth(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "y" or "on" or "1" or "true" => "true",
        "no" or "n" or "off" or "0" or "false" => "false",
        _ => text,
    };
}
