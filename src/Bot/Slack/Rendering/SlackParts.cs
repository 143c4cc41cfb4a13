using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>One neutral part as blocks.</summary>
static class SlackParts
{
    /// <param name="isEnd">Nothing of the message comes after it, not even a button.</param>
    public static void Paint(Part part, Canvas canvas, bool compact, bool isEnd)
    {
        switch (part)
        {
            case Paragraph paragraph:
                canvas.AddWords("rich_text_section", paragraph.Text);
                break;
            case Title title:
                canvas.AddWords("rich_text_section", new Strong(ChatText.OneLine(title.Text)));
                break;
            case Fields fields:
                canvas.AddWords("rich_text_section", Charts.Fields(fields));
                break;
            case Table table:
                SlackTables.Paint(table, canvas, isEnd);
                break;
            case Bars bars:
                canvas.AddWords("rich_text_section", Charts.Lines(Charts.Bars(bars)));
                break;
            case Sparkline sparkline:
                canvas.AddWords("rich_text_section", Charts.Line(sparkline));
                break;
            case Chart chart:
                if (canvas.Pictures.Find(chart) is { } file)
                    canvas.Add(Block.Image(file, ChartWords.Alternative(chart, SlackLimits.AlternativeText)));
                else canvas.AddWords("rich_text_section", ChartWords.Of(chart));
                if (chart.SaveAs is { } name) canvas.AddWords("rich_text_section", File(name));
                break;
            case Progress progress:
                canvas.AddWords("rich_text_section", Charts.Steps(progress));
                break;
            case Notice notice:
                canvas.AddWords("rich_text_quote", notice.Text, notice.Tone is Tone.Neutral ? "" : Marks.Of(notice.Tone) + " ");
                break;
            case Verbatim verbatim:
                canvas.AddFixed(verbatim.Text);
                break;
            case Attachment attachment:
                canvas.AddWords("rich_text_section", File(attachment.FileName));
                break;
            case Item item:
                Paint(item, canvas, compact);
                break;
            case Pager pager:
                if (Spans.Elements(pager.Where) is { Count: > 0 } where) canvas.Add(Block.Context(where));
                canvas.AddButtons(pager.Turns);
                break;
            case Pickers pickers:
                SlackPickers.Paint(pickers, canvas);
                break;
            case Small small:
                if (Spans.Elements(small.Text) is { Count: > 0 } elements) canvas.Add(Block.Context(elements));
                break;
            case Line:
                canvas.Add(Block.Divider());
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "Slack does not know this part.");
        }
    }

    static Words File(string name) => Words.Of(new Plain("File  "), new Code(ChatText.OneLine(name)));

    static void Paint(Item entry, Canvas canvas, bool compact)
    {
        var item = entry with { Buttons = Entries.Buttons(entry) };
        // Beside its one button, an entry is one line: that is worth its bold. Dates and mentions are not given up for it unless room
        // is short.
        var isOneLine = item.Buttons.Count == 1 && item.Text.Spans.All(span => span is Plain or Strong or Code);
        if ((compact || isOneLine) && item.Buttons.Count > 0 && Beside(item.Buttons, canvas.Number(), compact) is { } accessory)
        {
            if (item.Text.Text.Length > canvas.Room) canvas.Cut();
            canvas.Add(Block.Section(ChatText.Cut(item.Text.Text, Math.Max(1, canvas.Room)), accessory));
            return;
        }
        canvas.AddWords("rich_text_section", item.Text);
        canvas.AddButtons(item.Buttons);
    }

    /// <summary>One button as itself; several, where room is short, folded into a menu that asks no questions.</summary>
    static JsonObject? Beside(IReadOnlyList<Button> buttons, int number, bool compact)
    {
        if (buttons.Count == 1) return Clickable.Button(buttons[0], number);
        return compact && buttons.Count <= SlackLimits.OverflowOptions && buttons.All(button => button.Confirm is null)
            && Clickable.Options(buttons, number, out var actionId) is { } options
            ? new() { ["type"] = "overflow", ["action_id"] = actionId, ["options"] = options } : null;
    }
}
