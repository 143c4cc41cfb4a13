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

public sealed record Hit(string Noun, Found Found, Button? Next);

public sealed record LookedUp(IReadOnlyList<Hit> Hits) : IAnswer
{
    public Reply Say() => Hits.Count == 0
        ? new("Nothing found") { Parts = [new Paragraph("No instance, person or request is named in that text.")],
            Buttons = [new Button("Instances", "/instance list")] }
        : new(Hits.Count == 1 ? $"Found {Hits[0].Found.Label}" : $"Found {Hits.Count} things")
        {
            Parts = [.. Hits.Select(hit => new Item(
                Words.Of(new Strong(hit.Found.Label),
                    new Plain($"  {hit.Noun}{(hit.Found.Detail is null ? "" : $", {hit.Found.Detail}")}")),
                hit.Next is null ? [] : [hit.Next]))],
        };
}

sealed class LookUpHandler(IEnumerable<IFinder> finders, Catalog catalog) : IAnswerQuestion<LookUp, LookedUp>
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
                .Select(found => new Hit(finder.Noun, found, Show(finder, found))));
        return new LookedUp([.. hits.Take(10)]);
    }

    Button? Show(IFinder finder, Found found) =>
        catalog.Entries.FirstOrDefault(entry => entry.IsQuestion && entry.Command.EndsWith(" show", StringComparison.Ordinal)
            && entry.Subject?.Type == finder.IdType) is { Subject: { } subject } show
            ? new Button("Show", CommandLine.Write(show.Command, [new(subject.Name, found.Slug)])) { Spoken = $"Show {found.Label}" }
        : WhatIsIts(finder, found);

    // What has no page of its own is shown by what it has.
    Button? WhatIsIts(IFinder finder, Found found) => (
        from entry in catalog.Entries
        where entry.IsQuestion && entry.Command.EndsWith(" list", StringComparison.Ordinal)
        from parameter in entry.Shown
        where parameter.Kind == ParameterKind.Reference && (Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type) == finder.IdType
        select new Button($"Its {entry.Spec.Noun}s", CommandLine.Write(entry.Command, [new(parameter.Name, found.Slug)]))
        {
            Spoken = $"The {entry.Spec.Noun}s of {found.Label}",
        }).FirstOrDefault();
}
