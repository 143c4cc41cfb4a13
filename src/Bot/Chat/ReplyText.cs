using System.Globalization;
using System.Text;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>A whole reply as plain text: the file that goes with a message which could not show all of it.</summary>
static class ReplyText
{
    public static string Of(Reply reply)
    {
        var text = new StringBuilder();
        text.Append(reply.Heading).Append('\n').Append('=', Math.Clamp(reply.Heading.Length, 1, 80)).Append("\n\n");
        foreach (var part in reply.Parts)
            text.Append(Of(part)).Append('\n');
        foreach (var button in reply.Buttons)
            text.Append(Of(button));
        return text.ToString();
    }

    static string Of(Part part) => part switch
    {
        Paragraph paragraph => paragraph.Text.Text + "\n",
        Title title => $"{title.Text}\n{new string('-', Math.Clamp(title.Text.Length, 1, 80))}\n",
        Fields fields => Lines(fields.List.Select(field => $"{field.Name}: {field.Value.Text}")),
        Table { Rows.Count: 0 } table => table.Empty + "\n",
        Table table => Of(table),
        Bars bars => Lines(bars.List.Select(bar => $"{bar.Name}: {bar.Value.ToString(CultureInfo.InvariantCulture)}")),
        Sparkline line => $"{line.Name}: {string.Join(' ', line.Values)}\n",
        Progress progress => Lines(progress.Steps.Select(step => $"[{step.State}] {step.Name} {step.Detail}".TrimEnd())),
        Notice notice => notice.Text.Text + "\n",
        Verbatim verbatim => verbatim.Text + "\n",
        Attachment attachment => $"File: {attachment.FileName}\n",
        Item item => item.Text.Text + "\n" + string.Concat(item.Buttons.Select(Of)),
        Pickers => "",
        Small small => small.Text.Text + "\n",
        Line => new string('-', 40) + "\n",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "There is no plain text for this part."),
    };

    static string Of(Table table)
    {
        List<IReadOnlyList<string>> rows = [[.. table.Columns.Select(column => column.Name)], .. table.Rows];
        var widths = table.Columns.Select((_, column) => rows.Max(row => column < row.Count ? row[column].Length : 0)).ToList();
        return Lines(rows.Select(row => string.Join("  ", table.Columns.Select((shape, column) =>
            (column < row.Count ? row[column] : "") is var cell && shape.Right ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd()));
    }

    static string Of(Button button) => $"[{button.Label}] {button.Command}\n";

    static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
