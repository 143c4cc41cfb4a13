namespace OpsBot.Core.Lists;

/// <summary>
/// Where a page of a list goes on: behind the row with that key, or before it. Rows that come or go meanwhile move nobody's place, and a
/// thousandth page is as quick as the first.
/// </summary>
sealed class PageStart
{
    const string Behind = "after";
    const string Ahead = "before";
    const char Between = '.';

    PageStart(bool back, IReadOnlyList<object> key, bool isStale = false) => (IsBack, Key, IsStale) = (back, key, isStale);

    /// <summary>It ends before its key, rather than beginning behind it.</summary>
    public bool IsBack { get; }

    /// <summary>As many as the list is in order of; none at its beginning.</summary>
    public IReadOnlyList<object> Key { get; }

    public bool IsFirst => Key.Count == 0;

    /// <summary>
    /// What was asked for is no place in this list, as the page numbers in old messages are not: it is the beginning instead.
    /// </summary>
    public bool IsStale { get; }

    /// <summary>Of what a button carries.</summary>
    public static PageStart Of(string? text, IReadOnlyList<PageKey> order)
    {
        if (text is null) return new(false, []);
        // What a list is in order of last may have the sign in it that stands between them.
        var words = text.Split(Between, order.Count + 1);
        if (words.Length != order.Count + 1 || words[0] is not (Behind or Ahead)) return new(false, [], isStale: true);
        var key = order.Zip(words[1..], (one, word) => one.Read(word)).OfType<object>().ToList();
        return key.Count == order.Count ? new(words[0] == Ahead, key) : new(false, [], isStale: true);
    }

    internal static string After(string key) => $"{Behind}{Between}{key}";

    internal static string Before(string key) => $"{Ahead}{Between}{key}";
}
