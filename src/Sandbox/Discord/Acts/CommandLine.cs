using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Discord;

/// <summary>A command with its options as one line of text.</summary>
sealed record CommandLine(string Command, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>Null when the text is no command that is known there.</summary>
    internal static CommandLine? Read(IReadOnlyList<Runnable> known, string text)
    {
        if (!text.StartsWith('/')) return null;
        var line = text[1..].Trim();
        var runnable = known.Where(each => line == each.Path || line.StartsWith(each.Path + " ", StringComparison.Ordinal))
            .MaxBy(each => each.Path.Length);
        if (runnable is null) return null;
        var rest = line[runnable.Path.Length..];
        var names = runnable.Options.Select(option => Regex.Escape(option.Name)).ToList();
        if (names.Count == 0) return rest.Length == 0 ? new(runnable.Path, new Dictionary<string, string>()) : null;

        var starts = Regex.Matches(rest, $@"(?<=\s)({string.Join('|', names)}):");
        // What stands before the first option belongs to none, so this is just talk that begins like a command.
        if (rest[..(starts.FirstOrDefault()?.Index ?? rest.Length)].Trim().Length > 0) return null;
        var options = new Dictionary<string, string>();
        foreach (var (index, start) in starts.Index())
        {
            var end = index + 1 < starts.Count ? starts[index + 1].Index : rest.Length;
            options[start.Groups[1].Value] = rest[(start.Index + start.Length)..end].Trim();
        }

        return new(runnable.Path, options);
    }
}
