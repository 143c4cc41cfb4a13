using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record LookUp([Arg("words to look for: a message, a name, an id", Rest = true, MaxLength = LookUp.LongestText)] string Text)
    : IQuestion<LookUp, LookedUp>
{
    /// <summary>Of a longer message the beginning is looked at.</summary>
    public const int LongestText = 3_000;

    public static Spec Spec { get; } = new("ops lookup", "Find every instance, person or request that a text names") { Verb = "Look up",
        Examples = ["/ops lookup acme-prod is slow again"] };
}

public sealed record Hit(string Noun, Found Found, Button? Next)
{
    internal Item Item => new(
        Words.Of(new Strong(Found.Label), new Plain($"  {Noun}{Typed}{(Found.Detail is null ? "" : $", {Found.Detail}")}")),
        Next is null ? [] : [Next]);

    // Where it is typed otherwise than it is called.
    string Typed => $"{Found.Label} {Found.Detail}".Contains(Found.Slug, StringComparison.OrdinalIgnoreCase) ? "" : $" {Found.Slug}";
}

public sealed record LookedUp(IReadOnlyList<Hit> Hits) : IAnswer
{
    public Reply Say() => Hits.Count == 0
        ? new("Nothing found") { Parts = [new Paragraph("No instance, person or request is named in that text.")],
            Buttons = [new Button("Instances", "/instance list")] }
        : new(Hits.Count == 1 ? $"Found {Hits[0].Found.Label}" : $"Found {Hits.Count} things")
        {
            Parts = [.. Hits.Select(hit => hit.Item)],
        };
}

sealed class LookUpHandler(IEnumerable<IFinder> finders, WayToThing ways) : IAnswerQuestion<LookUp, LookedUp>
{
    static readonly char[] Separators = [' ', '\n', '\t', ',', ';', '(', ')', '"', '\'', '`', '*', '<', '>', '|', '?', '!'];

    public async Task<Result<LookedUp>> Answer(LookUp question, Work work, CancellationToken cancel)
    {
        // A long message names few things; the first forty different words are plenty and bound the work.
        List<string> words =
        [
            .. question.Text.Split(Separators, StringSplitOptions.RemoveEmptyEntries)
                .Select(word => word.Trim('.', ':', '/', '\\')).Where(word => word.Length >= 3 || word.StartsWith('#'))
                .Distinct(StringComparer.OrdinalIgnoreCase).Take(40),
        ];
        var hits = new List<Hit>();
        foreach (var finder in finders)
            hits.AddRange((await finder.Named(work.Db, words, cancel)).DistinctBy(found => found.Id).Take(10)
                .Select(found => new Hit(finder.Noun, found, ways.To(finder, found))));
        return new LookedUp([.. hits.Take(10)]);
    }
}
