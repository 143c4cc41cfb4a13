using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Lists;

/// <summary>How many rows of a list are wanted: a page and one more, which tells whether there is another, or all for a file.</summary>
static class ReadPage
{
    /// <summary>What goes into the statement as its limits.</summary>
    public static int Take(bool all) => all ? Paging.MostCounted : Paging.Size + 1;

    public const int Counted = Paging.MostCounted + 1;

    extension(Work work)
    {
        /// <summary>
        /// One page, rows and total in one statement: the first one goes on behind the key, the second ends before it, and both give
        /// their rows in the order of the list. Where nothing stands there any more, the first page is offered.
        /// </summary>
        public async Task<Result<Page<T>>> Page<T>(PageStart start, [ConstantExpected] string behind, [ConstantExpected] string before,
            object args, string firstPage, bool all, CancellationToken cancel,
            [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) where T : IListed
        {
            var rows = start.IsBack ? await work.Db.ListPlanned<T>(before, args, cancel, file, line + 1)
                : await work.Db.ListPlanned<T>(behind, args, cancel, file, line);
            if (rows.Count == 0 && !start.IsFirst)
                return new Refusal(
                    "The list has moved on: nothing stands on that page any more.") { WaysOn = [new("First page", firstPage)] };
            return Of(start, rows, all);
        }
    }

    internal static Page<T> Of<T>(PageStart start, IReadOnlyList<T> rows, bool all) where T : IListed
    {
        if (rows.Count == 0) return new([], 0, 0, start.IsStale);
        if (all) return new(rows, rows[0].Total, 0);
        // The one too many stands where the reading went.
        var more = rows.Count == Paging.Size + 1;
        var skipped = more && start.IsBack ? 1 : 0;
        var shown = more ? [.. rows.Skip(skipped).Take(Paging.Size)] : rows;
        var total = rows[0].Total;
        long? before = start.IsFirst ? 0 : total > Paging.MostCounted ? null : rows[0].Before + skipped;
        return new(shown, total, before, start.IsStale)
        {
            Previous = (start.IsBack && more) || !(start.IsBack || start.IsFirst) ? PageStart.Before(shown[0].Key) : null,
            Next = start.IsBack || more ? PageStart.After(shown[^1].Key) : null,
        };
    }
}
