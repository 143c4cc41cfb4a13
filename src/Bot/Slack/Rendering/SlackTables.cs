using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>A table: Slack's own where it takes one, else columns aligned in fixed width.</summary>
static class SlackTables
{
    const int WidestCell = 60;
    const int WidestColumn = 32;

    // As much as a row of a table may say at all, where all of it was asked for.
    const int WholeCell = 2_000;

    public static void Paint(Table table, Canvas canvas)
    {
        if (table.Rows.Count == 0 || table.Columns.Count == 0) canvas.AddWords("rich_text_section", table.Empty);
        else if (canvas.MayTable && table.Columns.Count <= SlackLimits.TableCells && Native(table, canvas) is { } native) canvas.Add(native);
        else Aligned(table, canvas);
    }

    static JsonObject? Native(Table table, Canvas canvas)
    {
        var room = canvas.CharactersLeft;
        var rows = new JsonArray();
        foreach (var row in table.Rows.Prepend([.. table.Columns.Select(column => column.Name)]))
        {
            var cells = Cells(table, row, canvas.IsWhole ? WholeCell : WidestCell, canvas);
            var length = cells.Sum(cell => cell.Length);
            if (rows.Count == SlackLimits.TableRows || length > room)
            {
                canvas.Cut();
                break;
            }
            room -= length;
            rows.Add(Block.Array(cells.Select(Cell)));
        }
        return rows.Count < 2 ? null : new()
        {
            ["type"] = "table",
            ["column_settings"] = Block.Array(table.Columns.Select(column => new JsonObject { ["align"] = column.Right ? "right" : "left", ["is_wrapped"] = true })),
            ["rows"] = rows,
        };
    }

    // An instant is told in the reader's own time, here as elsewhere.
    static JsonObject Cell(string text) => Sentences.WithInstants(text) is var words && words.Spans.Any(span => span is At)
        ? Block.Rich("rich_text_section", Spans.Leaves(words)) : new() { ["type"] = "raw_text", ["text"] = text };

    static void Aligned(Table table, Canvas canvas)
    {
        var widest = canvas.IsWhole ? WholeCell : WidestColumn;
        List<List<string>> rows =
        [
            .. table.Rows.Take(SlackLimits.TableRows).Prepend([.. table.Columns.Select(column => column.Name)])
                .Select(row => Cells(table, row, widest, canvas)),
        ];
        if (table.Rows.Count > SlackLimits.TableRows) canvas.Cut();
        var widths = Enumerable.Range(0, table.Columns.Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in rows.TakeWhile(_ => text.Length <= canvas.Room))
        {
            var cells = row.Select((cell, column) => table.Columns[column].Right ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
        canvas.AddFixed(text.ToString());
    }

    /// <summary>As many cells as there are columns, none of them empty.</summary>
    static List<string> Cells(Table table, IReadOnlyList<string> row, int widest, Canvas canvas)
    {
        // Cut before it is cleaned: somebody's whole log may stand in one cell.
        List<string> cells = [.. Enumerable.Range(0, table.Columns.Count).Select(column => column < row.Count ? ChatText.OneLine(ChatText.Cut(row[column], widest * 4)) : "")];
        if (cells.Exists(cell => cell.Length > widest)) canvas.Cut();
        return cells.ConvertAll(cell => cell.Length == 0 ? "–" : ChatText.Cut(cell, widest));
    }
}
