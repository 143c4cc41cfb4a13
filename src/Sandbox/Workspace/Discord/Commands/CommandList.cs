using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Workspace.Shell;

namespace OpsBot.Sandbox.Workspace.Discord.Commands;

/// <summary>The commands that fit what was typed after a slash, subcommands listed flat.</summary>
static class CommandList
{
    const int Most = 60;

    /// <summary>Those that begin like it first, then those in which every word begins something.</summary>
    public static IReadOnlyList<Candidate> For(IReadOnlyList<Runnable> known, string text)
    {
        if (!text.StartsWith('/') || text.Contains('\n', StringComparison.Ordinal)) return [];
        var typed = text[1..];
        var words = typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. known
                .Where(runnable => Begins(runnable, typed) || words.All(word => runnable.Path.Split(' ', '-')
                    .Any(part => part.StartsWith(word, StringComparison.OrdinalIgnoreCase))))
                .OrderBy(runnable => !Begins(runnable, typed))
                .ThenBy(runnable => runnable.Path, StringComparer.Ordinal)
                .Take(Most)
                .Select(runnable => new Candidate(runnable.Path, "/" + runnable.Path, runnable.Description,
                    string.Join(' ', runnable.Options.Where(option => option.IsRequired).Select(option => option.Name)))),
        ];
    }

    static bool Begins(Runnable runnable, string typed) => runnable.Path.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
}
