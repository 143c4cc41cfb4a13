using System.Globalization;

namespace OpsBot.Core.Lists;

/// <summary>
/// Where a page of a list goes on: behind the row with that key, or before it. Rows that come or go meanwhile move nobody's place, and a
/// thousandth page is as quick as the first.
/// </summary>
public sealed class PageStart
{
    const string Behind = "after";
    const string Ahead = "before";
    const char Between = '.';

    readonly IReadOnlyList<string> key;

    PageStart(bool back, IReadOnlyList<string> key, bool isStale = false) => (IsBack, this.key, IsStale) = (back, key, isStale);

    /// <summary>It ends before its key, rather than beginning behind it.</summary>
    public bool IsBack { get; }

    public bool IsFirst => key.Count == 0;

    /// <summary>
    /// What was asked for is no place in this list, as the page numbers in old messages are not: it is the beginning instead.
    /// </summary>
    public bool IsStale { get; }

    /// <summary>Of what a button carries, for a list whose keys have that many parts.</summary>
    public static PageStart Of(string? text, int parts)
    {
        if (text is null) return new(false, []);
        var words = text.Split(Between);
        return words.Length == parts + 1 && words[0] is Behind or Ahead ? new(words[0] == Ahead, words[1..])
            : new(false, [], isStale: true);
    }

    /// <summary>A part of the key that is a number; at the beginning, what stands before all rows.</summary>
    public long Number(int part, long first) =>
        part < key.Count && long.TryParse(key[part], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : first;

    public string Text(int part, string first) => part < key.Count ? key[part] : first;

    public Guid Id(int part, Guid first) => part < key.Count && Guid.TryParse(key[part], out var id) ? id : first;

    /// <summary>A part that is a moment, written in microseconds as a database counts them.</summary>
    public DateTimeOffset Moment(int part, DateTimeOffset first)
    {
        const long most = 253_000_000_000_000_000;
        return part < key.Count && Number(part, -1) is >= 0 and < most and var micros
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond) : first;
    }

    internal static string After(string key) => $"{Behind}{Between}{key}";

    internal static string Before(string key) => $"{Ahead}{Between}{key}";
}
