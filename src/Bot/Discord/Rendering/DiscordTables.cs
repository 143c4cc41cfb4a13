using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>A table: aligned in fixed width where a phone shows that without wrapping, else a line for each row.</summary>
static class DiscordTables
{
    // What fits beside each other on a phone; wider lines wrap there, and no column stands below its name any more.
    const int WidestAligned = 40;
    const int WidestCell = 300;
    const string Gap = "  ";
    const string Between = " · ";

    public static IEnumerable<Piece> Paint(Table table)
    {
        if (table.Rows.Count == 0 || table.Columns.Count == 0) return [Piece.Prose.Of(table.Empty)];
        List<List<string>> rows = [[.. table.Columns.Select(column => Cell(column.Name))], .. table.Rows.Select(row => Cells(table, row))];
        var widths = table.Columns.Select((_, column) => rows.Max(row => TextWidth.Of(row[column]))).ToList();
        Piece shown = widths.Sum() + Gap.Length * (widths.Count - 1) <= WidestAligned ? Aligned(table, rows, widths) : Listed(rows);
        return table.Rows.SelectMany(row => row).Any(cell => cell.Length > WidestCell) ? [shown, new Piece.Missing()] : [shown];
    }

    static Piece.Fixed Aligned(Table table, IEnumerable<List<string>> rows, IReadOnlyList<int> widths) => new(string.Join('\n', rows.Select(row =>
        string.Join(Gap, row.Select((cell, column) => TextWidth.Pad(cell, widths[column], table.Columns[column].Right))).TrimEnd())), IsLog: false);

    /// <summary>The names of the columns once, in small print, then the rows in the same order: the first cell is what the row is about.</summary>
    static Piece.Prose Listed(IReadOnlyList<List<string>> rows) => new([.. rows.Select((row, index) => new Marked(index == 0 ? "-# " : "", Row(row)))]);

    static Words Row(IReadOnlyList<string> cells) => Words.Of(new Strong(cells[0]), new Plain(string.Concat(cells.Skip(1).Select(cell => Between + cell))));

    /// <summary>As many cells as there are columns.</summary>
    static List<string> Cells(Table table, IReadOnlyList<string> row) => [.. table.Columns.Select((_, column) => Cell(column < row.Count ? row[column] : ""))];

    // Cut before it is cleaned: somebody's whole log may stand in one cell. None is empty, so that each stands in its place.
    static string Cell(string text) => Component.Label(text, WidestCell);
}
