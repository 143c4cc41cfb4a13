using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OpsBot.Core.Lists;

/// <summary>
/// How a list is read. Its statements are put together once, of constants: which rows fit (from … where …), the columns that are shown,
/// where those come from (from page p join …), and what the list is in order of, which the page has as key0, key1, …; the last of them
/// tells any two rows apart.
/// </summary>
sealed class Listing(
    [ConstantExpected] string fits, [ConstantExpected] string columns, [ConstantExpected] string joined,
    params IReadOnlyList<PageKey> order)
{
    /// <summary>So few are put in order as they are found; where more fit, the list is walked through, and the next are not far.</summary>
    public const int Few = 2_000;

    enum Turn { First, Behind, Ahead }

    // How many fit is counted along with the page; or it is known, and few or more.
    enum Counting { Here, KnownFew, KnownMany }

    readonly ConcurrentDictionary<(Turn Turn, Counting Counting), string> statements = new();

    public IReadOnlyList<PageKey> Order => order;

    /// <summary>From the last to the first.</summary>
    public bool Falls { get; init; }

    /// <summary>
    /// What reads the page there. Beside its own arguments it wants @Take, @Counted, @Most, @Total, and the key as @Key0, @Key1, …
    /// </summary>
    public string From(PageStart start, long? total)
    {
        var turn = start.IsFirst ? Turn.First : start.IsBack ? Turn.Ahead : Turn.Behind;
        var counting = total switch { null => Counting.Here, <= Few => Counting.KnownFew, _ => Counting.KnownMany };
        return statements.GetOrAdd((turn, counting), made => Statement(made.Turn, made.Counting));
    }

    string Statement(Turn turn, Counting counting)
    {
        var names = Each((_, i) => $"key{i}");
        var found = List(Each((key, i) => $"{key.Sql} as key{i}"));
        // Where few fit, they are gathered once, and all else is asked of those.
        var few = counting == Counting.KnownFew;
        var (rows, keys) = few ? ("from fitting where true", names) : (fits, Each((key, _) => key.Sql));
        var back = turn == Turn.Ahead;
        var there = $"({List(keys)}) {(Falls == back ? ">" : "<")} ({List(Each((_, i) => $"@Key{i}"))})";
        var total = counting == Counting.Here ? $"count(*) as total from (select 1 {rows} limit @Counted) f" : "@Total::bigint as total";
        return
            $"""
            with {(few ? $"fitting as materialized (select {found} {fits})," : "")}
            page as (
                select   {(few ? List(names) : found)}
                {rows} {(turn == Turn.First ? "" : $"and {there}")}
                order by {Sorted(keys, Falls != back)}
                limit    @Take),
            counted as (
                select {total})
            select   {columns},
                     concat_ws('.', {List(Each((key, i) => key.Written($"p.key{i}")))}) as key, c.total,
                     {(turn == Turn.First ? "0::bigint" : Before(rows, keys, names))} as before
            {joined}
            cross    join counted c
            order by {Sorted(Each((_, i) => $"p.key{i}"), Falls)}
            """;
    }

    // Told only where all that fit were counted.
    string Before(string rows, IReadOnlyList<string> keys, IReadOnlyList<string> names) =>
        $"""
        case when c.total <= @Most then (
                 select count(*) {rows} and ({List(keys)}) {(Falls ? ">" : "<")}
                        (select {List(names)} from page order by {Sorted(names, Falls)} limit 1)) else 0 end
        """;

    IReadOnlyList<string> Each(Func<PageKey, int, string> one) => [.. order.Select(one)];

    static string List(IReadOnlyList<string> all) => string.Join(", ", all);

    static string Sorted(IReadOnlyList<string> keys, bool falls) => List([.. keys.Select(key => falls ? $"{key} desc" : key)]);
}
