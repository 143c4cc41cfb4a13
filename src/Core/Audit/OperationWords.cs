using Npgsql;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>
/// What the audit's rows are about: the commands of the catalogue, their nouns, and what else rows bear as their operation.
/// </summary>
sealed class OperationWords(Catalog catalog) : IWords
{
    // Questions leave no row.
    readonly IReadOnlyList<string> known =
    [
        .. catalog.Entries.Where(entry => !entry.IsQuestion).SelectMany(entry => new[] { entry.Spec.Noun, entry.Command })
            .Distinct().Order(StringComparer.Ordinal),
    ];

    public Task<IReadOnlyList<string>> Fitting(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var typed = Typed(text);
        return Task.FromResult<IReadOnlyList<string>>([.. known.Where(word => word.Contains(typed, StringComparison.Ordinal))
            .OrderBy(word => !word.StartsWith(typed, StringComparison.Ordinal)).Take(limit)]);
    }

    public static string Typed(string text) => text.Trim().TrimStart('/').ToLowerInvariant();

    /// <summary>A word with which no command begins and no row: a list of nothing would pass for "nobody did that".</summary>
    public async Task<Refusal?> Unknown(AuditFilter filter, Func<AuditFilter, string> line, Work work, CancellationToken cancel)
    {
        if (filter.Operation is not { } text) return null;
        var typed = Typed(text);
        if (catalog.Entries.Any(entry => entry.Command.StartsWith(typed, StringComparison.Ordinal))) return null;
        var pattern = Searched.Escaped(typed) + "%";
        if (await work.Get<bool>("select exists (select from audit where operation like @pattern)", new { pattern }, cancel)) return null;
        var sentence = $"No command begins with “{Excerpt.Of(typed)}”.";
        // "stop" is how people say "instance stop".
        var meant = known.FirstOrDefault(word => word.EndsWith($" {typed}", StringComparison.Ordinal))
            ?? Nearest.To(Excerpt.Of(typed), known, word => word);
        return meant is null ? new Refusal($"{sentence} Write the noun, as in `operation:{known[0]}`, or the whole command.")
            : new Refusal($"{sentence} Did you mean `{meant}`?") { WaysOn = [new(meant, line(filter with { Operation = meant }))] };
    }
}
