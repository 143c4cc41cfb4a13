using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Workspace.Shell;

namespace OpsBot.Sandbox.Workspace.Slack;

/// <summary>What the composer offers for what has been typed, from the app's manifest.</summary>
static class Completion
{
    /// <summary>Commands while the first word is typed; then the words that the command's usage hint names.</summary>
    public static IReadOnlyList<Candidate> For(string text, AppManifest manifest)
    {
        if (!text.StartsWith('/') || text.Contains('\n', StringComparison.Ordinal)) return [];
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            return
            [
                .. manifest.Commands
                    .Where(command => command.Command.StartsWith(text, StringComparison.OrdinalIgnoreCase))
                    .OrderBy(command => command.Command, StringComparer.Ordinal)
                    .Select(command => new Candidate(command.Command + " ", command.Command, command.Description, command.UsageHint)),
            ];

        var rest = text[(space + 1)..];
        if (manifest.Find(text[..space]) is not { } known || rest.Contains(' ', StringComparison.Ordinal)) return [];
        return
        [
            .. Words(known.UsageHint)
                .Where(word => word.StartsWith(rest, StringComparison.OrdinalIgnoreCase) && word.Length > rest.Length)
                .Select(word => new Candidate($"{known.Command} {word} ", $"{known.Command} {word}", "", "")),
        ];
    }

    /// <summary>The command being typed, once its name is complete.</summary>
    public static ManifestCommand? CommandOf(string text, AppManifest manifest)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return text.StartsWith('/') && space > 0 ? manifest.Find(text[..space]) : null;
    }

    /// <summary>"[list|show &lt;instance&gt;|stop]" names list, show and stop.</summary>
    static IEnumerable<string> Words(string hint) => !hint.Contains('|', StringComparison.Ordinal)
        ? []
        : hint.Trim('[', ']', '<', '>', ' ').Split('|')
            .Select(part => part.Trim().Split(' ')[0])
            .Where(word => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
}
