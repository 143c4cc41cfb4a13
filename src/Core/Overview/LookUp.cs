using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record LookUp([Arg("words to look for: a message, a name, an id", Rest = true, MaxLength = LookUp.LongestText)] string Text) : IQuestion<LookUp, LookedUp>
{
    /// <summary>Of a longer message the beginning is looked at.</summary>
    public const int LongestText = 3_000;

    public static Spec Spec { get; } = new("ops lookup", "Find every instance, person or request that a text names") { Verb = "Look up", Examples = ["/ops lookup acme-prod is slow again"] };
}

public sealed record Hit(string Noun, Found Found, string? Command);

public sealed record LookedUp(IReadOnlyList<Hit> Hits) : IAnswer
{
    public Reply Say() => Hits.Count == 0
        ? new("Nothing found") { Parts = [new Paragraph("No instance, person or request is named in that text.")], Buttons = [new Button("Instances", "/instance list")] }
        : new(Hits.Count == 1 ? $"Found {Hits[0].Found.Label}" : $"Found {Hits.Count} things")
        {
            Parts = [.. Hits.Select(hit => new Item(
                Words.Of(new Strong(hit.Found.Label), new Plain($"  {hit.Noun}{(hit.Found.Detail is null ? "" : $", {hit.Found.Detail}")}")),
                hit.Command is null ? [] : [new Button("Show", hit.Command)]))],
        };
}

sealed class LookUpHandler(IEnumerable<IFinder> finders, Catalog catalog) : IAnswerQuestion<LookUp, LookedUp>
{
    static readonly char[] Separators = [' ', '\n', '\t', ',', ';', '(', ')', '"', '\'', '`', '*', '<', '>', '|', '?', '!'];

    public async Task<Result<LookedUp>> Answer(LookUp question, Work work, CancellationToken cancel)
    {
        // A long message names few things; the first forty different words are plenty and bound the work.
        var words = question.Text.Split(Separators, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim('.', ':', '/', '\\')).Where(word => word.Length >= 3 || word.StartsWith('#')).Distinct(StringComparer.OrdinalIgnoreCase).Take(40).ToList();
        var hits = new Dictionary<Guid, Hit>();
        foreach (var finder in finders)
            foreach (var word in words)
                foreach (var found in await finder.Find(work.Db, word, 3, cancel))
                    if (Names(found, word)) hits.TryAdd(found.Id, new(finder.Noun, found, Show(finder, found)));
        return new LookedUp([.. hits.Values.Take(10)]);
    }

    // "#42" is request 42, "@olivia" is Olivia.
    static bool Names(Found found, string word) =>
        string.Equals(found.Slug, word.TrimStart('#', '@'), StringComparison.OrdinalIgnoreCase) || string.Equals(found.Label, word, StringComparison.OrdinalIgnoreCase)
        || (word.Contains('_', StringComparison.Ordinal) && word.Length > 20);

    string? Show(IFinder finder, Found found) =>
        catalog.Find($"{finder.Noun} show") is { Subject: { } subject } show ? CommandLine.Write(show.Command, [new(subject.Name, found.Slug)]) : null;
}
