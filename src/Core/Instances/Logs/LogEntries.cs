using System.Globalization;
using System.Text.RegularExpressions;
using OpsBot.Core.Instances.Runtime;

namespace OpsBot.Core.Instances.Logs;

/// <summary>
/// Lines as they are read: downwards, and put together to entries, so that a traceback is one block under the line that it belongs to.
/// The time stands before the first line of an entry, unless the application wrote it there itself.
/// </summary>
sealed partial class LogEntries
{
    readonly List<IReadOnlyList<string>> entries = [];
    bool ours, theirs;

    /// <summary>Oldest first.</summary>
    public static LogEntries Of(IReadOnlyList<LogLine> lines)
    {
        var all = new LogEntries();
        var within = new List<LogLine>();
        var days = lines.Select(line => line.At?.UtcDateTime.Date).Where(day => day is not null).Distinct().Count();
        foreach (var line in lines)
        {
            if (within.Count > 0 && !Continues(line.Text, within)) all.Close(within, days);
            within.Add(line);
        }
        if (within.Count > 0) all.Close(within, days);
        return all;
    }

    public string Text => string.Join('\n', entries.SelectMany(entry => entry));

    /// <summary>Which clock the times are by, said once.</summary>
    public string WhoseTime => (ours, theirs) switch
    {
        (true, true) => "Times are UTC, or as the application wrote them.",
        (true, false) => "Times are UTC.",
        (false, true) => "Times are as the application wrote them.",
        (false, false) => "It tells no times.",
    };

    /// <summary>As many whole entries from the end as fit, and how many lines that is; of one that is too long, its last lines.</summary>
    public (string Text, int Lines) End(int characters)
    {
        var lines = new List<string>();
        foreach (var entry in Enumerable.Reverse(entries))
        {
            if (lines.Sum(Size) + entry.Sum(Size) > characters) break;
            lines.InsertRange(0, entry);
        }
        if (lines.Count == 0 && entries.Count > 0)
            foreach (var line in entries[^1].Reverse().TakeWhile((line, at) => at == 0 || lines.Sum(Size) + Size(line) <= characters))
                lines.Insert(0, line);
        return (string.Join('\n', lines), lines.Count);
    }

    static int Size(string line) => line.Length + 1;

    void Close(List<LogLine> within, int days)
    {
        var first = within[0];
        var (itsOwn, at) = (Stamp.IsMatch(first.Text), first.At?.UtcDateTime);
        theirs |= itsOwn;
        ours |= !itsOwn && at is not null;
        var format = days > 1 ? "MM-dd HH:mm:ss  " : "HH:mm:ss  ";
        var time = itsOwn || at is null ? "" : at.Value.ToString(format, CultureInfo.InvariantCulture);
        entries.Add([time + first.Text, .. within.Skip(1).Select(line => line.Text)]);
        within.Clear();
    }

    // What Python, the JVM, .NET, Go and Node write below the line that says what went wrong; and the line that ends a Python traceback.
    static bool Continues(string line, List<LogLine> within) =>
        line.Length == 0 || char.IsWhiteSpace(line[0]) || Below.IsMatch(line)
        || (!Stamp.IsMatch(line) && IsIndented(within[^1].Text)
            && within.Exists(one => one.Text.StartsWith(Traceback, StringComparison.Ordinal)));

    static bool IsIndented(string line) => line.Length > 0 && char.IsWhiteSpace(line[0]);

    const string Traceback = "Traceback (most recent call last)";

    [GeneratedRegex(@"^[\[(]?\d{4}-\d\d-\d\d[T ]\d\d:\d\d")]
    static partial Regex Stamp { get; }

    [GeneratedRegex(
        @"^(Traceback \(most recent call last\)|Caused by: |at \S|--- End of |During handling of the above|The above exception was)")]
    static partial Regex Below { get; }
}
