using System.Globalization;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Lists;

/// <summary>One page of a list and how many rows there are in all. Every list of the product is turned by it, with the same words.</summary>
public sealed record Page<T>(int Number, IReadOnlyList<T> Rows, long Total)
{
    long First => Paging.Before(Number) + 1;

    long Last => First + Rows.Count - 1;

    /// <summary>What stands under the rows. The line asks for the page of that number.</summary>
    public IReadOnlyList<Part> Turn(string noun, Func<int, string> line) => Rows.Count == 0 ? [] : [new Pager($"{Where} {noun}", [.. Turns(line)])];

    string Where => Total == Rows.Count ? Paging.Written(Total) : $"{Paging.Written(First)}–{Paging.Written(Last)} of {All}";

    string All => Total > Paging.MostCounted ? $"more than {Paging.Written(Paging.MostCounted)}" : Paging.Written(Total);

    IEnumerable<Button> Turns(Func<int, string> line)
    {
        if (Number > 1) yield return new("◀ Previous", line(Number - 1)) { InPlace = true, Spoken = "Previous page" };
        if (Last < Total && Number < Paging.Most) yield return new("Next ▶", line(Number + 1)) { InPlace = true, Spoken = "Next page" };
    }
}

public static class Paging
{
    /// <summary>Rows on a page: as many as a phone shows without scrolling for long.</summary>
    public const int Size = 10;

    /// <summary>Counting further would read what nobody pages through.</summary>
    public const int MostCounted = 10_000;

    /// <summary>The last page that can be asked for.</summary>
    public const int Most = MostCounted / Size;

    /// <summary>How many rows stand on the pages before.</summary>
    public static int Before(int page) => (page - 1) * Size;

    /// <summary>Nothing stands there, but something before it.</summary>
    public static Refusal NoSuchPage(int page, string first) => new($"There is no page {page}.") { WaysOn = [new("First page", first)] };

    internal static string Written(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
