using System.Globalization;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Lists;

/// <summary>
/// A row as the statement of a list gives it: with its key, how many rows fit in all, and how many of them stand before the page.
/// </summary>
public interface IListed
{
    string Key { get; }

    long Total { get; }

    long Before { get; }
}

/// <summary>
/// One page of a list and how many rows there are in all. Every list of the product is turned by it, with the same words.
/// </summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, long Total, long? Before, bool IsStale = false)
{
    /// <summary>Where the page before this one ends; none on the first.</summary>
    public string? Previous { get; init; }

    /// <summary>Where the next one begins; none on the last.</summary>
    public string? Next { get; init; }

    /// <summary>As far as it was counted.</summary>
    public int Most { get; init; } = Paging.MostCounted;

    /// <summary>"312", or "more than 10,000".</summary>
    public string Counted => Total > Most ? $"more than {Paging.Written(Most)}" : Paging.Written(Total);

    /// <summary>What stands under the rows. The line asks for the page that begins there.</summary>
    public IReadOnlyList<Part> Turn(string one, string many, Func<string, string> line) => Rows.Count == 0 ? [] :
    [
        .. new Small("Pages have no numbers any more: this is the beginning of the list.").If(IsStale),
        new Pager($"{Where} {(Total == 1 ? one : many)}",
        [
            .. Paging.Previous(Previous is null ? null : line(Previous)),
            .. Paging.Next(Next is null ? null : line(Next)),
        ]),
    ];

    string Where => (Before, Total) switch
    {
        (_, var total) when total == Rows.Count => Paging.Written(total),
        (null, _) => $"{Rows.Count} of {Counted}",
        ({ } before, _) => $"{Paging.Written(before + 1)}–{Paging.Written(before + Rows.Count)} of {Counted}",
    };
}

/// <summary>What all lists have in common.</summary>
public static class Paging
{
    /// <summary>Rows on a page: as many as a phone shows without scrolling for long.</summary>
    public const int Size = 10;

    /// <summary>Counting further would read what nobody pages through.</summary>
    public const int MostCounted = 10_000;

    /// <summary>What a list's parameter for its place says of itself; only buttons fill it in.</summary>
    public const string Summary = "where the page begins";

    /// <summary>Longer than any key.</summary>
    public const int LongestKey = 160;

    internal static IReadOnlyList<Button> Previous(string? line) =>
        line is null ? [] : [new("◀ Previous", line) { InPlace = true, Spoken = "Previous page" }];

    internal static IReadOnlyList<Button> Next(string? line) =>
        line is null ? [] : [new("Next ▶", line) { InPlace = true, Spoken = "Next page" }];

    internal static string Written(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
