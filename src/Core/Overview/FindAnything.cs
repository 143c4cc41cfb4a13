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

/// <summary>Of each kind what fits, best first.</summary>
public sealed record FoundEverywhere(IReadOnlyList<FoundOfKind> Kinds);

public sealed record FoundOfKind(IFinder Finder, IReadOnlyList<Found> All);

sealed class FindAnythingHandler(NpgsqlDataSource source, IEnumerable<IFinder> finders, WayToThing ways)
    : IAnswerQuestion<FindAnything, AnythingFound>, ILookOutside<FindAnything, FoundEverywhere>
{
    const int OfEach = 6;
    const int Shown = 15;

    readonly IReadOnlyList<IFinder> finders = [.. finders];

    public string Whom => "The database";

    // Side by side, and so it is as slow as the slowest and not as all together; ahead of the transaction, so that nobody who holds a
    // connection waits for more of them.
    public Task<Looking<FoundEverywhere>?> Aim(FindAnything question, NpgsqlConnection db, CancellationToken cancel) =>
        Task.FromResult<Looking<FoundEverywhere>?>(question.Words.Trim() is not { Length: > 0 } text ? null
            : async within => new FoundEverywhere(await Task.WhenAll(finders.Select(finder => Of(finder, text, within)))));

    async Task<FoundOfKind> Of(IFinder finder, string text, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return new(finder, await finder.Find(db, text, OfEach, cancel));
    }

    public Task<Result<AnythingFound>> Answer(FindAnything question, Work work, CancellationToken cancel)
    {
        var text = question.Words.Trim();
        if (text.Length == 0) return Task.FromResult<Result<AnythingFound>>(new Refusal("Say what to look for: /find acme."));
        if (work.Seen<FoundEverywhere>().Failed(out var found, out var blind)) return Task.FromResult<Result<AnythingFound>>(blind);
        var all = (
            from kind in found.Kinds
            from one in kind.All.Index()
            orderby Rank(text, one.Item), one.Index
            select new Hit(kind.Finder.Noun, one.Item, ways.To(kind.Finder, one.Item))).ToList();
        return Task.FromResult<Result<AnythingFound>>(new AnythingFound(Excerpt.Of(text), [.. all.Take(Shown)],
            all.Count > Shown || found.Kinds.Any(kind => kind.All.Count == OfEach)));
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
