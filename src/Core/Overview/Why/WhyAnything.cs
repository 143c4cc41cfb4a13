using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview.Why;

public sealed record WhyAnything(
    [Arg("anything that has a name: an organization, an instance, a server", Rest = true, MaxLength = 200, Words = typeof(NamesOfThings))]
    string Thing) : IQuestion<WhyAnything, WhyAnswered>
{
    public static Spec Spec { get; } = new("why", "Why something is as it is: its state, what failed, who did what and why, what to do next")
    {
        Examples = ["/why acme", "/why acme-prod"],
    };
}

/// <summary>Explained, or the things that the name may mean.</summary>
public sealed record WhyAnswered(string Asked, Explained? One, IReadOnlyList<WhyCandidate> Many) : IAnswer
{
    public Reply Say() => One is not null ? One.Say() : new($"Which {Asked}?")
    {
        Parts = [.. Many.Select(one => new Item(
            Words.Of(new Strong(one.Found.Called), new Plain($"  {one.Noun}{(one.Found.Detail is { } detail ? $", {detail}" : "")}")),
            [new Button("Why", CommandLine.Write("why", [new("thing", one.Ref)])) { InPlace = true, Spoken = $"Why {one.Found.Called}" }]))],
    };
}

/// <summary>One that is meant, perhaps; its reference means nothing else.</summary>
public sealed record WhyCandidate(string Noun, Found Found, string Ref);

sealed class WhyAnythingHandler(WhyLook look, ExplainedThings things)
    : IAnswerQuestion<WhyAnything, WhyAnswered>, ILookOutside<WhyAnything, Explained>
{
    public string Whom => "The database";

    public async Task<Looking<Explained>?> Aim(WhyAnything question, NpgsqlConnection db, CancellationToken cancel) =>
        await Meant(question, db, cancel) is [{ } one] ? look.At(one.Finder.IdType, one.Found.Id) : null;

    public async Task<Result<WhyAnswered>> Answer(WhyAnything question, Work work, CancellationToken cancel)
    {
        var asked = Excerpt.Of(question.Thing.Trim());
        var meant = await Meant(question, work.Db, cancel);
        return meant.Count switch
        {
            0 => await Unknown(question, asked, work.Db, cancel),
            1 => work.Seen<Explained>().Failed(out var explained, out var blind) ? blind : new WhyAnswered(asked, explained, []),
            _ => new WhyAnswered(asked, null,
                [.. meant.Select(one => new WhyCandidate(one.Finder.Noun, one.Found, Typed(one.Finder, one.Found)))]),
        };
    }

    // Only what somebody can explain.
    async Task<IReadOnlyList<(IFinder Finder, Found Found)>> Meant(WhyAnything question, NpgsqlConnection db, CancellationToken cancel)
    {
        var meant = new List<(IFinder Finder, Found Found)>();
        foreach (var finder in things.Finders)
            meant.AddRange((await finder.Named(db, [question.Thing.Trim()], cancel)).DistinctBy(found => found.Id)
                .Select(found => (finder, found)));
        return [.. meant.Take(10)];
    }

    string Typed(IFinder finder, Found found) => look.Typed(finder.IdType, found.Id);

    async Task<Result<WhyAnswered>> Unknown(WhyAnything question, string asked, NpgsqlConnection db, CancellationToken cancel)
    {
        var near = new List<WayOn>();
        foreach (var finder in things.Finders)
            near.AddRange((await finder.Find(db, question.Thing.Trim(), 2, cancel))
                .Select(found => new WayOn($"Why {found.Called}", CommandLine.Write("why", [new("thing", Typed(finder, found))]))));
        return new Refusal($"Nothing here is called {asked}.{(near.Count > 0 ? " Perhaps one of these?" : "")}") { WaysOn = [.. near.Take(4)] };
    }
}

/// <summary>Finders of what somebody can explain.</summary>
sealed class ExplainedThings(IEnumerable<IFinder> finders, IServiceProviderIsKeyedService known)
{
    public IReadOnlyList<IFinder> Finders { get; } = [.. finders.Where(finder => known.IsKeyedService(typeof(IExplain), finder.IdType))];
}

/// <summary>What can be explained, offered while its name is typed.</summary>
sealed class NamesOfThings(ExplainedThings things) : IWords
{
    public async Task<IReadOnlyList<string>> Fitting(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var all = new List<IReadOnlyList<Found>>();
        foreach (var finder in things.Finders) all.Add(await finder.Find(db, text, limit, cancel));
        // The best of each kind first.
        return [.. all.SelectMany(found => found.Index()).OrderBy(one => one.Index).Select(one => one.Item.Slug).Distinct().Take(limit)];
    }
}
