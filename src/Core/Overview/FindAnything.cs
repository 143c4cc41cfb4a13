using System.Net;
using Npgsql;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview.Why;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record FindAnything(
    [Arg("a name, or a part of it; an address, a number, an id", Rest = true, MaxLength = 200, Words = typeof(NamesOfThings))]
    string Words) : IQuestion<FindAnything, AnythingFound>
{
    public static Spec Spec { get; } = new("find", "Look for something in everything that has a name, an address or a number")
    {
        Examples = ["/find acme", "/find john@acme.example", "/find 203.0.113.7", "/find #42"],
    };
}

/// <summary>Exact first; more fit than are shown where it says so.</summary>
public sealed record AnythingFound(string Asked, IReadOnlyList<Hit> Hits, bool IsCut) : IAnswer
{
    public Reply Say() => Hits.Count == 0
        ? new($"Nothing is called {Asked}")
        {
            Parts = [new Paragraph("No name, address, number or id has that in it. Try fewer letters, or only one word.")],
            Buttons = [.. new Button("Look up each word", CommandLine.Write("ops lookup", [new("text", Asked)])).If(Asked.Contains(' '))],
        }
        : new(Hits.Count == 1 ? $"Found {Hits[0].Found.Called}" : $"Found {(IsCut ? "more than " : "")}{Hits.Count} things")
        {
            Parts = [.. Hits.Select(hit => hit.Item), .. new Small("More fit than stand here: type more of the name.").If(IsCut)],
        };
}

sealed class FindAnythingHandler(NpgsqlDataSource source, IEnumerable<IFinder> finders, WayToThing ways)
    : IAnswerQuestion<FindAnything, AnythingFound>
{
    const int OfEach = 6;
    const int Shown = 15;

    readonly IReadOnlyList<IFinder> finders = [.. finders];

    public async Task<Result<AnythingFound>> Answer(FindAnything question, Work work, CancellationToken cancel)
    {
        var text = question.Words.Trim();
        if (text.Length == 0) return new Refusal("Say what to look for: /find acme.");
        // Side by side: it is as slow as the slowest of them, and not as all together.
        var found = await Task.WhenAll(finders.Select(finder => Of(finder, text, cancel)));
        var all = (
            from kind in found
            from one in kind.All.Index()
            orderby Rank(text, one.Item), one.Index
            select new Hit(kind.Finder.Noun, one.Item, ways.To(kind.Finder, one.Item))).ToList();
        return new AnythingFound(Excerpt.Of(text), [.. all.Take(Shown)], all.Count > Shown || found.Any(kind => kind.All.Count == OfEach));
    }

    async Task<(IFinder Finder, IReadOnlyList<Found> All)> Of(IFinder finder, string text, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        // What belongs together in a finder is one round trip in a transaction of its own.
        return (finder, await finder.Find(db, text, OfEach, cancel));
    }

    /// <summary>What is called exactly that, then what begins with it, then what has it somewhere.</summary>
    static int Rank(string text, Found found)
    {
        var bare = text.TrimStart('#');
        string[] names = [found.Slug, found.Label, found.Called];
        return names.Any(name => name.Equals(bare, StringComparison.OrdinalIgnoreCase)) || IPAddress.TryParse(text, out _) ? 0
            : names.Any(name => name.StartsWith(bare, StringComparison.OrdinalIgnoreCase)) ? 1 : 2;
    }
}
