using OpsBot.Bot.Chat;
using OpsBot.Bot.Drawing;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>Neutral parts as the pieces of a message.</summary>
static class DiscordParts
{
    public static IReadOnlyList<Piece> Paint(
        IReadOnlyList<Part> parts, Menus menus, Density density, bool isWhole = false, bool pictures = false)
    {
        List<Piece> pieces = [];
        List<Item> folded = [];
        var files = new DiscordFiles();
        for (var i = 0; i < parts.Count; i++)
        {
            // Entries that follow each other are one list.
            var items = parts.Skip(i).TakeWhile(part => part is Item).Cast<Item>().ToList();
            if (items.Count > 0)
            {
                pieces.AddRange(DiscordItems.Paint(items, menus, density, folded));
                i += items.Count - 1;
            }
            else pieces.AddRange(Paint(parts[i], menus, files, isWhole, pictures));
        }
        pieces.AddRange(DiscordItems.Fold(folded, menus));
        // Each menu is a row of its own in Discord; above the text, a few of them would fill a phone's screen.
        pieces.AddRange(parts.OfType<Pickers>().SelectMany(pickers => DiscordPickers.Paint(pickers, menus)));
        return pieces;
    }

    static IEnumerable<Piece> Paint(Part part, Menus menus, DiscordFiles files, bool isWhole, bool pictures) => part switch
    {
        Paragraph paragraph => [Piece.Prose.Of(paragraph.Text)],
        Title title => [Piece.Prose.Of(new Strong(ChatText.OneLine(title.Text)))],
        Fields fields => [Piece.Prose.Of(Charts.Fields(fields))],
        Table table => Rows(table, isWhole),
        Bars bars => [Piece.Prose.Of(Charts.Lines(Charts.Bars(bars)))],
        Sparkline sparkline => [Piece.Prose.Of(Charts.Line(sparkline))],
        Chart { SaveAs: not null } chart => [Piece.Prose.Of(ChartWords.Of(chart)), files.Of(ChartPicture.File(chart)!)],
        Chart chart when pictures => [files.Of(chart)],
        Chart chart => [Piece.Prose.Of(ChartWords.Of(chart))],
        Progress progress => [Piece.Prose.Of(Charts.Steps(progress))],
        Notice { Tone: Tone.Neutral } notice => [Piece.Prose.Of(notice.Text, "> ")],
        Notice notice => [Piece.Prose.Of(Words.Of(new Plain(Marks.Of(notice.Tone) + " ")) + notice.Text, "> ")],
        Verbatim verbatim => [new Piece.Fixed(verbatim.Text, IsLog: true)],
        Attachment attachment => [files.Of(attachment)],
        Pager pager => [Piece.Prose.Of(pager.Where, "-# "), .. menus.Rows(pager.Turns)],
        Pickers => [],
        Small small => [Piece.Prose.Of(small.Text, "-# ")],
        Line => [new Piece.Rule()],
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "Discord does not know this part."),
    };

    static IEnumerable<Piece> Rows(Table table, bool isWhole)
    {
        if (table.Rows.Count == 0 || table.Columns.Count == 0) return [Piece.Prose.Of(table.Empty)];
        var shown = new Piece.Fixed(string.Join('\n', StackedTable.Lines(table, isWhole, out var isCut)), IsLog: false);
        return isCut ? [shown, new Piece.Missing()] : [shown];
    }
}
