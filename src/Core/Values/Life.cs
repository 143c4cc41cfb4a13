using System.Reflection;

namespace OpsBot.Core.Values;

/// <summary>What becomes of a thing when a move that takes long is given up.</summary>
public enum Fallback
{
    /// <summary>It is what it was before: what was done is taken back, or nothing was.</summary>
    GoBack,

    /// <summary>It is broken until somebody looks at it.</summary>
    Fail,
}

/// <summary>
/// One legal move of a life: out of which states, and into which. A move that takes long stands in one of its own meanwhile.
/// </summary>
public sealed record Move<TState>(string Name, IReadOnlyList<TState> From) where TState : struct, Enum
{
    /// <summary>While a job works on it; none for what happens at once.</summary>
    public TState? Via { get; init; }

    /// <summary>Where it comes through on its way to the end, once a part of the work is done.</summary>
    public IReadOnlyList<TState> Through { get; init; } = [];

    /// <summary>Where it ends; none where that is what it was before.</summary>
    public TState? Done { get; init; }

    public Fallback Otherwise { get; init; }

    /// <summary>Nothing works on it meanwhile, so nothing fails: it waits for its end, or is taken back.</summary>
    public bool OnlyWaits { get; init; }

    public bool MayBegin(TState state) => From.Contains(state);

    /// <summary>Where it stands while a job works on it.</summary>
    public IReadOnlyList<TState> Meanwhile => Via is { } via ? [via, .. Through] : [];
}

/// <summary>All legal moves of one kind of thing, and nothing else.</summary>
public sealed class Life<TState>(string noun, TState first, TState? failed, params IReadOnlyList<Move<TState>> moves) : ILife
    where TState : struct, Enum
{
    public string Noun => noun;

    public IReadOnlyList<Move<TState>> Moves => moves;

    public Move<TState>? Named(string name) => moves.FirstOrDefault(move => move.Name == name);

    /// <summary>Something is being done to it.</summary>
    public bool IsMoving(TState state) => moves.Any(move => move.Meanwhile.Contains(state));

    /// <summary>From where to where it can go, and by what.</summary>
    public IEnumerable<(TState From, string By, TState To)> Ways => moves.SelectMany(WaysOf).Distinct();

    IEnumerable<(TState From, string By, TState To)> WaysOf(Move<TState> move)
    {
        foreach (var from in move.From)
        {
            yield return (from, move.Name, move.Via ?? move.Done ?? from);
            if (move.Via is not { } via) continue;
            if (move.Otherwise == Fallback.Fail && !IsMoving(from))
                foreach (var at in move.Meanwhile) yield return (at, "cancelled in time", from);
            foreach (var (at, next) in move.Meanwhile.Zip(move.Through)) yield return (at, "half-way", next);
            yield return (move.Meanwhile[^1], "done", move.Done ?? from);
            foreach (var at in move.Meanwhile)
            {
                if (move.Otherwise == Fallback.GoBack) yield return (at, "given up", from);
                if (failed is { } broken && !move.OnlyWaits)
                    yield return (at, move.Otherwise == Fallback.GoBack ? "given up half-way" : "given up", broken);
            }
        }
    }

    /// <summary>Nothing can become of it any more.</summary>
    public bool IsEnd(TState state) => Ways.All(way => !way.From.Equals(state));

    public bool MayBecome(TState state, TState next) => Ways.Any(way => way.From.Equals(state) && way.To.Equals(next));

    string ILife.Drawing => string.Join('\n', Ways.Select(way => $"    {way.From.Snake()} --> {way.To.Snake()}: {way.By}")
        .Prepend($"    [*] --> {first.Snake()}"));
}

/// <summary>A life of whichever noun, to be drawn.</summary>
public interface ILife
{
    string Noun { get; }

    /// <summary>The lines of a Mermaid state diagram.</summary>
    string Drawing { get; }
}

/// <summary>The page on which every life is drawn: docs/lives.md.</summary>
public static class Lives
{
    public static string Page(Assembly assembly) => string.Join("\n\n", Of(assembly).Select(life =>
        $"""
        ## The life of {life.Noun}

        ```mermaid
        stateDiagram-v2
        {life.Drawing}
        ```
        """).Prepend(
        """
        # Lives

        Every state there is, and every move between two of them; there are no others. Drawn by `opsbot lives` from the lists in the code.
        A move that takes long stands in a state of its own meanwhile, which ends as done, or is given up: then it goes back to what it was,
        or, where that can't be said any more, to a state that asks for somebody to look.
        """)) + "\n";

    // Wherever one is declared: there is no list of them.
    static IEnumerable<ILife> Of(Assembly assembly) =>
        from type in assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public)
        where typeof(ILife).IsAssignableFrom(field.FieldType)
        let life = (ILife)field.GetValue(null)!
        orderby life.Noun
        select life;
}
