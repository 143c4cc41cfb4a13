using System.Globalization;
using System.Runtime.CompilerServices;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Lists;

/// <summary>
/// What is asked of a list: the page that begins there, or all of it for a file; and the line that asks for the first page.
/// </summary>
sealed record PageAsked(string? Start, bool All, string First)
{
    /// <summary>How many fit, where that is known already.</summary>
    public long? Total { get; init; }

    /// <summary>As far as they are counted.</summary>
    public int Most { get; init; } = Paging.MostCounted;
}

static class ReadPage
{
    // A page and one more, which tells whether there is another.
    static int Take(bool all) => all ? Paging.MostCounted : Paging.Size + 1;

    extension(Work work)
    {
        /// <summary>One page, its rows and how many there are in one statement.</summary>
        public async Task<Result<Page<T>>> Page<T>(Listing listing, PageAsked asked, object filter, CancellationToken cancel,
            [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) where T : IListed
        {
            var start = PageStart.Of(asked.All ? null : asked.Start, listing.Order);
            var place = new Dictionary<string, object?>
            {
                ["Take"] = Take(asked.All), ["Counted"] = asked.Most + 1, ["Most"] = asked.Most, ["Total"] = asked.Total,
            };
            foreach (var (i, key) in start.Key.Index()) place[$"Key{i}"] = key;
            return Of(start, await work.Db.ListPlanned<T>(listing.From(start, asked.Total), filter, place, cancel, file, line), asked);
        }
    }

    /// <summary>The same of rows that are at hand, all of them, in the order of the numbers that are their keys.</summary>
    public static Result<Page<T>> Page<T>(IReadOnlyList<T> all, PageAsked asked) where T : IListed
    {
        var start = PageStart.Of(asked.All ? null : asked.Start, [PageKey.Number("")]);
        var at = start.IsFirst ? 0 : (long)start.Key[0];
        static long number(T row) => long.Parse(row.Key, CultureInfo.InvariantCulture);
        var rows = start.IsBack ? all.Where(row => number(row) < at).TakeLast(Take(false))
            : all.Where(row => number(row) > at).Take(Take(asked.All));
        return Of<T>(start, [.. rows], asked);
    }

    internal static Result<Page<T>> Of<T>(PageStart start, IReadOnlyList<T> rows, PageAsked asked) where T : IListed
    {
        if (rows.Count == 0)
            return start.IsFirst ? new Page<T>([], 0, 0, start.IsStale)
                : new Refusal("The list has moved on: nothing stands on that page any more.") { WaysOn = [new("First page", asked.First)] };
        var total = rows[0].Total;
        if (asked.All) return new Page<T>(rows, total, 0) { Most = asked.Most };
        // The one too many stands where the reading went.
        var more = rows.Count == Paging.Size + 1;
        var skipped = more && start.IsBack ? 1 : 0;
        var shown = more ? [.. rows.Skip(skipped).Take(Paging.Size)] : rows;
        return new Page<T>(shown, total, start.IsFirst ? 0 : total > asked.Most ? null : rows[0].Before + skipped, start.IsStale)
        {
            Most = asked.Most,
            Previous = (start.IsBack && more) || !(start.IsBack || start.IsFirst) ? PageStart.Before(shown[0].Key) : null,
            Next = start.IsBack || more ? PageStart.After(shown[^1].Key) : null,
        };
    }
}
