using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>
/// A table as lines of fixed width, its first columns aligned under each other. What a phone does not show beside them without wrapping
/// stands below them, indented, in the same order.
/// </summary>
static class StackedTable
{
    // What fits beside each other on a phone 390 pixels wide, inside what each platform leaves around a message; wider lines wrap there,
    // and no column stands below its name any more.
    const int Widest = 34;
    const int WidestCell = 300;
    const string Gap = "  ";
    const string Indent = "  ";

    // As much as a message may say at all, where all of it was asked for.
    const int WholeCell = 2_000;

    /// <summary>The heads of the columns, then the rows; whether a cell had to be shortened.</summary>
    public static IReadOnlyList<string> Lines(Table table, bool isWhole, out bool isCut)
    {
        var widest = isWhole ? WholeCell : WidestCell;
        isCut = table.Rows.SelectMany(row => row).Any(cell => cell.Length > widest);
        List<List<string>> rows =
        [
            [.. table.Columns.Select(column => Cell(column.Name, widest))],
            .. table.Rows.Select(row => Cells(table, row, widest)),
        ];
        var widths = table.Columns.Select((_, column) => rows.Max(row => TextWidth.Of(row[column]))).ToList();
        var groups = Beside(widths);
        return [.. rows.SelectMany(row => groups.SelectMany(group => Written(table, row, group, widths, isStacked: groups.Count > 1)))];
    }

    /// <summary>Which columns stand beside each other: as many as fit, then the next ones below them.</summary>
    static List<List<int>> Beside(IReadOnlyList<int> widths)
    {
        List<List<int>> groups = [[]];
        var width = 0;
        for (var column = 0; column < widths.Count; column++)
        {
            if (groups[^1].Count > 0 && width + Gap.Length + widths[column] > Widest)
            {
                groups.Add([]);
                width = Indent.Length;
            }
            width += widths[column] + (groups[^1].Count > 0 ? Gap.Length : 0);
            groups[^1].Add(column);
        }
        return groups;
    }

    static IEnumerable<string> Written(Table table, IReadOnlyList<string> row, List<int> group, IReadOnlyList<int> widths, bool isStacked)
    {
        var indent = group[0] == 0 ? "" : Indent;
        // Alone on its line it may be a sentence.
        if (group is [var only]) return Wrapped(row[only], Widest - indent.Length).Select(part => indent + part);
        // What begins a row stands at its very left; pushed to the right it would look like one of the lines below it.
        var cells = group.Select(column =>
            TextWidth.Pad(row[column], widths[column], right: table.Columns[column].Right && !(isStacked && column == 0)));
        return [indent + string.Join(Gap, cells).TrimEnd()];
    }

    static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && TextWidth.Of(line) + 1 + TextWidth.Of(word) > width)
            {
                yield return line;
                line = "";
            }
            line += line.Length > 0 ? " " + word : word;
        }
        yield return line;
    }

    /// <summary>As many cells as there are columns.</summary>
    static List<string> Cells(Table table, IReadOnlyList<string> row, int widest) =>
        [.. table.Columns.Select((_, column) => Cell(column < row.Count ? row[column] : "", widest))];

    // Cut before it is cleaned: somebody's whole log may stand in one. None is empty, so that each stands in its place.
    static string Cell(string text, int widest)
    {
        var clean = ChatText.OneLine(ChatText.Cut(text, widest * 4));
        return string.IsNullOrWhiteSpace(clean) ? "–" : ChatText.Cut(clean, widest);
    }
}
