using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>
/// A table: Slack's own where it ends the message, else lines of fixed width. Wherever its block stands, Slack shows a table below all
/// the rest, so that what turns the page would stand above the rows.
/// </summary>
static class SlackTables
{
    const int WidestCell = 60;

    public static void Paint(Table table, Canvas canvas, bool isEnd)
    {
        if (table.Rows.Count == 0 || table.Columns.Count == 0) canvas.AddWords("rich_text_section", table.Empty);
        else if (isEnd && canvas.MayTable && Native(table, canvas) is { } native) canvas.Add(native);
        else
        {
            var lines = StackedTable.Lines(table, canvas.IsWhole, out var isCut);
            if (isCut) canvas.Cut();
            canvas.AddRows(lines);
        }
    }

    // All of it or none: what would be said about the rest has to stand below the rows, too.
    static JsonObject? Native(Table table, Canvas canvas)
    {
        if (table.Columns.Count > SlackLimits.TableCells || table.Rows.Count >= SlackLimits.TableRows) return null;
        List<List<string>> rows =
        [
            [.. table.Columns.Select(column => Cell(column.Name))],
            .. table.Rows.Select(row => table.Columns.Select((_, column) => Cell(column < row.Count ? row[column] : "")).ToList()),
        ];
        var cells = rows.SelectMany(row => row).ToList();
        if (cells.Exists(cell => cell.Length > WidestCell) || cells.Sum(cell => cell.Length) > canvas.CharactersLeft) return null;
        return new()
        {
            ["type"] = "table",
            ["column_settings"] = Block.Array(table.Columns.Select(Settings)),
            ["rows"] = new JsonArray([.. rows.Select(row => Block.Array(row.Select(Shown)))]),
        };
    }

    static JsonObject Settings(Column column) => new() { ["align"] = column.Right ? "right" : "left", ["is_wrapped"] = true };

    // An instant is told in the reader's own time, here as elsewhere.
    static JsonObject Shown(string cell) => Sentences.WithInstants(cell) is var words && words.Spans.Any(span => span is At)
        ? Block.Rich("rich_text_section", Spans.Leaves(words)) : new() { ["type"] = "raw_text", ["text"] = cell };

    // One that is too long is cut before it is cleaned; it is not shown as a cell then. None is empty.
    static string Cell(string text) => ChatText.OneLine(ChatText.Cut(text, WidestCell * 4)) is { Length: > 0 } cell ? cell : "–";
}
