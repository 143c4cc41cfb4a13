using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>
/// A table in fixed width, its first columns aligned under each other. What a phone does not show beside them without wrapping stands
/// below them, indented, in the same order.
/// </summary>
static class DiscordTables
{
    // What fits beside each other on a phone; wider lines wrap there, and no column stands below its name any more.
    const int Widest = 40;
    const int WidestCell = 300;
    const string Gap = "  ";
    const string Indent = "  ";

    // As much as a message may say at all, where all of it was asked for.
    const int WholeCell = 2_000;

    public static IEnumerable<Piece> Paint(Table table, bool isWhole = false)
    {
        if (table.Rows.Count == 0 || table.Columns.Count == 0) return [Piece.Prose.Of(table.Empty)];
        var widest = isWhole ? WholeCell : WidestCell;
        List<List<string>> rows =
        [
            [.. table.Columns.Select(column => Component.Label(column.Name, widest))],
            .. table.Rows.Select(row => Cells(table, row, widest)),
        ];
        var widths = table.Columns.Select((_, column) => rows.Max(row => TextWidth.Of(row[column]))).ToList();
        var lines = Lines(widths);
        var written = rows.SelectMany(row => lines.SelectMany(line => Written(table, row, line, widths)));
        var shown = new Piece.Fixed(string.Join('\n', written), IsLog: false);
        return table.Rows.SelectMany(row => row).Any(cell => cell.Length > widest) ? [shown, new Piece.Missing()] : [shown];
    }

    /// <summary>Which columns stand beside each other: as many as fit, then the next ones below them.</summary>
    static List<List<int>> Lines(IReadOnlyList<int> widths)
    {
        List<List<int>> lines = [[]];
        var width = 0;
        for (var column = 0; column < widths.Count; column++)
        {
            if (lines[^1].Count > 0 && width + Gap.Length + widths[column] > Widest)
            {
                lines.Add([]);
                width = Indent.Length;
            }
            width += widths[column] + (lines[^1].Count > 0 ? Gap.Length : 0);
            lines[^1].Add(column);
        }
        return lines;
    }

    static IEnumerable<string> Written(Table table, IReadOnlyList<string> row, List<int> line, IReadOnlyList<int> widths)
    {
        var indent = line[0] == 0 ? "" : Indent;
        // Alone on its line it may be a sentence.
        if (line is [var only]) return Wrapped(row[only], Widest - indent.Length).Select(part => indent + part);
        return [indent + string.Join(Gap, line.Select(column => TextWidth.Pad(row[column], widths[column], table.Columns[column].Right))).TrimEnd()];
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

    /// <summary>
    /// As many cells as there are columns. Cut before they are cleaned: somebody's whole log may stand in one. None is empty, so that
    /// each stands in its place.
    /// </summary>
    static List<string> Cells(Table table, IReadOnlyList<string> row, int widest) =>
        [.. table.Columns.Select((_, column) => Component.Label(column < row.Count ? row[column] : "", widest))];
}
